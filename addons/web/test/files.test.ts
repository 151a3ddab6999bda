import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { defineAddon } from 'pergola'
import { Model, type Environment } from 'pergola/models'
import { createTestApp, type InjectResult, type TestApp } from 'pergola/testing'

const folder = mkdtempSync(join(tmpdir(), 'pergola-files-'))

class Stored extends Model {
  static override inherit = 'ir.attachment'
  folder() {
    return folder
  }
}

let app: TestApp
let env: Environment
let ann: Environment

before(async () => {
  app = await createTestApp({ databases: { main: ['web'] } })
  env = app.env('main')
  const group = (await env.ref('base.group_user')).id
  for (const login of ['ann', 'bob'])
    await env['res.users'].create({ name: login, login, groups_id: [[6, 0, [group]]] })
  const user = await env['res.users'].search([['login', '=', 'ann']])
  ann = env.with({ uid: user.id, su: false })
})

after(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

async function attach(values: object, owner = env): Promise<number> {
  const made = await owner['ir.attachment'].create({ name: 'note.txt', raw: '0123456789', ...values })
  return made.id
}

function get(path: string, headers: Record<string, string> = {}, login?: string): Promise<InjectResult> {
  return app.browser(login === undefined ? { database: 'main' } : { database: 'main', login }).get(path, { headers })
}

test('a public attachment is sent to everybody, as it is', async () => {
  const id = await attach({ public: true })
  const response = await get(`/web/content/${id}`)
  assert.equal(response.status, 200)
  assert.equal(response.text, '0123456789')
  const { headers } = response
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(headers['content-disposition'], 'inline; filename=note.txt')
  assert.equal(headers['content-security-policy'], "default-src 'none'")
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['cache-control'], 'private, no-cache')
  assert.equal(headers['etag'], `"${createHash('sha256').update('0123456789').digest('hex')}"`)
  assert.equal(headers['content-length'], '10')
})

test('every form of URL leads to it', async () => {
  const id = await attach({ public: true })
  await env['ir.model.data'].create({ module: 'web', name: 'a_file', model: 'ir.attachment', res_id: id })
  const paths = [
    `/web/content/${id}/other.txt`,
    `/web/content?id=${id}`,
    `/web/content?model=ir.attachment&id=${id}&field=datas`,
    `/web/content/ir.attachment/${id}/raw`,
    `/web/content/ir.attachment/${id}/datas/other.txt`,
    '/web/content/web.a_file',
    '/web/content/web.a_file/other.txt',
    `/web/image/${id}`,
    `/web/image/${id}-abc`,
    `/web/image/${id}-abc/10x10/other.txt`,
    `/web/image/ir.attachment/${id}/raw/10x10`,
  ]
  for (const path of paths) {
    const { status, text, headers } = await get(path)
    assert.equal(status, 200, path)
    assert.equal(text, '0123456789', path)
    if (path.endsWith('other.txt')) assert.match(String(headers['content-disposition']), /filename=other\.txt/)
  }
})

test('a file may be empty; an empty field, or picture, is none', async () => {
  const id = await attach({ public: true, raw: '', name: 'empty.txt' })
  const response = await get(`/web/content/${id}`)
  assert.deepEqual([response.status, response.text, response.headers['content-length']], [200, '', '0'])
  assert.equal((await get(`/web/content/${id}`, { range: 'bytes=0-1' })).status, 416)
  assert.equal((await get(`/web/content/${id}`, { 'if-none-match': String(response.headers['etag']) })).status, 304)
  const link = await attach({ public: true, raw: '', type: 'url' })
  assert.equal((await get(`/web/content/${link}`)).status, 404)
  assert.equal((await get('/web/content/res.users/2/image', {}, 'ann')).status, 404)
  const picture = await get(`/web/image/${id}`)
  assert.deepEqual([picture.status, picture.headers['content-type']], [200, 'image/png'])
})

test('private attachments are for who may read them', async () => {
  const id = await attach({}, ann)
  assert.equal((await get(`/web/content/${id}`, {}, 'ann')).status, 200)
  assert.equal((await get(`/web/content/${id}`, {}, 'bob')).status, 404)
  assert.equal((await get(`/web/content/${id}`)).status, 404)
})

