import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client, type QueryResult } from 'pg'
import * as fc from '../../test/support/fast-check.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../../test/support/postgres.ts'
import { TransactionStateError } from '../errors/framework-errors.ts'
import { createDatabaseServer } from './create-database-server.ts'
import type { Cursor } from './cursor.ts'
import type { Database } from './database.ts'
import type { DatabaseServer } from './database-server.ts'
import { sqlStateOf } from './sql-state.ts'

const TABLES = `drop table if exists line, page;
  create table page (id int primary key, n int not null);
  create table line (page int references page deferrable initially deferred);
  insert into page values (1, 10), (2, 20)`

/** One statement, with its parameters where it has any. */
const STATEMENTS: ReadonlyArray<readonly [text: string, parameters?: readonly unknown[]]> = [
  ['update page set n = n + $1 where id = 1 returning n', [1]],
  ['update page set n = n * 2 where id = 2 returning n'],
  ['select id, n from page where id >= $1 order by id', [1]],
  ['select sum(n)::int as n from page'],
  ['insert into page select max(id) + 1, $1 from page returning id, n', [5]],
  ['insert into page values ($1, 0)', [1]],
  ['insert into line values ($1)', [99]],
  ['delete from line where page = $1', [99]],
  ['with gone as (delete from page where id > $1 returning id) select count(*)::int as n from gone', [3]],
  ['select 1 / $1::int as n', [0]],
  ['select nothing from page where id = $1', [1]],
  ['call double($1)', [1]],
  ['update page set n = n + 1; select count(*)::int as n from page'],
  ['declare pages cursor for select n from page where id = $1', [1]],
  ['fetch 1 from pages'],
  ['set local statement_timeout = 5000'],
  ["select pg_notify($1, 'x')", ['pages']],
]

/** Those of them that write nothing. */
const READS = new Set([2, 3, 9, 10])

type Statement = { index: number; prepare: boolean; within: boolean; reads: boolean }
type Step = { statements: Statement[]; end: string; together: boolean }
type History = Array<{ readonly: boolean; limited: boolean; steps: Step[] }>

const step: fc.Arbitrary<Step> = fc.record({
  statements: fc.array(
    fc.record({
      index: fc.oneof(fc.nat(STATEMENTS.length - 1), fc.constantFrom(...READS)),
      prepare: fc.boolean(),
      within: fc.nat(5).map((n) => n === 0),
      reads: fc.boolean(),
    }),
    { minLength: 0, maxLength: 4 },
  ),
  end: fc.constantFrom('commit', 'commit', 'rollback', 'close'),
  together: fc.boolean(),
})
const history: fc.Arbitrary<History> = fc.array(
  fc.record({
    readonly: fc.nat(2).map((n) => n === 0),
    limited: fc.nat(5).map((n) => n === 0),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
)

// A transaction without BEGIN must be one with it, whatever is done in it.
describe('histories of transactions', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let server: DatabaseServer
  let database: Database
  let oracle: Client

  before(async () => {
    cluster = await startPostgres()
    server = createDatabaseServer(cluster.url('postgres'), { poolSize: 1, acquireTimeout: 10_000 })
    await server.create('tried')
    await server.create('oracle')
    database = server.database('tried')
    oracle = new Client({ connectionString: cluster.url('oracle') })
    await oracle.connect()
    const procedure = `create procedure double(x int) language plpgsql as
      $$ begin update page set n = n * 2 where id = x; commit; end $$`
    await Promise.all([database.transaction((cr) => cr.query(procedure)), oracle.query(procedure)])
  })
  after(async () => {
    await oracle?.end()
    await server?.close()
    await cluster?.stop()
  })

  // A savepoint is a statement, too.
  const isRead = ({ index, reads, within }: Statement, { together }: Step): boolean =>
    reads && READS.has(index) && (together || !within)

  const told = async (run: Promise<QueryResult>): Promise<unknown> => {
    try {
      const result = await run
      return [result].flat().at(-1)?.rows ?? null
    } catch (error) {
      return sqlStateOf(error) ?? error
    }
  }

  /** What the statements of a step answered, and its end. */
  async function tried(cr: Cursor, { statements, end, together }: Step): Promise<unknown[]> {
    const running: Array<Promise<unknown>> = []
    for (const { index, prepare, within, reads } of statements) {
      const [text, parameters] = STATEMENTS[index]!
      const options = { prepare: prepare && !/;|nothing/.test(text), reads: reads && READS.has(index) }
      const query = () => cr.query(text, parameters, options)
      running.push(told(within && !together ? cr.savepoint(query) : query()))
      if (!together) await running.at(-1)
    }
    if (end === 'commit') {
      running.push(
        cr.commit().then(
          () => 'committed',
          (error: unknown) => sqlStateOf(error) ?? (error instanceof TransactionStateError ? 'failed' : error),
        ),
      )
    }
    const answers = await Promise.all(running)
    if (answers.at(-1) !== 'committed') await cr.rollback()
    return answers
  }

  async function expected(isReadonly: boolean, { statements, end, together }: Step): Promise<unknown[]> {
    const answers: unknown[] = []
    await oracle.query(`begin isolation level repeatable read${isReadonly ? ' read only' : ''}`)
    for (const { index, within } of statements) {
      const [text, parameters] = STATEMENTS[index]!
      const isWithin = within && !together
      const refused = isWithin ? await told(oracle.query('savepoint inner_one')) : null
      if (typeof refused === 'string') {
        answers.push(refused)
        continue
      }
      const answer = await told(oracle.query(text, parameters?.slice()))
      answers.push(answer)
      if (!isWithin) continue
      if (typeof answer === 'string') await oracle.query('rollback to savepoint inner_one')
      await oracle.query('release savepoint inner_one')
    }
    if (end !== 'commit') {
      await oracle.query('rollback')
      return answers
    }
    const { command } = await oracle.query('commit').catch((error: unknown) => ({ command: sqlStateOf(error) }))
    answers.push(command === 'COMMIT' ? 'committed' : command === 'ROLLBACK' ? 'failed' : command)
    return answers
  }

  test('are those of transactions that begin by BEGIN', async () => {
    const content =
      'select (select json_agg(page order by id) from page) as pages, (select count(*)::int from line) as lines'
    await fc.assert(
      fc.asyncProperty(history, async (cursors) => {
        await Promise.all([database.transaction((cr) => cr.query(TABLES)), oracle.query(TABLES)])
        for (const { readonly, limited, steps } of cursors) {
          await using cr = database.cursor({ readonly, ...(limited ? { statementTimeout: 5000 } : {}) })
          for (const each of steps) {
            const wanted = await expected(readonly, each)
            // The end of what only read is not waited for.
            const onlyRead = readonly || each.statements.every((statement) => isRead(statement, each))
            if (onlyRead && wanted.at(-1) === 'failed') wanted.pop()
            const answers = await tried(cr, each)
            if (onlyRead && each.end === 'commit' && wanted.length < answers.length) answers.pop()
            assert.deepEqual(answers, wanted)
            if (each.end === 'close') {
              await cr.close()
              break
            }
          }
        }
        const stored = await database.transaction((cr) => cr.query(content))
        assert.deepEqual(JSON.stringify(stored.rows), JSON.stringify((await oracle.query(content)).rows))
      }),
      { numRuns: 300 },
    )
    assert.deepEqual(database.usage().busy, 0)
  })
})
