import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { collectingLog } from '../../test/support/database-backends.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../../test/support/postgres.ts'
import { TransactionStateError } from '../errors/framework-errors.ts'
import { openDatabase, type Database } from './database.ts'

describe('a replica', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let database: Database
  let warnings: string[]

  before(async () => {
    cluster = await startPostgres()
  })
  after(() => cluster?.stop())

  beforeEach(async () => {
    warnings = []
    database = openDatabase(cluster.url('postgres'), {
      replicaUrl: cluster.replicaUrl('postgres'),
      replicaRetry: 0,
      log: collectingLog(warnings),
    })
    await database.transaction((cr) => cr.query('create table if not exists note (n int); truncate note'))
  })
  afterEach(async () => {
    assert.deepEqual([database.usage().busy, database.usage().waiting], [0, 0])
    await database.close()
  })

  const write = async (n: number): Promise<string> => {
    await using cr = database.cursor()
    await cr.query('insert into note values ($1)', [n])
    await cr.commit()
    return cr.lsn()!
  }
  const read = async (after: string | null): Promise<{ node: string | null; numbers: unknown[] }> => {
    await using cr = database.cursor({ readonly: true, after })
    const { rows } = await cr.query('select n from note order by n')
    return { node: cr.node, numbers: rows.map((row) => row['n']) }
  }
  const caughtUp = async (position: string): Promise<void> => {
    while ((await read(position)).node !== 'replica') await new Promise(setImmediate)
  }
  const onReplica = async (sql: string): Promise<void> => {
    await using direct = openDatabase(cluster.replicaUrl('postgres'))
    await using cr = direct.cursor()
    await cr.query(sql)
  }

  test('reads go to it, writes do not, and both refuse writes when read-only', async () => {
    await caughtUp(await write(1))
    assert.deepEqual(await read(null), { node: 'replica', numbers: [1] })
    assert.deepEqual(await read('no position'), { node: 'primary', numbers: [1] })
    assert.deepEqual(await read('FFFFFFFF/0'), { node: 'primary', numbers: [1] })
    await using cr = database.cursor({ readonly: true })
    await assert.rejects(cr.query('insert into note values (2)'), { code: '25006' })
    await using writing = database.cursor()
    await writing.query('select 1')
    assert.equal(writing.node, 'primary')
  })

  test('only what wrote has a position', async () => {
    await using cr = database.cursor()
    await cr.query('select n from note')
    await cr.commit()
    assert.equal(cr.lsn(), null)
    await cr.query('insert into note values (1)')
    await cr.rollback()
    assert.equal(cr.lsn(), null)
    await cr.query('insert into note values (1)')
    await cr.commit()
    const position = cr.lsn()
    assert.match(position!, /^[0-9A-F]+\/[0-9A-F]+$/)
    await cr.query('select 1')
    await cr.commit()
    assert.equal(cr.lsn(), position)
  })

  test('a commit after a failed statement says that nothing was committed', async () => {
    await using cr = database.cursor()
    await cr.query('insert into note values ($1)', [1])
    await assert.rejects(cr.query('select 1 / 0'), { code: '22012' })
    await assert.rejects(cr.commit(), TransactionStateError)
    await cr.rollback()
    assert.equal(cr.lsn(), null)
  })

  test('own writes are always visible, however far behind it is', async () => {
    await caughtUp(await write(0))
    await onReplica('select pg_wal_replay_pause()')
    try {
      for (let n = 1; n <= 20; n++) {
        const seen = await read(await write(n))
        assert.equal(seen.node, 'primary')
        assert.equal(seen.numbers.at(-1), n)
      }
      assert.deepEqual(await read(null), { node: 'replica', numbers: [0] })
    } finally {
      await onReplica('select pg_wal_replay_resume()')
    }
    await caughtUp(await write(21))
    assert.deepEqual(warnings, [])
  })

  test('right after each commit the write is seen, wherever it is read', async () => {
    for (let n = 0; n < 100; n++) assert.equal((await read(await write(n))).numbers.length, n + 1)
  })

  test('stopped: reads go on at the primary, with a warning; started again: they come back', async () => {
    await caughtUp(await write(1))
    await using open = database.cursor({ readonly: true })
    await open.query('select 1')
    assert.equal(open.node, 'replica')
    await cluster.stopReplica()
    // A transaction that had read already cannot go on elsewhere.
    await assert.rejects(open.query('select n from note'), { code: 'PERGOLA_REPLICA_LOST' })
    await open.rollback()
    assert.deepEqual((await open.query('select n from note')).rows, [{ n: 1 }])
    assert.equal(open.node, 'primary')
    await open.close()
    const reads = await Promise.all(Array.from({ length: 20 }, () => read(null)))
    assert.ok(reads.every(({ node, numbers }) => node === 'primary' && numbers.length === 1))
    assert.ok(warnings.some((warning) => /replica.*primary/.test(warning)))
    await using cr = database.cursor({ readonly: true })
    await assert.rejects(cr.query('insert into note values (2)'), { code: '25006' })
    await cr.close()
    await cluster.startReplica()
    await caughtUp(await write(2))
  })

  test('a connection that broke unnoticed is replaced before the first answer', async () => {
    await caughtUp(await write(1))
    await using cr = database.cursor({ readonly: true })
    // The idle connection to the replica ends while this cursor asks for it.
    const reading = cr.query('select n from note')
    await cluster.stopReplica()
    await cr.rollback()
    await reading.catch(() => {})
    assert.equal((await read(null)).node, 'primary')
    await cr.close()
    await cluster.startReplica()
    await caughtUp(await write(2))
  })

  test('a run that loses the replica is repeated', async () => {
    await caughtUp(await write(1))
    const nodes: Array<string | null> = []
    const numbers = await database.transaction(
      async (cr) => {
        await cr.query('select 1')
        nodes.push(cr.node)
        if (nodes.length === 1) await cluster.stopReplica()
        return (await cr.query('select n from note')).rows
      },
      { readonly: true, sleep: async () => {} },
    )
    assert.deepEqual(nodes, ['replica', 'primary'])
    assert.deepEqual(numbers, [{ n: 1 }])
    await cluster.startReplica()
    await caughtUp(await write(2))
  })

  test('one that failed is left alone for a while', async () => {
    await using patient = openDatabase(cluster.url('postgres'), {
      replicaUrl: cluster.replicaUrl('nowhere'),
      replicaRetry: 3_600_000,
      log: collectingLog(warnings),
    })
    for (let n = 0; n < 5; n++) {
      await using cr = patient.cursor({ readonly: true })
      await cr.query('select 1')
      assert.equal(cr.node, 'primary')
    }
    assert.equal(warnings.length, 1)
  })

  test('a primary that is killed under load, ten times: what was acknowledged is there, and connections are made anew', async () => {
    const acknowledged: number[] = []
    for (let round = 0; round < 10; round++) {
      const before = acknowledged.length
      let n = round * 100_000
      let broke = false
      const writer = (async () => {
        for (; ; n++) {
          await write(n)
          acknowledged.push(n)
        }
      })().catch(() => void (broke = true))
      while (!broke && acknowledged.length < before + 20) await new Promise(setImmediate)
      assert.equal(broke, false)
      const crash = cluster.crashPrimary()
      await Promise.all([writer, crash])
    }
    await using cr = database.cursor()
    const { rows } = await cr.query('select n from note')
    const stored = new Set(rows.map((row) => row['n']))
    assert.deepEqual(
      acknowledged.filter((n) => !stored.has(n)),
      [],
    )
  })
})