test('a token opens the content of its attachment, and nothing else', async () => {
  const id = await attach({})
  const other = await attach({})
  const [token] = await env['ir.attachment'].browse(id).generateAccessToken()
  assert.equal((await get(`/web/content/${id}?access_token=${token}`)).text, '0123456789')
  assert.equal((await get(`/web/content/${other}?access_token=${token}`)).status, 404)
  for (const wrong of ['', 'x', `${token}x`, 'null', 'false']) {
    assert.equal((await get(`/web/content/${id}?access_token=${wrong}`)).status, 404)
    assert.equal((await get(`/web/content/${other}?access_token=${wrong}`)).status, 404)
  }
  assert.equal((await get(`/web/content/ir.attachment/${id}/db_datas?access_token=${token}`)).status, 404)
  const named = await get(`/web/content/${id}?access_token=${token}&filename_field=access_token`)
  assert.equal(JSON.stringify(named.headers).includes(String(token)), false)
})

test('what is known already is not sent again', async () => {
  const id = await attach({ public: true })
  const { headers } = await get(`/web/content/${id}`)
  const etag = String(headers['etag'])
  const modified = String(headers['last-modified'])
  assert.equal((await get(`/web/content/${id}`, { 'if-none-match': etag })).status, 304)
  assert.equal((await get(`/web/content/${id}`, { 'if-none-match': `"x", W/${etag}` })).status, 304)
  assert.equal((await get(`/web/content/${id}`, { 'if-modified-since': modified })).status, 304)
  assert.equal((await get(`/web/content/${id}`, { 'if-none-match': etag, range: 'bytes=0-1' })).status, 304)
  assert.equal((await get(`/web/content/${id}`, { 'if-none-match': '"x"', 'if-modified-since': modified })).status, 200)
  assert.equal((await get(`/web/content/${id}`, { 'if-match': '"x"' })).status, 412)
})

test('parts are sent', async () => {
  const id = await attach({ public: true })
  const part = await get(`/web/content/${id}`, { range: 'bytes=2-4' })
  assert.deepEqual([part.status, part.text], [206, '234'])
  assert.equal(part.headers['content-range'], 'bytes 2-4/10')
  assert.equal(part.headers['content-length'], '3')
  assert.equal((await get(`/web/content/${id}`, { range: 'bytes=-2' })).text, '89')
  const beyond = await get(`/web/content/${id}`, { range: 'bytes=10-' })
  assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, 'bytes */10'])
  assert.equal((await get(`/web/content/${id}`, { range: 'bytes=0-1,3-4' })).status, 416)
  const stale = await get(`/web/content/${id}`, { range: 'bytes=2-4', 'if-range': '"other"' })
  assert.deepEqual([stale.status, stale.text], [200, '0123456789'])
  const fresh = await get(`/web/content/${id}`, { range: 'bytes=2-4', 'if-range': String(part.headers['etag']) })
  assert.equal(fresh.status, 206)
})

test('what a page could run is saved, and not shown', async () => {
  for (const [name, raw, type] of [
    ['page.html', '<script>alert(1)</script>', 'text/html'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'image/svg+xml'],
  ] as const) {
    const id = await attach({ name, raw, mimetype: type, public: true })
    const { headers } = await get(`/web/content/${id}`)
    assert.match(String(headers['content-type']), new RegExp(`^${type.replace('+', '\\+')}`))
    assert.match(String(headers['content-disposition']), /^attachment/)
  }
  const id = await attach({ raw: '<script>alert(1)</script>', public: true })
  for (const type of ['text/html', 'application/xhtml%2bxml', 'TEXT/HTML', 'text/javascript', 'text/xsl']) {
    const { headers } = await get(`/web/content/${id}?mimetype=${type}`)
    assert.match(String(headers['content-disposition']), /^attachment/, type)
  }
  const { headers } = await get(`/web/content/${id}?mimetype=text/html%0d%0aX-Evil:1`)
  assert.equal(headers['x-evil'], undefined)
  assert.match(String(headers['content-type']), /^text\/plain/)
})

