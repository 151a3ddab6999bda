import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Attachment } from 'base/models/ir-attachment'
import { defineAddon } from '../../entry/pergola.ts'
import { createTestApp, type TestApp } from '../../entry/testing.ts'

const MASTER = 'a master password'
let folder: string
let app: TestApp

class StoredAttachment extends Attachment {
  override folder(): string | null {
    return join(folder, 'files', this.env.cr.database.name)
  }
}

const store = defineAddon({ name: 'store', depends: ['base'], models: [StoredAttachment], root: import.meta.dirname })

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-backup-test-'))
  app = await createTestApp({
    addons: [store],
    databases: { main: ['store'] },
    config: { database: { url: 'pglite:memory', masterPassword: MASTER } },
  })
  await inside('main', async (env) => {
    await env['ir.attachment'].create({ name: 'a.txt', raw: Buffer.from('kept as a file') })
  })
})
after(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

const databases = () => app.app.databases as NonNullable<typeof app.app.databases>
const inside = ((name, run) => databases().inEnvironment(name, run)) as ReturnType<typeof databases>['inEnvironment']

/** What a database has of the attachment, and how many files it keeps. */
async function kept(name: string): Promise<unknown[]> {
  const text = await inside(name, async (env) => {
    const found = await env['ir.attachment'].search([['name', '=', 'a.txt']])
    const { raw } = await found.load('raw')
    return Buffer.from(raw).toString()
  })
  return [text, (await readdir(join(folder, 'files', name))).length]
}

test('the files of attachments are in a backup, and come back with it', async () => {
  await databases().restore('again', await databases().backup('main'))
  assert.deepEqual(await kept('again'), ['kept as a file', 1])
})

test('the manager of databases gives and takes the same', async () => {
  const post = (action: string, form: object, files: object = {}) =>
    app.inject({
      method: 'POST',
      path: `/web/database/${action}`,
      form: { master_pwd: MASTER, ...form },
      files,
    } as never)
  const backup = await post('backup', { name: 'main' })
  assert.match(backup.headers['content-disposition'] ?? '', /filename="main_[\d_-]+\.tar"$/)
  const taken = await post('restore', { name: 'taken' }, { backup_file: { name: 'main.tar', content: backup.body } })
  assert.equal(taken.status, 303, taken.text)
  assert.deepEqual(await kept('taken'), ['kept as a file', 1])
})

test('copies have them, and they follow a new name', async () => {
  await databases().duplicate('main', 'copy')
  assert.deepEqual(await kept('copy'), ['kept as a file', 1])
  await databases().rename('copy', 'other')
  assert.deepEqual(await kept('other'), ['kept as a file', 1])
  assert.equal(existsSync(join(folder, 'files', 'copy')), false)
})

test('what is cut off or damaged leaves no database', async () => {
  const whole = Buffer.from(await new Response(await databases().backup('main')).arrayBuffer())
  const at = whole.indexOf('kept as a file')
  const changed = Buffer.from(whole)
  changed.write('KEPT', at)
  for (const bytes of [whole.subarray(0, at + 4), changed]) {
    await assert.rejects(databases().restore('broken', new Blob([bytes]).stream()))
    assert.equal((await databases().server.list()).includes('broken'), false)
  }
})

test('a database that is not there is named', async () => {
  await assert.rejects(databases().backup('none'), { name: 'UserError' })
  await assert.rejects(databases().rename('none', 'other2'), { name: 'UserError' })
})
