import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { LockError, UserError, ValidationError } from '../errors/business-errors.ts'
import { ReadOnlyViolation } from '../errors/framework-errors.ts'
import type { Cursor } from './cursor.ts'
import type { Database } from './database.ts'
import { retrying } from './retrying.ts'
import type { SqlError } from './sql-state.ts'

onEachBackend({ poolSize: 10 }, (backend) => {
  let database: Database
  const noSleep = async (): Promise<void> => {}

  beforeEach(async () => {
    database = backend().server.database('main')
    await database.transaction((cr) =>
      cr.query(`drop table if exists counter, part; create table counter (
        id int primary key, n int not null constraint counter_limit check (n < 1000));
        create table part (counter int constraint part_counter references counter deferrable initially deferred);
        insert into counter values (1, 0)`),
    )
  })

  const fail = (cr: Cursor, state: string) =>
    cr.query(`do $$ begin raise exception 'made up' using errcode = '${state}'; end $$`)
  const value = async (): Promise<unknown> =>
    database.transaction(async (cr) => (await cr.query('select n from counter where id = 1')).rows[0]?.['n'])

  for (const state of ['40001', '40P01', '55P03']) {
    test(`${state} is tried 5 times, with random waits that grow, and then thrown`, async () => {
      await using cr = database.cursor()
      const waits: number[] = []
      const retried: number[] = []
      let runs = 0
      const work = async () => {
        runs++
        await cr.query('update counter set n = n + 1')
        await fail(cr, state)
      }
      const options = {
        cursor: cr,
        random: () => 0.5,
        backoffScale: 0.1,
        sleep: async (ms: number) => void waits.push(ms),
        onRetry: (_error: unknown, attempt: number) => void retried.push(attempt),
      }
      await assert.rejects(retrying(work, options), { code: state })
      assert.equal(runs, 5)
      assert.deepEqual(waits, [100, 200, 400, 800])
      assert.deepEqual(retried, [1, 2, 3, 4])
      assert.equal(cr.inTransaction, false)
      await cr.close()
      assert.equal(await value(), 0)
    })
  }

  test('what succeeds at the second try is committed once; hooks of the first are dropped', async () => {
    await using cr = database.cursor()
    const ran: string[] = []
    let runs = 0
    const result = await retrying(
      async () => {
        runs++
        const run = runs
        cr.postcommit.add(() => void ran.push(`commit ${run}`))
        cr.postrollback.add(() => void ran.push(`rollback ${run}`))
        await cr.query('update counter set n = n + 10')
        if (runs === 1) await fail(cr, '40001')
        return runs
      },
      { cursor: cr, sleep: noSleep },
    )
    assert.equal(result, 2)
    assert.deepEqual(ran, ['rollback 1', 'commit 2'])
    await cr.close()
    assert.equal(await value(), 10)
  })

  test('an error wrapped as its cause is retried, one that was turned into an error of the catalogue is not', async () => {
    let runs = 0
    const attempt = (wrap: (cause: unknown) => Error) =>
      database.transaction(
        async (cr) => {
          runs++
          if (runs === 1) await fail(cr, '55P03').catch((error: unknown) => Promise.reject(wrap(error)))
        },
        { sleep: noSleep },
      )
    await attempt((cause) => new Error('wrapped', { cause }))
    assert.equal(runs, 2)
    runs = 0
    await assert.rejects(
      attempt((cause) => new LockError('Somebody edits this.', { cause })),
      LockError,
    )
    assert.equal(runs, 1)
  })

  test('other errors are thrown at once', async () => {
    let runs = 0
    await assert.rejects(
      database.transaction(() => {
        runs++
        throw new UserError('no')
      }),
      UserError,
    )
    await assert.rejects(
      database.transaction((cr) => {
        runs++
        return cr.query('select 1/0')
      }),
      { code: '22012' },
    )
    assert.equal(runs, 2)
  })

  test('a record that is still needed is said to be', async () => {
    const deleted = database.transaction(async (cr) => {
      await cr.query('create temporary table whole (id int primary key)')
      await cr.query('create temporary table bit (whole int constraint bit_whole references whole on delete restrict)')
      await cr.query('insert into whole values (1)')
      await cr.query('insert into bit values (1)')
      await cr.query('delete from whole')
    })
    await assert.rejects(deleted, /^ValidationError: .*is still needed \(bit_whole\)/)
  })

  test('violated constraints become ValidationError, with their own message where there is one', async () => {
    const violate = (sql: string, constraintMessage?: (violation: SqlError) => Promise<string | null>) =>
      database.transaction((cr) => cr.query(sql), constraintMessage === undefined ? {} : { constraintMessage })
    const cases: Array<[string, RegExp, string]> = [
      ['insert into counter values (1, 5)', /same values.*counter_pkey/, '23505'],
      ['insert into counter values (2, null)', /"n" in "counter" must have a value/, '23502'],
      ['insert into counter values (3, 5000)', /not allowed \(counter_limit\)/, '23514'],
      ['insert into part values (77)', /part_counter/, '23503'],
    ]
    for (const [sql, message, code] of cases) {
      await assert.rejects(violate(sql), (error) => {
        assert.ok(error instanceof ValidationError)
        assert.match(error.message, message)
        assert.match(error.message, /^The operation cannot be completed: /)
        assert.doesNotMatch(error.message, /5000|77/)
        assert.equal((error.cause as SqlError).code, code)
        assert.equal(error.status, 422)
        return true
      })
    }
    const own = async ({ constraint }: SqlError): Promise<string | null> =>
      // The transaction is over: the message may come from the database.
      database.transaction(async (cr) => {
        const { rows } = await cr.query(`select 'At most a thousand.' as m where $1 = 'counter_limit'`, [constraint])
        return (rows[0]?.['m'] as string | undefined) ?? null
      })
    await assert.rejects(violate('insert into counter values (3, 5000)', own), {
      name: 'ValidationError',
      message: 'At most a thousand.',
    })
    await assert.rejects(violate('insert into counter values (1, 5)', own), /cannot be completed/)
  })

  test('a write in a read-only run is signalled, also where a handler caught it', async () => {
    let runs = 0
    const write = async (cr: Cursor): Promise<void> => {
      runs++
      await cr.query('update counter set n = 1')
    }
    await assert.rejects(database.transaction(write, { readonly: true }), (error) => {
      assert.ok(error instanceof ReadOnlyViolation)
      assert.equal((error.cause as SqlError).code, '25006')
      return true
    })
    await assert.rejects(
      database.transaction((cr) => cr.savepoint(() => write(cr)).catch(() => 'never mind'), { readonly: true }),
      ReadOnlyViolation,
    )
    await assert.rejects(
      database.transaction(
        (cr) => write(cr).catch((error: unknown) => Promise.reject(new UserError('x', { cause: error }))),
        {
          readonly: true,
        },
      ),
      ReadOnlyViolation,
    )
    assert.equal(runs, 3)
    assert.equal(await database.transaction(async () => 'fine', { readonly: true }), 'fine')
  })

  test('without commit the transaction is left open', async () => {
    await using cr = database.cursor()
    await retrying(() => cr.query('update counter set n = 5'), { cursor: cr, commit: false })
    assert.equal(cr.inTransaction, true)
    await cr.close()
    assert.equal(await value(), 0)
  })

  test('200 increments at once, each read first and then written, end at exactly 200', async () => {
    let runs = 0
    const increment = () =>
      database.transaction(
        async (cr) => {
          runs++
          const { rows } = await cr.query<{ n: number }>('select n from counter where id = 1')
          await cr.query('update counter set n = $1 where id = 1', [rows[0]!.n + 1])
        },
        { tries: 10_000, sleep: noSleep },
      )
    await Promise.all(Array.from({ length: 200 }, increment))
    assert.equal(await value(), 200)
    if (backend().kind === 'postgres') assert.ok(runs > 200)
    assert.deepEqual([database.usage().busy, database.usage().waiting], [0, 0])
  })

  test('a statement beyond its time ends with 57014, and the database goes on', async () => {
    const slow = `select count(*) from generate_series(1, 2000000000)`
    await using cr = database.cursor({ statementTimeout: 200 })
    await cr.query('update counter set n = 5')
    await assert.rejects(cr.query(slow), { code: '57014' })
    const queued = value()
    await cr.rollback()
    assert.equal(await queued, 0)
    await cr.query('update counter set n = 6')
    await cr.commit()
    await cr.close()
    assert.equal(await value(), 6)
    assert.equal(database.usage().busy, 0)
  })
})
