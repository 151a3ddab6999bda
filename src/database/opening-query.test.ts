import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Cursor } from './cursor.ts'
import { openDatabase, type Database } from './database.ts'
import { isConnectionLost, sqlStateOf } from './sql-state.ts'

// One connection: what a transaction leaves behind is what the next one finds.
onEachBackend({ acquireTimeout: 20_000, poolSize: 1 }, (backend) => {
  let database: Database

  beforeEach(async () => {
    database = backend().server.database('main')
    await database.transaction((cr) =>
      cr.query(`drop table if exists line, page;
        create table page (id int primary key, n int not null);
        create table line (page int references page deferrable initially deferred);
        insert into page values (1, 10), (2, 20)`),
    )
  })

  const read = async (cr: Cursor, id = 1): Promise<unknown> =>
    (await cr.query('select n from page where id = $1', [id], { prepare: true })).rows[0]?.['n']
  const add = (cr: Cursor, n: number): Promise<unknown> =>
    cr.query('update page set n = n + $1 where id = 1', [n], { prepare: true })
  const stored = (): Promise<unknown> => database.transaction((cr) => read(cr))
  const state = (code: string) => (error: unknown) => sqlStateOf(error) === code

  test('one statement alone is a transaction: it lasts when it is committed, and only then', async () => {
    {
      await using cr = database.cursor()
      await add(cr, 1)
    }
    assert.equal(await stored(), 10)
    await using cr = database.cursor()
    await add(cr, 1)
    await cr.rollback()
    await add(cr, 2)
    await cr.commit()
    assert.equal(cr.inTransaction, false)
    await cr.close()
    assert.equal(await stored(), 12)
  })

  test('what follows is part of the same transaction, whatever it is', async () => {
    await using cr = database.cursor()
    await add(cr, 1)
    const id = (await cr.query('select pg_current_xact_id()::text as id')).rows[0]?.['id']
    await cr.savepoint(() => add(cr, 2))
    await assert.rejects(
      cr.savepoint(() => cr.query('select 1 / $1::int', [0])),
      state('22012'),
    )
    assert.equal((await cr.query('select pg_current_xact_id()::text as id')).rows[0]?.['id'], id)
    assert.equal(await read(cr), 13)
    await cr.rollback()
    await cr.close()
    assert.equal(await stored(), 10)
  })

  test('after a failed first statement nothing is done until the rollback', async () => {
    await using cr = database.cursor()
    await assert.rejects(cr.query('select 1 / $1::int', [0]), state('22012'))
    await assert.rejects(add(cr, 1), state('25P02'))
    await assert.rejects(cr.query('select 1'), state('25P02'))
    await assert.rejects(cr.commit(), TransactionStateError)
    await cr.rollback()
    await add(cr, 1)
    await cr.commit()
    await cr.close()
    assert.equal(await stored(), 11)
  })

  test('statements beside a failing first one do nothing', async () => {
    await using cr = database.cursor()
    const results = await Promise.allSettled([
      cr.query('select 1 / $1::int', [0]),
      add(cr, 1),
      cr.query('delete from page'),
    ])
    assert.deepEqual(
      results.map((result) => (result.status === 'rejected' ? sqlStateOf(result.reason) : 'done')),
      ['22012', '25P02', '25P02'],
    )
    await cr.close()
    assert.equal(await stored(), 10)
  })

  test('statements side by side are answered in their order', async () => {
    await using cr = database.cursor()
    const results = await Promise.all([add(cr, 5), read(cr), cr.query('select 7 as n'), read(cr, 2)])
    assert.equal(results[1], 15)
    assert.deepEqual((results[2] as { rows: unknown }).rows, [{ n: 7 }])
    assert.equal(results[3], 20)
  })

  test('a constraint that waits for the commit fails it', async () => {
    await using cr = database.cursor()
    await cr.query('insert into line values ($1)', [99])
    await assert.rejects(cr.commit(), state('23503'))
    await cr.rollback()
    assert.deepEqual((await cr.query('select * from line')).rows, [])
  })

  test('reading and writing transactions take turns on one connection', async () => {
    for (let turn = 1; turn <= 3; turn++) {
      await using reader = database.cursor({ readonly: true })
      assert.equal(await read(reader), 9 + turn)
      await reader.commit()
      await assert.rejects(add(reader, 1), state('25006'))
      await reader.close()
      await using simple = database.cursor({ readonly: true })
      await assert.rejects(simple.query('delete from page'), state('25006'))
      await simple.close()
      await using writer = database.cursor()
      if (turn === 2) await writer.query('update page set n = n + 1 where id = 1')
      else await add(writer, 1)
      await writer.commit()
    }
    assert.equal(await stored(), 13)
  })

  test('a statement that cannot be sent leaves the connection as it was', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    for (const prepare of [false, true]) {
      await using cr = database.cursor()
      await assert.rejects(cr.query('select $1::jsonb as j', [circular], { prepare }), TypeError)
      await cr.rollback()
      assert.deepEqual((await cr.query('select $1::jsonb as j', [{ a: 1 }], { prepare })).rows, [{ j: { a: 1 } }])
    }
    await using cr = database.cursor()
    assert.equal((await cr.query('select $1::int as n', [1], { name: 'mine' })).rows[0]?.['n'], 1)
    await cr.commit()
    await assert.rejects(cr.query('select $1::int + 1 as n', [1], { name: 'mine' }), /must be unique/)
    await cr.rollback()
    assert.deepEqual(await Promise.all([read(cr), read(cr, 2)]), [10, 20])
  })

  test('a prepared statement has the same columns each time, and others after the table changed', async () => {
    const first = async (): Promise<unknown> => {
      await using cr = database.cursor({ readonly: true })
      const { rows, fields } = await cr.query('select * from page where id = $1', [1], { prepare: true })
      await cr.commit()
      return { rows, fields: fields.map(({ name }) => name) }
    }
    const before = { rows: [{ id: 1, n: 10 }], fields: ['id', 'n'] }
    for (let turn = 0; turn < 3; turn++) assert.deepEqual(await first(), before)
    await database.transaction((cr) => cr.query(`alter table page add column title text default 'Momo'`))
    if (database.concurrent) await assert.rejects(first(), state('0A000'))
    for (let turn = 0; turn < 2; turn++) {
      assert.deepEqual(await first(), { rows: [{ id: 1, n: 10, title: 'Momo' }], fields: ['id', 'n', 'title'] })
    }
  })

  test('an empty statement is answered', async () => {
    await using cr = database.cursor()
    assert.deepEqual((await cr.query('-- nothing', [], { name: 'empty' })).rows, [])
    assert.equal(await read(cr), 10)
  })

  test('the end of a transaction that is said to have only read is not waited for', async (t) => {
    if (!database.concurrent) return t.skip('PGlite has a block always')
    const reading = { prepare: true, reads: true }
    for (const times of [1, 2]) {
      await using cr = database.cursor()
      for (let time = 0; time < times; time++) await cr.query('select n from page where id = $1', [1], reading)
      const committed = cr.commit()
      assert.equal(cr.inTransaction, false)
      await committed
      await cr.query('select n from page where id = $1', [1], reading)
      await add(cr, 1)
      const written = cr.commit()
      assert.equal(cr.inTransaction, true)
      await written
    }
    assert.equal(await stored(), 12)
    await using cr = database.cursor()
    await cr.query('select n from page where id = $1', [1], reading)
    await cr.query('insert into line values ($1)', [99])
    await assert.rejects(cr.commit(), state('23503'))
  })

  test('a cursor closed while its first statement runs undoes it', async () => {
    const cr = database.cursor()
    const update = add(cr, 1)
    await cr.close()
    await update
    assert.equal(await stored(), 10)
  })

  test('a commit comes after the statements that were asked for beside it, and those that come later are refused', async () => {
    const cr = database.cursor()
    const beside = [add(cr, 1), add(cr, 2), cr.query('update page set n = n + 4 where id = 1')]
    const committed = [cr.commit(), cr.commit()]
    const late = add(cr, 8)
    await assert.rejects(late, TransactionStateError)
    await Promise.all([...beside, ...committed])
    await cr.close()
    assert.equal(await stored(), 17)
  })

  test('what only read is not given back before all that was asked for was answered', async () => {
    const cr = database.cursor({ readonly: true })
    await cr.query('select 1')
    await cr.commit()
    const asked = [read(cr), read(cr, 2)]
    await delay(0)
    await cr.commit()
    assert.deepEqual([await stored(), ...(await Promise.all(asked))], [10, 10, 20])
    await cr.close()
  })

  test('a statement that is asked for right before the end is part of the transaction, also where all only read', async () => {
    for (const readonly of [true, false]) {
      await using cr = database.cursor({ readonly })
      const one = (): Promise<unknown> => cr.query('select n from page where id = $1', [1], { reads: true })
      await one()
      const [second, third, committed] = [one(), one(), cr.commit()]
      assert.deepEqual(
        await Promise.allSettled([second, third, committed]).then((all) => all.map((each) => each.status)),
        ['fulfilled', 'fulfilled', 'fulfilled'],
      )
    }
  })

  test('what a read-only transaction asked for beside its first statement is answered before the commit', async () => {
    await using cr = database.cursor({ readonly: true })
    const [first, second] = [read(cr), read(cr, 2)]
    assert.equal(await first, 10)
    await cr.commit()
    assert.equal(await second, 20)
    assert.equal(await stored(), 10)
  })

  test('what was asked for before there was a connection goes before what is asked for when there is one', async (t) => {
    if (!database.concurrent) return t.skip('a second cursor would wait for ever')
    for (const next of [(cr: Cursor) => read(cr), (cr: Cursor) => cr.commit()]) {
      await using before = database.cursor({ readonly: true })
      await using cr = database.cursor()
      await read(before)
      const added = add(cr, 1)
      // Gives the connection to the other at once.
      await before.commit()
      const [, seen] = await Promise.all([added, next(cr)])
      await cr.commit()
      if (seen !== undefined) assert.equal(seen, 11)
    }
    assert.equal(await stored(), 12)
  })

  test('what is asked for beside a rollback, and after it, is refused: nothing of it is committed', async () => {
    for (const first of [read, (cr: Cursor) => add(cr, 1), (cr: Cursor) => cr.query('select 1')]) {
      const cr = database.cursor()
      const before = [first(cr), add(cr, 2)]
      const undone = cr.rollback()
      await assert.rejects(add(cr, 4), TransactionStateError)
      await assert.rejects(cr.commit(), TransactionStateError)
      await Promise.all([...before, undone])
      await add(cr, 10)
      await cr.commit()
      await cr.close()
    }
    assert.equal(await stored(), 40)
  })

  test('a rollback and a close beside a statement, a commit or one another leave nothing waiting', async () => {
    for (const late of [1, 2, 3, 4, 5]) {
      const cr = database.cursor()
      await add(cr, 100)
      const undone = [cr.rollback(), cr.rollback()]
      for (let turn = 0; turn < late; turn++) await Promise.resolve()
      await Promise.allSettled([add(cr, 100), ...undone])
      await cr.close()
      const kept = database.cursor()
      await add(kept, 1)
      await Promise.all([kept.commit(), kept.close()])
    }
    assert.equal(await stored(), 15)
  })

  test('statements that commit by themselves, or ask for a block, are part of one', async (t) => {
    if (!database.concurrent) return t.skip('PGlite has a block always')
    await database.transaction((cr) =>
      cr.query(`create or replace procedure double(x int) language plpgsql as
        $$ begin update page set n = n * 2 where id = x; commit; end $$`),
    )
    await using cr = database.cursor()
    await assert.rejects(cr.query('call double($1)', [1]), state('2D000'))
    await cr.rollback()
    await assert.rejects(cr.query('vacuum page', [], { name: 'vacuum' }), state('25001'))
    await cr.rollback()
    const rows: unknown[] = []
    const pages = cr.kysely.withTables<{ page: { id: number; n: number } }>().selectFrom('page').select('n')
    for await (const row of pages.where('id', '>', 0).orderBy('id').stream(1)) rows.push(row)
    assert.deepEqual(rows, [{ n: 10 }, { n: 20 }])
  })

  test('a transaction with a time limit of its own may write, whoever had the connection before', async () => {
    await using reader = database.cursor({ readonly: true })
    assert.equal(await read(reader), 10)
    await reader.close()
    await using cr = database.cursor({ statementTimeout: 300 })
    await add(cr, 1)
    await cr.commit()
    await cr.close()
    assert.equal(await stored(), 11)
  })

  test('a hundred transactions at once, of all kinds: what was committed is there, each answer is its own', async () => {
    let expected = 10
    const kinds: ReadonlyArray<(n: number) => Promise<void>> = [
      async (n) => {
        await database.transaction((cr) => add(cr, n))
        expected += n
      },
      async (n) => {
        await using cr = database.cursor()
        await add(cr, n)
      },
      async (n) => {
        await using cr = database.cursor({ readonly: true })
        assert.equal((await cr.query('select $1::int as n', [n])).rows[0]?.['n'], n)
        await cr.commit()
      },
      async (n) => {
        await using cr = database.cursor({ readonly: n % 2 === 0 })
        await assert.rejects(cr.query('select 1 / ($1::int - $1::int)', [n]), state('22012'))
      },
      async (n) => {
        await database.transaction(async (cr) => {
          await add(cr, n)
          assert.equal((await cr.query('select $1::int as n', [n])).rows[0]?.['n'], n)
        })
        expected += n
      },
    ]
    await Promise.all(Array.from({ length: 100 }, (_, n) => kinds[n % kinds.length]!(n)))
    assert.equal(await stored(), expected)
  })
})