test('names, endings and how long a file is kept', async () => {
  const id = await attach({ public: true, name: 'bericht', mimetype: 'application/pdf' })
  const disposition = async (query: string): Promise<unknown> =>
    (await get(`/web/content/${id}?${query}`)).headers['content-disposition']
  assert.equal(await disposition('download=1'), 'attachment; filename=bericht.pdf')
  assert.equal(await disposition('download=0'), 'inline; filename=bericht.pdf')
  assert.equal(await disposition('filename=a.txt'), 'inline; filename=a.txt')
  assert.equal(await disposition('filename=v1.2'), 'inline; filename=v1.2.pdf')
  assert.doesNotMatch(String(await disposition('filename=a%0d%0ab.pdf')), /[\r\n]/)
  assert.ok(String(await disposition(`filename=${'x'.repeat(500)}`)).length < 130)
  const cached = async (query: string): Promise<unknown> =>
    (await get(`/web/content/${id}?${query}`)).headers['cache-control']
  assert.equal(await cached('unique=abc'), 'public, max-age=31536000, immutable')
  assert.equal(await cached('unique=abc&nocache=1'), 'private, no-cache')
  const own = await attach({}, ann)
  const kept = await get(`/web/content/${own}?unique=abc`, {}, 'ann')
  assert.equal(kept.headers['cache-control'], 'private, max-age=31536000, immutable')
})

test('an attachment that is a link leads there', async () => {
  const link = async (url: string): Promise<InjectResult> => {
    const id = await attach({ type: 'url', url, raw: false, public: true })
    return get(`/web/content/${id}`)
  }
  const out = await link('https://example.org/a.pdf')
  assert.deepEqual([out.status, out.headers['location']], [301, 'https://example.org/a.pdf'])
  assert.equal((await link('/web/static/img/icon.svg')).headers['location'], '/web/static/img/icon.svg')
  assert.equal((await link('javascript:alert(1)')).status, 404)
})

test('a picture that is not there has a placeholder', async () => {
  for (const path of ['/web/image/999999', '/web/image/no.such_file', '/web/image/res.partner/1/nope', '/web/image']) {
    const { status, headers } = await get(path)
    assert.deepEqual([status, headers['content-type']], [200, 'image/png'], path)
    assert.equal((await get(`${path}?download=1`)).status, 404)
  }
  for (const path of ['/web/content/999999', '/web/content/x.y', '/web/content', '/web/content?id=1e3&field=raw']) {
    assert.equal((await get(path)).status, 404, path)
  }
  assert.equal((await get('/web/filestore/main/ab/abc')).status, 404)
})

test('what is no picture is not shown as one', async () => {
  const id = await attach({ public: true, name: 'a.pdf', mimetype: 'application/pdf' })
  assert.equal((await get(`/web/image/${id}`)).headers['content-type'], 'application/octet-stream')
})

test('HEAD has the headers alone', async () => {
  const id = await attach({ public: true })
  const response = await app.inject({ database: 'main', method: 'HEAD', path: `/web/content/${id}` })
  assert.deepEqual([response.status, response.text, response.headers['content-length']], [200, '', '10'])
})

test('stored files are streamed, or left to the server in front', async () => {
  for (const xSendfile of [false, true]) {
    const addon = defineAddon({ name: 'stored', depends: ['web'], models: [Stored] })
    await using other = await createTestApp({
      addons: [addon],
      databases: { main: ['stored'] },
      config: { http: { xSendfile } },
    })
    const made = await other.env('main')['ir.attachment'].create({ name: 'a.txt', raw: '0123456789', public: true })
    const path = `/web/content/${made.id}`
    const hash = createHash('sha256').update('0123456789').digest('hex')
    const name = `${hash.slice(0, 2)}/${hash}`
    const { status, text, headers } = await other.inject({ database: 'main', path })
    assert.deepEqual([status, text], [200, xSendfile ? '' : '0123456789'])
    assert.equal(headers['x-accel-redirect'], xSendfile ? `/web/filestore/main/${name}` : undefined)
    assert.equal(headers['x-sendfile'], xSendfile ? join(folder, name) : undefined)
    assert.equal(headers['etag'], `"${hash}"`)
    if (xSendfile) continue
    const part = await other.inject({ database: 'main', path, headers: { range: 'bytes=3-5' } })
    assert.deepEqual([part.status, part.text], [206, '345'])
  }
})
