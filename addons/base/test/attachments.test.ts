import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as plainTest } from 'node:test'
import { AccessError, ValidationError } from 'pergola'
import type { Environment } from 'pergola/models'
import { deleteFile, filesIn, readFile, writeFile } from '../attachments/file-store.ts'
import { mimetypeOf } from '../attachments/content.ts'
import { makeUser, withBase } from './support.ts'

const test = withBase()
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

test('content is given as bytes, as text or as base64, and read both ways', async (env) => {
  const attachments = env['ir.attachment']
  const made = await attachments.create([
    { name: 'a.txt', raw: Buffer.from('héllo') },
    { name: 'a.txt', raw: 'héllo' },
    { name: 'a.txt', datas: Buffer.from('héllo').toString('base64') },
  ])
  for (const each of await made.load('raw', 'datas', 'checksum', 'file_size', 'mimetype')) {
    assert.equal(text(each.raw), 'héllo')
    assert.equal(each.file_size, 6)
    assert.equal(each.checksum, createHash('sha256').update('héllo').digest('hex'))
    assert.equal(each.mimetype, 'text/plain')
  }
  assert.equal((await made.at(0).read(['datas']))[0]?.['datas'], Buffer.from('héllo').toString('base64'))
})

test('new content changes what follows from it, and nobody else can', async (env) => {
  const attachment = await env['ir.attachment'].create({ name: 'a.txt', raw: 'one' })
  const { checksum } = await attachment.load('checksum')
  await attachment.write({ checksum: 'x'.repeat(64), file_size: 99, db_datas: Buffer.from('evil') })
  await attachment.load('checksum', 'file_size', 'raw')
  assert.deepEqual([attachment.checksum, attachment.file_size, text(attachment.raw)], [checksum, 3, 'one'])
  await attachment.write({ raw: 'three' })
  await attachment.load('checksum', 'file_size', 'raw')
  assert.notEqual(attachment.checksum, checksum)
  assert.deepEqual([attachment.file_size, text(attachment.raw)], [5, 'three'])
  attachment.raw = Buffer.from('seven..')
  await env.flush()
  assert.equal((await attachment.load('file_size', 'raw')).file_size, 7)
  await attachment.write({ raw: null })
  await attachment.load('raw', 'file_size', 'checksum')
  assert.deepEqual([attachment.raw, attachment.file_size, attachment.checksum], [null, 0, null])
  await assert.rejects(attachment.write({ datas: 'no base64!' }), ValidationError)
})

test('a copy has the content too', async (env) => {
  const attachment = await env['ir.attachment'].create({ name: 'a.txt', raw: 'one' })
  const copy = await (await attachment.copy()).load('raw', 'name')
  assert.deepEqual([copy.name, text(copy.raw)], ['a.txt', 'one'])
})

test('what a page would run is plain text, unless an administrator puts it there', async (env) => {
  const own = await makeUser(env, 'ada')
  const admin = await makeUser(env, 'boss', ['group_system'])
  const files = [
    { name: 'a.html', raw: '<script>alert(1)</script>' },
    { name: 'a.svg', raw: '<svg onload="alert(1)"/>' },
    { name: 'a.xml', raw: '<?xml version="1.0"?><x/>' },
    { name: 'a.bin', raw: '<html></html>', mimetype: 'text/html' },
    { name: 'x', raw: '<!DOCTYPE html><p>' },
    { name: 'a.js', raw: 'alert(1)' },
    { name: 'a.XHTML', raw: '<html xmlns="http://www.w3.org/1999/xhtml"/>' },
  ]
  const made = await own['ir.attachment'].create(files)
  assert.deepEqual(new Set((await made.load('mimetype')).mapped('mimetype')), new Set(['text/plain']))
  // All rights are lent to a controller, not to what its visitor sends.
  const lent = await own['ir.attachment'].sudo().create(files)
  assert.deepEqual(new Set((await lent.load('mimetype')).mapped('mimetype')), new Set(['text/plain']))
  const framework = await env['ir.attachment'].create(files)
  assert.equal((await framework.at(0).load('mimetype')).mimetype, 'text/html')
  await made.at(0).write({ mimetype: 'image/svg+xml' })
  assert.equal((await made.at(0).load('mimetype')).mimetype, 'text/plain')
  const trusted = await (await admin['ir.attachment'].create(files)).load('mimetype')
  assert.deepEqual(trusted.mapped('mimetype').slice(0, 3), ['text/html', 'image/svg+xml', 'application/xml'])
})

