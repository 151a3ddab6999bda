import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { defineAddon } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { Attachment } from '../models/ir-attachment.ts'
import { makeUser } from './support.ts'

let folder = ''
let app: TestApp

class KeptInFiles extends Attachment {
  override folder(): string {
    return folder
  }
}

const addon = defineAddon({ name: 'files', depends: ['base'], models: [KeptInFiles], root: import.meta.dirname })

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-files-'))
  app = await createTestApp({ addons: [addon], databases: { main: ['files'] } })
})
after(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('an addon has attachments kept in files, the same content once', async () => {
  const env = app.env('main')
  const own = await makeUser(env, 'ada')
  const made = await own['ir.attachment'].create([
    { name: 'a.txt', raw: 'one' },
    { name: 'b.txt', raw: 'one' },
    { name: 'c.txt', raw: 'two' },
  ])
  await made.load('raw', 'store_fname', 'db_datas', 'checksum')
  assert.deepEqual(
    [...made].map(({ raw }) => Buffer.from(raw).toString()),
    ['one', 'one', 'two'],
  )
  assert.deepEqual(
    [...made].map(({ db_datas }) => db_datas),
    [null, null, null],
  )
  const names = [...made].map(({ store_fname }) => store_fname)
  assert.equal(new Set(names).size, 2)
  assert.equal(names[0], `${made.at(0).checksum.slice(0, 2)}/${made.at(0).checksum}`)
  await made.at(2).write({ raw: null })
  for (const part of await readdir(folder)) {
    for (const file of await readdir(join(folder, part))) await utimes(join(folder, part, file), 0, 0)
  }
  await env['ir.attachment'].removeUnusedFiles()
  const left = await Promise.all((await readdir(folder)).map(async (part) => readdir(join(folder, part))))
  assert.deepEqual(left.flat(), [made.at(0).checksum])
})

test('who cannot write a file name cannot read files by one', async () => {
  const env = app.env('main')
  const own = await makeUser(env, 'eve')
  const attachment = await own['ir.attachment'].create({ name: 'x', raw: 'mine', store_fname: '../../etc/passwd' })
  assert.equal(Buffer.from((await attachment.load('raw')).raw).toString(), 'mine')
  await attachment.write({ store_fname: '../../etc/passwd' })
  assert.equal(Buffer.from((await attachment.load('raw')).raw).toString(), 'mine')
})