onEachBackend({ poolSize: 2 }, (backend) => {
  test('the first statement and those after it see the same rows', async (t) => {
    const database = backend().server.database('main')
    if (!database.concurrent) return t.skip('PGlite has one transaction at a time')
    await database.transaction((cr) =>
      cr.query('drop table if exists page; create table page as select 1 as id, 10 as n'),
    )
    await using reader = database.cursor({ readonly: true })
    const seen = async (): Promise<unknown> =>
      (await reader.query('select n from page where id = $1', [1])).rows[0]?.['n']
    assert.equal(await seen(), 10)
    await database.transaction((cr) => cr.query('update page set n = $1', [11]))
    assert.equal(await seen(), 10)
    await reader.commit()
    assert.equal(await seen(), 11)
  })

  test('a connection that is ended between two statements is thrown away, and said to be gone', async (t) => {
    const database = backend().server.database('main')
    if (!database.concurrent) return t.skip('PGlite has no other sessions')
    for (const next of [(cr: Cursor) => cr.query('select $1::int as n', [2]), (cr: Cursor) => cr.commit()]) {
      await using cr = database.cursor()
      const { rows } = await cr.query('select pg_backend_pid() as pid where $1', [true])
      await database.transaction((other) => other.query('select pg_terminate_backend($1)', [rows[0]?.['pid']]))
      await delay(50)
      await assert.rejects(next(cr), isConnectionLost)
      await cr.rollback()
      assert.deepEqual((await cr.query('select $1::int as n', [3])).rows, [{ n: 3 }])
    }
  })

  test('a time limit for answers that the URL sets is one for each statement', async (t) => {
    if (backend().cluster === null) return t.skip('PGlite has no URL for connections')
    await using database = openDatabase(`${backend().cluster!.url('main')}&query_timeout=200`, { poolSize: 1 })
    for (const zero of [1, 0]) {
      await using cr = database.cursor()
      const answer = cr.query('select 1 / $1::int as n', [zero])
      if (zero === 0) await assert.rejects(answer, { code: '22012' })
      else assert.deepEqual((await answer).rows, [{ n: 1 }])
      await delay(300)
      if (zero === 1) assert.deepEqual((await cr.query('select 2 as n')).rows, [{ n: 2 }])
    }
    await using cr = database.cursor()
    await assert.rejects(cr.query('select pg_sleep($1)', [10]), /timeout/)
    await cr.rollback()
    assert.deepEqual((await cr.query('select $1::int as n', [3])).rows, [{ n: 3 }])
  })
})