test('a name without an ending says nothing of the type', async (env) => {
  const names = ['f', 'c', 'html', 'png', 'README', 'a.png', 'archive.tar.gz']
  const made = await env['ir.attachment'].create(names.map((name) => ({ name, raw: 'text' })))
  assert.deepEqual((await made.load('mimetype')).mapped('mimetype').sort(), [
    'application/gzip',
    'image/png',
    ...names.slice(0, 5).map(() => 'text/plain'),
  ])
})

test('an attachment of a record is seen and changed by those who see and change the record', async (env) => {
  const own = await makeUser(env, 'ada')
  const manager = await makeUser(env, 'eve', ['group_user', 'group_partner_manager'])
  const company = await env['res.company'].create({ name: 'Other' })
  const visible = await env['res.partner'].create({ name: 'Visible' })
  const hidden = await env['res.partner'].create({ name: 'Hidden', company_id: company.id })
  const attach = (as: Environment, res_id: number): Promise<{ ids: readonly number[]; id: number }> =>
    as['ir.attachment'].create({ name: 'a.txt', raw: 'one', res_model: 'res.partner', res_id })
  const [seen, unseen] = [await attach(env, visible.id), await attach(env, hidden.id)]
  assert.deepEqual((await own['ir.attachment'].search([])).ids, seen.ids)
  assert.equal(text((await own['ir.attachment'].browse(seen.id).load('raw')).raw), 'one')
  await assert.rejects(own['ir.attachment'].browse(unseen.id).load('name'), AccessError)
  await assert.rejects(own['ir.attachment'].browse(unseen.id).read(['datas']), AccessError)
  assert.equal(await own['ir.attachment'].searchCount([['id', '=', unseen.id]]), 0)
  await assert.rejects(own['ir.attachment'].browse(seen.id).write({ name: 'x' }), AccessError)
  await assert.rejects(own['ir.attachment'].browse(seen.id).unlink(), AccessError)
  await assert.rejects(
    env.cr.savepoint(() => attach(own, visible.id)),
    AccessError,
  )
  const made = await attach(manager, visible.id)
  await assert.rejects(
    env.cr.savepoint(() => attach(manager, hidden.id)),
    AccessError,
  )
  await manager['ir.attachment'].browse(made.id).unlink()
  // Nor does it move to a record that its owner may not change.
  const free = await own['ir.attachment'].create({ name: 'free', raw: 'x' })
  await assert.rejects(
    env.cr.savepoint(() => free.write({ res_model: 'res.partner', res_id: visible.id })),
    AccessError,
  )
})

test('an attachment of no record is seen by who made it, a public one by everybody', async (env) => {
  const [ada, eve] = [await makeUser(env, 'ada'), await makeUser(env, 'eve')]
  const publicUser = env.with({ uid: (await env.ref('base.public_user')).ids[0] ?? 0, su: false })
  const own = await ada['ir.attachment'].create({ name: 'own', raw: 'x' })
  const shared = await ada['ir.attachment'].create({ name: 'shared', raw: 'x', public: true })
  const all = [own.id, shared.id]
  const seen = async (as: Environment): Promise<readonly number[]> =>
    (await as['ir.attachment'].search([['id', 'in', all]], { order: 'id' })).ids
  assert.deepEqual(await seen(ada), all)
  assert.deepEqual(await seen(eve), [shared.id])
  assert.deepEqual(await seen(publicUser), [shared.id])
  assert.deepEqual(await seen(await makeUser(env, 'root', ['group_system'])), all)
  await assert.rejects(eve['ir.attachment'].browse(shared.id).write({ name: 'x' }), AccessError)
  await assert.rejects(publicUser['ir.attachment'].create({ name: 'x', raw: 'x' }), AccessError)
  await own.write({ name: 'mine' })
})

