import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { FileSessionStore } from './file-session-store.ts'
import { MemorySessionStore } from './memory-session-store.ts'
import { familyOf, newSessionId, renewedSessionId } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

const now = Math.floor(Date.now() / 1000)
const record: SessionRecord = { data: { a: [1, { b: 'é' }] }, created: now, rotated: now, expires: now + 1000 }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
}

const stores: ReadonlyArray<readonly [string, () => SessionStore]> = [
  ['file', () => new FileSessionStore(join(folder, 'sessions'))],
  ['memory', () => new MemorySessionStore()],
]

for (const [name, create] of stores) {
  describe(`the ${name} store`, () => {
    test('reads what was written; null for what was not', async () => {
      const store = create()
      const sid = newSessionId()
      assert.equal(await store.read(sid), null)
      await store.write(sid, record)
      assert.deepEqual(await store.read(sid), record)
      assert.equal(await store.read(renewedSessionId(sid)), null)
      await store.write(sid, { ...record, data: {}, next: 'x' })
      assert.deepEqual(await store.read(sid), { ...record, data: {}, next: 'x' })
    })

    test('never gives out what has expired', async () => {
      const store = create()
      const sid = newSessionId()
      await store.write(sid, { ...record, expires: now - 1 })
      assert.equal(await store.read(sid), null)
    })

    test('deletes one, or a family', async () => {
      const store = create()
      const [first, other] = [newSessionId(), newSessionId()]
      const second = renewedSessionId(first)
      for (const sid of [first, second, other]) await store.write(sid, record)
      await store.delete(first)
      assert.deepEqual([await store.read(first), await store.read(second)], [null, record])
      await store.write(first, record)
      await store.deleteFamily(familyOf(first))
      assert.deepEqual([await store.read(first), await store.read(second)], [null, null])
      assert.deepEqual(await store.read(other), record)
      await store.delete(newSessionId())
      await store.deleteFamily(familyOf(newSessionId()))
    })

    test('vacuum deletes what has expired and leaves the rest; nothing to delete is no error', async () => {
      const store = create()
      await store.vacuum()
      const [old, young] = [newSessionId(), newSessionId()]
      await store.write(old, { ...record, expires: now - 1 })
      await store.write(young, record)
      await store.vacuum()
      assert.deepEqual(await store.read(young), record)
      if (name === 'file') assert.equal((await filesBelow(folder)).length, 1)
    })

    test('names of prototypes survive being stored', async () => {
      const store = create()
      const sid = newSessionId()
      const data = JSON.parse('{"__proto__": {"x": 1}, "constructor": {"prototype": 2}}') as Record<string, never>
      await store.write(sid, { ...record, data })
      const read = await store.read(sid)
      assert.equal(JSON.stringify(read?.data), '{"__proto__":{"x":1},"constructor":{"prototype":2}}')
      assert.equal(({} as { x?: unknown }).x, undefined)
    })
  })
}

test('files are readable by their owner only, and so are the folders', async () => {
  const store = new FileSessionStore(join(folder, 'sessions'))
  await store.write(newSessionId(), record)
  const [file] = await filesBelow(folder)
  assert.equal((await stat(file as string)).mode & 0o777, 0o600)
  const folders = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) => each.isDirectory())
  assert.equal(folders.length, 3)
  for (const each of folders) assert.equal((await stat(join(each.parentPath, each.name))).mode & 0o777, 0o700)
})

test('the name of a file does not give the id away', async () => {
  const sid = newSessionId()
  await new FileSessionStore(folder).write(sid, record)
  const [file = ''] = await filesBelow(folder)
  assert.doesNotMatch(file, new RegExp(`${familyOf(sid)}|${sid.slice(-20)}`))
  assert.doesNotMatch(await readFile(file, 'utf8'), new RegExp(sid.slice(-20)))
})

test('files are replaced whole: readers see the old one or the new one, and no draft stays', async () => {
  const store = new FileSessionStore(folder)
  const sid = newSessionId()
  await store.write(sid, { ...record, data: { n: 0, pad: 'x'.repeat(50_000) } })
  const writes = Array.from({ length: 20 }, (_, n) =>
    store.write(sid, { ...record, data: { n, pad: 'y'.repeat(n * 3000) } }),
  )
  const reads = Array.from({ length: 40 }, () => store.read(sid))
  const seen = await Promise.all(reads)
  await Promise.all(writes)
  assert.ok(seen.every((each) => each !== null && typeof each.data['n'] === 'number'))
  assert.equal((await filesBelow(folder)).length, 1)
})

test('a corrupt file counts as none, and vacuum removes it', async () => {
  const store = new FileSessionStore(folder)
  const sid = newSessionId()
  await store.write(sid, record)
  const [file = ''] = await filesBelow(folder)
  const contents = [
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '7',
    '{}',
    '{"expires": "x", "data": {}}',
    '{"expires": 9e9, "data": null}',
  ]
  for (const content of [
    ...contents,
    '{"expires": 9e9, "data": [], "created": 1, "rotated": 1}',
    '{"expires": 9e9, "data": {}}',
  ]) {
    await writeFile(file, content)
    assert.equal(await store.read(sid), null, content)
  }
  await store.vacuum()
  assert.equal(existsSync(file), false)
  await store.write(sid, record)
  assert.deepEqual(await store.read(sid), record)
})

test('vacuum removes the drafts that a crash left, and folders in which nothing is', async () => {
  const store = new FileSessionStore(folder)
  const sid = newSessionId()
  await store.write(sid, { ...record, expires: now - 1 })
  const [file = ''] = await filesBelow(folder)
  const draft = `${file}.0000.tmp`
  await writeFile(draft, '{')
  await utimes(draft, now - 7200, now - 7200)
  await store.vacuum()
  assert.deepEqual(await readdir(folder), [])
})
