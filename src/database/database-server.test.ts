import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { UserError } from '../errors/business-errors.ts'
import { createDatabaseServer } from './create-database-server.ts'
import type { DatabaseServer } from './database-server.ts'
import type { Database } from './database.ts'

const values = (database: Database): Promise<unknown[]> =>
  database.transaction(async (cr) => (await cr.query('select v from kept order by v')).rows.map((row) => row['v']))
const fill = (database: Database, v: string) =>
  database.transaction(async (cr) => {
    await cr.query('create table if not exists kept (v text)')
    await cr.query('insert into kept values ($1)', [v])
  })

/** The life of databases, on any server that has none called shop, copy, moved or back. */
async function live(server: DatabaseServer): Promise<void> {
  const before = await server.list()
  const trace = join(tmpdir(), `pergola-pwned-${process.pid}`)
  assert.equal(await server.exists('shop'), false)
  const shop = await server.create('shop')
  assert.equal(server.database('shop'), shop)
  assert.equal(shop.name, 'shop')
  await fill(shop, 'one')
  await assert.rejects(server.create('shop'), { name: 'UserError', message: /already/ })

  const copy = await server.duplicate('shop', 'copy')
  await fill(copy, 'two')
  assert.deepEqual(await values(copy), ['one', 'two'])
  assert.deepEqual(await values(server.database('shop')), ['one'])
  await assert.rejects(server.duplicate('shop', 'copy'), { name: 'UserError', message: /already/ })
  await assert.rejects(server.duplicate('nothing', 'x'), { name: 'UserError', message: /no such/ })

  const moved = await server.rename('copy', 'moved')
  assert.deepEqual(await values(moved), ['one', 'two'])
  assert.equal(await server.exists('copy'), false)
  await assert.rejects(server.rename('moved', 'shop'), { name: 'UserError', message: /already/ })
  await assert.rejects(server.rename('copy', 'x'), { name: 'UserError', message: /no such/ })
  assert.deepEqual(await values(server.database('moved')), ['one', 'two'])

  const backup = await new Response(await server.backup('moved')).blob()
  await server.drop('moved')
  await assert.rejects(server.drop('moved'), { name: 'UserError', message: /no such/ })
  const back = await server.restore('back', backup.stream())
  assert.deepEqual(await values(back), ['one', 'two'])
  await assert.rejects(server.restore('back', backup.stream()), { name: 'UserError', message: /already/ })
  await assert.rejects(server.restore('bad', new Blob([`\\! touch ${trace}\n`]).stream()), UserError)
  const broken = [
    gzipSync('rubbish'),
    gzipSync(Buffer.alloc(4096)),
    Buffer.from([0x1f, 0x8b, 1, 2, 3]),
    Buffer.from('PGDMP?'),
  ]
  for (const bytes of broken) await assert.rejects(server.restore('bad', new Blob([bytes]).stream()), UserError)
  assert.equal(await server.exists('bad'), false)
  assert.equal(existsSync(trace), false)

  assert.deepEqual(await server.list(), [...before, 'back', 'shop'].sort())
  for (const name of ['back', 'shop']) await server.drop(name)
  assert.deepEqual(await server.list(), before)
}

async function refuseNames(server: DatabaseServer): Promise<void> {
  const names = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'a"; drop database x; --',
    'postgres',
    'Template1',
    '-x',
    'a..b',
    'a.',
    'x.lock',
    'ä',
    'a b',
    'x'.repeat(64),
    'nul\0',
  ]
  for (const name of names) {
    assert.throws(() => server.database(name), UserError, name)
    assert.equal(await server.exists(name), false)
    for (const attempt of [
      () => server.create(name),
      () => server.drop(name),
      () => server.duplicate(name, 'x'),
      () => server.duplicate('main', name),
      () => server.rename(name, 'x'),
      () => server.rename('main', name),
      () => server.backup(name),
      () => server.restore(name, new Blob(['x']).stream()),
    ]) {
      await assert.rejects(attempt(), UserError)
    }
  }
}

onEachBackend({}, (backend) => {
  test('databases are created, copied, renamed, backed up, restored and dropped', () => live(backend().server))

  test('names from outside are checked before anything is done', () => refuseNames(backend().server))

  test('sessions on it do not keep a database', async () => {
    const { server, url, kind } = backend()
    if (kind === 'pglite') {
      // Another process would: its lock does.
      await using second = createDatabaseServer(url)
      await fill(server.database('main'), 'x')
      await assert.rejects(second.drop('main'), { code: 'PERGOLA_DATABASE_LOCKED' })
      await assert.rejects(second.duplicate('main', 'x'), { code: 'PERGOLA_DATABASE_LOCKED' })
      await assert.rejects(second.rename('main', 'x'), { code: 'PERGOLA_DATABASE_LOCKED' })
      const folder = url.slice('pglite:'.length)
      assert.deepEqual((await readdir(folder)).sort(), ['main', 'main.lock'])
      return
    }
    await server.create('busy')
    await using second = createDatabaseServer(url)
    await using cr = second.database('busy').cursor()
    await cr.query('select 1')
    await server.rename('busy', 'busier')
    await server.drop('busier')
    await assert.rejects(cr.query('select 1'))
  })

  test('a backup of another form', async () => {
    const { server, kind } = backend()
    await fill(server.database('main'), 'in text')
    if (kind === 'pglite') return assert.rejects(server.backup('main', { format: 'sql' }), UserError)
    const text = await new Response(await server.backup('main', { format: 'sql' })).text()
    assert.match(text, /in text/)
    await assert.rejects(server.restore('texts', new Blob([text]).stream()), { name: 'UserError', message: /trusted/ })
    const restored = await server.restore('texts', new Blob([text]).stream(), { trusted: true })
    assert.ok((await values(restored)).includes('in text'))
    await server.drop('texts')
    await assert.rejects(
      server.restore('texts', new Blob(['select 1/0;']).stream(), { trusted: true }),
      /division by zero/,
    )
    await assert.rejects(new Response(await server.backup('nothing')).text(), /pg_dump failed/)
    assert.equal(await server.exists('texts'), false)
  })
})

describe('in memory', () => {
  test('the same', async () => {
    await using server = createDatabaseServer('pglite:memory')
    await live(server)
    await server.create('main')
    await refuseNames(server)
  })
})
