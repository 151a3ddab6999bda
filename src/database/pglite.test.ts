import assert from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ConfigurationError, DatabaseBusyError, DatabaseLockedError } from '../errors/framework-errors.ts'
import { openDatabase, type Database } from './database.ts'
import { OpenLimit } from './open-limit.ts'
import { connectorOf } from './pglite-folder.ts'

const CHILD = fileURLToPath(new URL('../../test/support/pglite-child.ts', import.meta.url))

describe('an embedded database', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pergola-pglite-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  type Child = ChildProcessByStdio<Writable, Readable, null>
  const startChild = (task: 'hold' | 'write', directory: string): { child: Child; lines: AsyncIterator<string> } => {
    const child = spawn(process.execPath, [CHILD, task, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
  }
  const kill = async (child: Child): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const numbers = (database: Database): Promise<number[]> =>
    database.transaction(async (cr) => {
      const { rows } = await cr.query<{ n: number }>('select n from written order by n')
      return rows.map(({ n }) => n)
    })

  test('a second process is refused, by name of the first; what a killed one left is taken over', async () => {
    const directory = join(folder, 'held')
    const { child, lines } = startChild('hold', directory)
    assert.equal((await lines.next()).value, 'open')
    await using database = openDatabase(`pglite:${directory}`)
    await assert.rejects(numbers(database), (error) => {
      assert.ok(error instanceof DatabaseLockedError)
      assert.match(error.message, new RegExp(`pid ${child.pid}\\b`))
      assert.ok(error.message.includes(directory))
      return true
    })
    await kill(child)
    assert.equal(existsSync(`${directory}.lock`), true)
    assert.deepEqual(await numbers(database), [])
    const second = startChild('write', directory)
    assert.match(
      (await second.lines.next()).value as string,
      new RegExp(`^PERGOLA_DATABASE_LOCKED: .*pid ${process.pid}\\b`),
    )
    await once(second.child, 'exit')
    await database.close()
    assert.equal(existsSync(`${directory}.lock`), false)
  })

  test('one that is closed just when it is asked for stays closed', async () => {
    const url = `pglite:${join(folder, 'closing')}`
    const limit = new OpenLimit(2)
    const database = openDatabase(url, { pglite: { limit } })
    await database.transaction((cr) => cr.query('create table written (n int)'))
    const late = assert.rejects(numbers(database), DatabaseBusyError)
    await Promise.all([database.close(), late])
    assert.deepEqual([database.usage().idle, limit.size], [0, 0])
    await using again = openDatabase(url)
    assert.deepEqual(await numbers(again), [])
  })

  test('one process cannot open a directory twice', async () => {
    const url = `pglite:${join(folder, 'held')}`
    await using first = openDatabase(url)
    await numbers(first)
    await using second = openDatabase(url)
    await assert.rejects(numbers(second), /this process/)
  })

  test('killed while it writes, again and again: every acknowledged write is there', async () => {
    const directory = join(folder, 'killed')
    for (let round = 1; round <= 10; round++) {
      const { child, lines } = startChild('write', directory)
      let acknowledged = 0
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        if (line.value === 'open') continue
        acknowledged = Number(line.value)
        if (acknowledged >= round * 20) break
      }
      await kill(child)
      // What it said before it died counts too.
      for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged = Number(line.value)
      await using database = openDatabase(`pglite:${directory}`)
      const stored = await numbers(database)
      assert.ok(stored.length >= acknowledged, `${stored.length} of ${acknowledged}`)
      assert.deepEqual(
        stored,
        stored.map((_n, index) => index + 1),
      )
    }
  })

  test('a statement that takes too long is ended while everything else goes on', async () => {
    const directory = join(folder, 'held')
    await using database = openDatabase(`pglite:${directory}`, { statementTimeout: 300 })
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const slow = database.transaction((cr) => cr.query('select count(*) from generate_series(1, 2000000000)'))
    const queued = numbers(database)
    await assert.rejects(slow, { code: '57014', message: /statement timeout/ })
    clearInterval(timer)
    assert.ok(turns > 5)
    assert.deepEqual(await queued, [])
    assert.equal(database.usage().busy, 0)
  })

  test('in this thread too, where the setting says so', async () => {
    await using database = openDatabase(`pglite:${join(folder, 'held')}`, {
      pglite: { thread: false, sharedBuffers: '8MB' },
    })
    assert.deepEqual(await numbers(database), [])
    const { rows } = await database.transaction((cr) => cr.query('show shared_buffers'))
    assert.deepEqual(rows, [{ shared_buffers: '8MB' }])
  })

  test('idle databases are closed to make room, and open again with what they had', async () => {
    const limit = new OpenLimit(2)
    const directories = ['a', 'b', 'c'].map((name) => join(folder, name))
    for (const directory of directories) await cp(join(folder, 'held'), directory, { recursive: true })
    const databases = directories.map((directory) => openDatabase(`pglite:${directory}`, { pglite: { limit } }))
    const opened = () => directories.map((directory) => existsSync(`${directory}.lock`))
    try {
      const buffers: unknown[] = []
      for (const [index, database] of databases.entries()) {
        await database.transaction(async (cr) => {
          await cr.query('create table mine (n int)')
          await cr.query('insert into mine values ($1)', [index])
          buffers.push((await cr.query('show shared_buffers')).rows[0]!['shared_buffers'])
        })
      }
      assert.deepEqual(buffers, ['32MB', '8MB', '8MB'])
      assert.deepEqual(opened(), [false, true, true])
      const contents = async (database: Database) =>
        database.transaction(async (cr) => (await cr.query('select n from mine')).rows[0]!['n'])
      assert.equal(await contents(databases[0]!), 0)
      assert.deepEqual(opened(), [true, false, true])
      // A database in use stays open, even beyond the bound.
      await using a = databases[0]!.cursor()
      await a.query('select 1')
      await using c = databases[2]!.cursor()
      await c.query('select 1')
      assert.equal(await contents(databases[1]!), 1)
      while (opened()[1]) await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(opened(), [true, false, true])
      assert.deepEqual((await a.query('select n from mine')).rows, [{ n: 0 }])
      await Promise.all([a.close(), c.close()])
      assert.deepEqual(await Promise.all(databases.map(contents)), [0, 1, 2])
    } finally {
      await Promise.all(databases.map((database) => database.close()))
    }
    assert.equal(limit.size, 0)
  })

  test('what another process signalled while a database was closed is heard before the next request', async () => {
    const url = `pglite:${join(folder, 'held')}`
    await using database = openDatabase(url)
    const heard: string[] = []
    database.signals.subscribe(({ kinds, own }) => heard.push(...kinds, String(own)))
    await database.signals.start()
    assert.equal(database.signals.connected, true)
    assert.equal(await connectorOf(database).evict(), true)
    {
      await using other = openDatabase(url)
      await other.transaction((cr) => other.signals.raise(cr, 'registry'))
    }
    await database.signals.check()
    assert.deepEqual(heard, ['registry', 'false'])
  })

  test('a directory that is no database is told of, and left as it is', async () => {
    const broken = join(folder, 'broken')
    const foreign = join(folder, 'foreign')
    await Promise.all([mkdir(broken), mkdir(foreign)])
    await writeFile(join(broken, 'PG_VERSION'), '18')
    await writeFile(join(foreign, 'letter.txt'), 'Dear Momo')
    for (const directory of [broken, foreign]) {
      await using database = openDatabase(`pglite:${directory}`)
      await assert.rejects(numbers(database), (error) => {
        assert.ok(error instanceof ConfigurationError)
        assert.ok(error.message.includes(directory))
        return true
      })
      assert.deepEqual(database.usage(), { busy: 0, idle: 0, waiting: 0 })
      assert.equal(existsSync(`${directory}.lock`), false)
    }
    assert.deepEqual(await readdir(foreign), ['letter.txt'])
    assert.equal(existsSync(join(folder, '.new-foreign')), false)
  })

  test('maintenance removes dead rows, renews statistics and writes the log back', async () => {
    await using database = openDatabase(`pglite:${join(folder, 'held')}`)
    const redo = () =>
      database.transaction(
        async (cr) => (await cr.query('select redo_lsn::text from pg_control_checkpoint()')).rows[0]!['redo_lsn'],
      )
    await database.transaction((cr) =>
      cr.query('create table many as select n, 1 as x from generate_series(1, 5000) n; update many set x = 2'),
    )
    const before = await redo()
    await database.maintain()
    assert.notEqual(await redo(), before)
    const { rows } = await database.transaction((cr) =>
      cr.query(`select reltuples::int as n, (select count(*) from pg_stats where tablename = 'many') as columns
        from pg_class where relname = 'many'`),
    )
    assert.deepEqual(rows, [{ n: 5000, columns: 2 }])
    assert.equal(database.usage().busy, 0)
  })

  test('maintenance comes by itself, where something was written', async () => {
    await using database = openDatabase(`pglite:${join(folder, 'held')}`, {
      pglite: { checkpointEvery: 20, vacuumEvery: 0 },
    })
    await database.transaction((cr) => cr.query('create table more (n int)'))
    const position = () =>
      database.transaction(
        async (cr) => (await cr.query('select checkpoint_lsn::text as p from pg_control_checkpoint()')).rows[0]!['p'],
        { readonly: true },
      )
    const first = await position()
    while ((await position()) === first) await new Promise((resolve) => setTimeout(resolve, 5))
  })

  test('a database in memory is gone when it is closed', async () => {
    await using database = openDatabase('pglite:memory')
    assert.equal(database.name, 'memory')
    await database.transaction((cr) => cr.query('create table t (n int)'))
    assert.equal(await connectorOf(database).evict(), false)
    await database.close()
    await assert.rejects(
      database.transaction((cr) => cr.query('select 1')),
      /was closed/,
    )
  })
})
