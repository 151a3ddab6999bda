import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import {
  CursorClosedError,
  DatabaseBusyError,
  NestedCursorError,
  TransactionStateError,
} from '../errors/framework-errors.ts'
import type { Database } from './database.ts'
import { sqlStateOf } from './sql-state.ts'

onEachBackend({ acquireTimeout: 300, poolSize: 2 }, (backend) => {
  let database: Database

  beforeEach(async () => {
    database = backend().server.database('main')
    await database.transaction((cr) =>
      cr.query('drop table if exists book; create table book (id serial primary key, title text unique, price int)'),
    )
    backend().warnings.length = 0
  })

  // No client is ever left in use.
  afterEach(() => {
    const { busy, waiting } = database.usage()
    assert.deepEqual({ busy, waiting }, { busy: 0, waiting: 0 })
  })

  const titles = async (): Promise<string[]> =>
    database.transaction(async (cr) => {
      const { rows } = await cr.query<{ title: string }>('select title from book order by id')
      return rows.map(({ title }) => title)
    })

  test('a transaction begins at the first query and is repeatable read', async () => {
    await using cr = database.cursor()
    assert.equal(cr.inTransaction, false)
    assert.equal(cr.node, null)
    const { rows } = await cr.query(
      `select current_setting('transaction_isolation') as level, current_setting('TimeZone') as zone, $1::int as n`,
      [1],
    )
    assert.deepEqual(rows, [{ level: 'repeatable read', zone: 'UTC', n: 1 }])
    assert.equal(cr.inTransaction, true)
    assert.equal(cr.node, 'primary')
    assert.equal(database.usage().busy, 1)
  })

  test('commit keeps, and the next query begins another transaction', async () => {
    await using cr = database.cursor()
    await cr.query('insert into book (title) values ($1)', ['Momo'])
    const first = await cr.query('select pg_current_xact_id()::text as id')
    await cr.commit()
    assert.equal(cr.inTransaction, false)
    const second = await cr.query('select pg_current_xact_id()::text as id')
    assert.notEqual(first.rows[0]!['id'], second.rows[0]!['id'])
    await cr.close()
    assert.deepEqual(await titles(), ['Momo'])
  })

  test('a statement that waits for rows is refused, however it is sent, and leaves nothing waiting', async (t) => {
    if (!database.concurrent) return t.skip('PGlite waits for ever')
    for (const options of [{}, { prepare: true }, { name: 'rows' }]) {
      await using cr = database.cursor()
      await assert.rejects(cr.query('copy book from stdin', [], options), { code: '0A000', message: /FROM STDIN/ })
      await cr.rollback()
      assert.equal((await cr.query('copy book to stdout', [], options)).command, 'COPY')
      await Promise.allSettled([cr.query('copy book from stdin', [], options), cr.query('select 1')])
    }
    assert.deepEqual(await titles(), [])
  })

  test('rollback and close without commit undo', async () => {
    {
      await using cr = database.cursor()
      await cr.query('insert into book (title) values ($1)', ['one'])
      await cr.rollback()
      await cr.query('insert into book (title) values ($1)', ['two'])
    }
    assert.deepEqual(await titles(), [])
  })

  test('a closed cursor refuses queries, and may be closed again', async () => {
    const cr = database.cursor()
    await cr.close()
    await cr.close()
    assert.equal(cr.closed, true)
    await assert.rejects(cr.query('select 1'), CursorClosedError)
    await assert.rejects(cr.commit(), CursorClosedError)
  })

  test('statements side by side share the transaction', async () => {
    await using cr = database.cursor()
    const ids = await Promise.all(
      [1, 2, 3].map((n) => cr.query('select pg_current_xact_id()::text as id, $1::int as n', [n])),
    )
    assert.equal(new Set(ids.map(({ rows }) => rows[0]!['id'])).size, 1)
    assert.deepEqual(
      ids.map(({ rows }) => rows[0]!['n']),
      [1, 2, 3],
    )
  })

  test('a named statement is prepared once and used again', async () => {
    await using cr = database.cursor()
    for (const n of [1, 2, 3]) {
      assert.deepEqual((await cr.query('select $1::int + 1 as m', [n], { name: 'add' })).rows, [{ m: n + 1 }])
    }
    const { rows } = await cr.query(`select name from pg_prepared_statements where name = 'add'`)
    assert.deepEqual(rows, [{ name: 'add' }])
  })

  test('a cursor closed while its first query waits leaves nothing behind', async () => {
    const cr = database.cursor()
    const query = cr.query('select 1 as n')
    await cr.close()
    assert.deepEqual((await query).rows, [{ n: 1 }])
    await assert.rejects(cr.query('select 1'), CursorClosedError)
  })

  test('read-only refuses writes with 25006, and remembers it', async () => {
    await using cr = database.cursor({ readonly: true })
    await cr.query('select 1')
    assert.equal(cr.readOnlyViolation, null)
    await assert.rejects(cr.query(`insert into book (title) values ('x')`), { code: '25006' })
    assert.equal(sqlStateOf(cr.readOnlyViolation), '25006')
    await cr.rollback()
    assert.equal(cr.readOnlyViolation, null)
    await assert.rejects(cr.kysely.insertInto('book').values({ title: 'x' }).execute(), { code: '25006' })
  })

  test('errors carry SQLSTATE, and a failed transaction cannot be committed', async () => {
    await using cr = database.cursor()
    await cr.query(`insert into book (title) values ('x')`)
    await assert.rejects(cr.query('selec'), { code: '42601' })
    await assert.rejects(cr.query('select 1'), { code: '25P02' })
    await assert.rejects(cr.commit(), TransactionStateError)
    await cr.rollback()
    assert.deepEqual((await cr.query('select title from book')).rows, [])
  })

  test('a savepoint undoes its part only, with its hooks, and nests', async () => {
    await using cr = database.cursor()
    const ran: string[] = []
    await cr.query(`insert into book (title) values ('kept')`)
    cr.postcommit.add(() => void ran.push('outer'))
    await assert.rejects(
      cr.savepoint(async () => {
        await cr.query(`insert into book (title) values ('lost')`)
        cr.postcommit.add(() => void ran.push('lost'))
        await cr.savepoint(() => cr.query(`insert into book (title) values ('lost too')`))
        await cr.query(`insert into book (title) values ('kept')`)
      }),
      { code: '23505' },
    )
    const result = await cr.savepoint(async () => {
      await assert.rejects(
        cr.savepoint(() => cr.query('select 1/0')),
        { code: '22012' },
      )
      await cr.query(`insert into book (title) values ('kept as well')`)
      cr.postcommit.add(() => void ran.push('inner'))
      return 5
    })
    assert.equal(result, 5)
    await cr.commit()
    assert.deepEqual(ran, ['outer', 'inner'])
    assert.deepEqual(await titles(), ['kept', 'kept as well'])
  })

  test('a commit inside a savepoint, and savepoints side by side, are refused', async () => {
    await using cr = database.cursor()
    await assert.rejects(
      cr.savepoint(() => cr.commit()),
      TransactionStateError,
    )
    let finish = (): void => {}
    const wait = new Promise<void>((resolve) => (finish = resolve))
    const first = cr.savepoint(() => wait)
    const second = cr.savepoint(async () => {
      finish()
      await first.catch(() => {})
    })
    const outcomes = await Promise.allSettled([first, second])
    assert.ok(outcomes.some(({ status }) => status === 'rejected'))
  })

  test('hooks run in order at their time', async () => {
    await using cr = database.cursor()
    const ran: string[] = []
    const hooks = () => {
      cr.precommit.add(async () => {
        ran.push(`pre ${cr.inTransaction}`)
        await cr.query(`insert into book (title) values ('by hook ' || $1)`, [ran.length])
        cr.precommit.add(() => void ran.push('pre of pre'))
      })
      cr.postcommit.add(() => void ran.push(`post ${cr.inTransaction} ${database.usage().busy}`))
      cr.postcommit.add(() => void ran.push('post 2'))
      cr.postrollback.add(() => void ran.push(`undone ${cr.inTransaction}`))
    }
    hooks()
    await cr.query('select 1')
    await cr.commit()
    assert.deepEqual(ran.splice(0), ['pre true', 'pre of pre', 'post false 0', 'post 2'])
    await cr.commit()
    assert.deepEqual(ran, [])
    hooks()
    await cr.query('select 1')
    await cr.rollback()
    assert.deepEqual(ran.splice(0), ['undone false'])
    await cr.commit()
    await cr.rollback()
    assert.deepEqual(ran, [])
    hooks()
    await cr.close()
    assert.deepEqual(ran, ['undone false'])
  })

  test('a failing precommit hook stops the commit; failing later hooks do not undo it', async () => {
    await using cr = database.cursor()
    await cr.query(`insert into book (title) values ('a')`)
    cr.precommit.add(() => {
      throw new Error('not yet')
    })
    await assert.rejects(cr.commit(), /not yet/)
    await cr.rollback()
    await cr.query(`insert into book (title) values ('b')`)
    const ran: string[] = []
    cr.postcommit.add(() => {
      throw new Error('too late')
    })
    cr.postcommit.add(() => void ran.push('next'))
    await cr.commit()
    assert.deepEqual(ran, ['next'])
    assert.deepEqual(backend().warnings, ['A postcommit hook failed.'])
    assert.deepEqual(await titles(), ['b'])
  })

  test('hooks that add hooks for ever are stopped', async () => {
    await using cr = database.cursor()
    const again = (): void => cr.precommit.add(again)
    again()
    await assert.rejects(cr.commit(), RangeError)
  })

  test('Kysely runs in the transaction: queries, savepoints, streams', async () => {
    await using cr = database.cursor()
    const { kysely } = cr
    assert.equal(cr.kysely, kysely)
    const inserted = await kysely
      .insertInto('book')
      .values([1, 2, 3, 4, 5].map((n) => ({ title: `t${n}`, price: n })))
      .executeTakeFirstOrThrow()
    assert.equal(inserted.numInsertedOrUpdatedRows, 5n)
    const updated = await kysely.updateTable('book').set({ price: 9 }).where('price', '<', 3).executeTakeFirstOrThrow()
    assert.equal(updated.numUpdatedRows, 2n)
    await assert.rejects(
      kysely.transaction().execute(async (trx) => {
        await trx.deleteFrom('book').execute()
        throw new Error('undo')
      }),
      /undo/,
    )
    await kysely.transaction().execute((trx) => trx.deleteFrom('book').where('title', '=', 't1').execute())
    await assert.rejects(
      kysely
        .transaction()
        .setIsolationLevel('serializable')
        .execute(async () => {}),
      TransactionStateError,
    )
    const controlled = await kysely.startTransaction().execute()
    const savepoint = await controlled.savepoint('a "quoted" name').execute()
    await savepoint.deleteFrom('book').execute()
    await savepoint.rollbackToSavepoint('a "quoted" name').execute()
    await controlled.commit().execute()
    const streamed: unknown[] = []
    for await (const row of kysely.selectFrom('book').select('title').where('price', '>', 0).orderBy('id').stream(2)) {
      streamed.push(row['title'])
      if (streamed.length === 3) break
    }
    assert.deepEqual(streamed, ['t2', 't3', 't4'])
    assert.equal((await kysely.introspection.getTables()).filter(({ name }) => name === 'book').length, 1)
    await cr.rollback()
    assert.deepEqual(await titles(), [])
  })

  test('names and values from outside stay what they are', async () => {
    await using cr = database.cursor()
    const evil = `x'); drop table book; --`
    await cr.query('insert into book (title) values ($1)', [evil])
    await assert.rejects(
      cr.savepoint(() => cr.kysely.selectFrom('book"; drop table book; --').selectAll().execute()),
      { code: '42P01' },
    )
    assert.deepEqual((await cr.query('select title from book')).rows, [{ title: evil }])
  })

  test('a transaction commits what succeeds, undoes what throws, and gives the connection back', async () => {
    assert.equal(
      await database.transaction(async (cr) => {
        await cr.query(`insert into book (title) values ('in')`)
        return 'done'
      }),
      'done',
    )
    await assert.rejects(
      database.transaction(async (cr) => {
        await cr.query(`insert into book (title) values ('out')`)
        throw new Error('no')
      }),
      /no/,
    )
    assert.deepEqual(await titles(), ['in'])
  })

  test('who waits too long for a connection is told so', async () => {
    const cursors = [database.cursor(), database.cursor()].slice(0, backend().kind === 'pglite' ? 1 : 2)
    for (const cr of cursors) await cr.query('select 1')
    await using late = database.cursor()
    await assert.rejects(late.query('select 1'), DatabaseBusyError)
    const queued = database.transaction((cr) => cr.query('select 2 as n'))
    await cursors[0]!.close()
    assert.deepEqual((await queued).rows, [{ n: 2 }])
    for (const cr of cursors) await cr.close()
  })

  test('a transaction inside another: explained on PGlite, possible on PostgreSQL', async () => {
    const nested = database.transaction(async (cr) => {
      await cr.query('select 1')
      return database.transaction(async (inner) => (await inner.query('select 3 as n')).rows)
    })
    if (backend().kind === 'postgres') return assert.deepEqual(await nested, [{ n: 3 }])
    await assert.rejects(nested, (error) => error instanceof NestedCursorError && /savepoint/.test(error.message))
  })

  test('not nested: before the first query, after the commit, side by side, from a hook', async () => {
    const inner = async (): Promise<unknown> =>
      database.transaction(async (cr) => (await cr.query('select 1')).rowCount)
    await database.transaction(async (cr) => {
      assert.equal(await inner(), 1)
      await cr.query('select 1')
      await cr.commit()
      assert.equal(await inner(), 1)
      await cr.query('select 1')
      cr.postcommit.add(async () => void (await inner()))
    })
    assert.deepEqual(await Promise.all([inner(), inner(), inner()]), [1, 1, 1])
    assert.deepEqual(backend().warnings, [])
  })

  test('nothing of a transaction is left to the next one on the connection', async () => {
    await using cr = database.cursor()
    await cr.query(
      `set local work_mem = '5MB'; create temp table scratch (n int) on commit drop; declare c cursor for select 1`,
    )
    await assert.rejects(cr.query('nonsense'))
    await cr.close()
    for (let n = 0; n < 3; n++) {
      await using next = database.cursor()
      const { rows } = await next.query(
        `select to_regclass('scratch') as t, (select count(*) from pg_cursors where name = 'c') as c`,
      )
      assert.deepEqual(rows, [{ t: null, c: 0 }])
    }
  })
})