test('attachments of a field follow the field’s groups', async (env) => {
  const own = await makeUser(env, 'ada')
  const values = { name: 'x', raw: 'x', res_model: 'res.users', res_id: own.uid }
  const [open, closed] = [
    await env['ir.attachment'].create({ ...values, res_field: 'image' }),
    await env['ir.attachment'].create({ ...values, res_field: 'password_hash' }),
  ]
  assert.deepEqual((await own['ir.attachment'].search([['id', 'in', [open.id, closed.id]]])).ids, open.ids)
})

test('attachments go with their record', async (env) => {
  const partner = await env['res.partner'].create({ name: 'X' })
  const attachment = await env['ir.attachment'].create({
    name: 'x',
    raw: 'x',
    res_model: 'res.partner',
    res_id: partner.id,
  })
  await partner.unlink()
  assert.equal((await attachment.exists()).length, 0)
})

test('a token is made once', async (env) => {
  const attachment = await env['ir.attachment'].create({ name: 'x', raw: 'x' })
  const [token] = await attachment.generateAccessToken()
  assert.match(token ?? '', /^[0-9a-f-]{36}$/)
  assert.deepEqual(await attachment.generateAccessToken(), [token])
})

plainTest('types follow from what is given, the name, the URL, the content', () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
  const cases: Array<[object, Uint8Array | null, string]> = [
    [{ mimetype: 'Image/PNG' }, null, 'image/png'],
    [{ mimetype: 'nonsense', name: 'a.pdf' }, null, 'application/pdf'],
    [{ mimetype: 'a/b\r\nx: y', name: 'a.pdf' }, null, 'application/pdf'],
    [{ mimetype: 'application/octet-stream' }, png, 'image/png'],
    [{ url: 'https://example.com/a.css?v=2' }, null, 'text/css'],
    [{ name: 'x' }, Buffer.from('%PDF-1.7'), 'application/pdf'],
    [{ name: 'x' }, Buffer.from('  <svg xmlns=""/>'), 'image/svg+xml'],
    [{ name: 'x' }, Buffer.from('\ufeff<?xml version="1.0"?><a/>'), 'text/xml'],
    [{ name: 'x' }, Buffer.from('hello'), 'text/plain'],
    [{ name: 'x' }, Buffer.from([0, 1, 2]), 'application/octet-stream'],
    [{ name: 'x' }, null, 'application/octet-stream'],
  ]
  for (const [values, content, expected] of cases) assert.equal(mimetypeOf({ ...values }, content), expected)
})

plainTest('files are kept under their checksums, and unused ones are found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pergola-files-'))
  try {
    const checksum = 'ab'.repeat(32)
    const name = await writeFile(folder, checksum, Buffer.from('one'))
    assert.equal(name, `ab/${checksum}`)
    assert.equal(await writeFile(folder, checksum, Buffer.from('one')), name)
    assert.deepEqual(await readdir(join(folder, 'ab')), [checksum])
    assert.equal(text((await readFile(folder, name)) ?? Buffer.alloc(0)), 'one')
    const old = async (): Promise<string[]> => (await Array.fromAsync(filesIn(folder))).flat()
    assert.deepEqual(await old(), [])
    await utimes(join(folder, name), 0, 0)
    assert.deepEqual(await old(), [name])
    await deleteFile(folder, name)
    assert.equal(await readFile(folder, name), null)
    await assert.rejects(readFile(folder, '../../etc/passwd'), TypeError)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('attachments of many models at once are no trouble', async (env) => {
  const own = await makeUser(env, 'ada')
  const models = [...env.registry.definitions.values()].filter(({ abstract }) => !abstract).map(({ name }) => name)
  await env['ir.attachment'].create([
    ...models.map((res_model) => ({ name: res_model, raw: 'x', res_model, res_id: 1 })),
    ...Array.from({ length: 60 }, (_, number) => ({ name: 'x', raw: 'x', res_model: `gone.${number}`, res_id: 1 })),
  ])
  const found = await own['ir.attachment'].searchRead([], ['name'])
  const names = new Set(found.map((row) => row['name']))
  for (const seen of ['res.country', 'res.partner', 'res.company', 'ir.model']) assert.ok(names.has(seen), seen)
  for (const hidden of ['ir.rule', 'ir.cron', 'ir.config_parameter', 'res.users.throttle', 'x'])
    assert.ok(!names.has(hidden), hidden)
  const changed = await own['ir.attachment'].search([['changeable', '=', true]])
  assert.equal(changed.length, 0)
})
