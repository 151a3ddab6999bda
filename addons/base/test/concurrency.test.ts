import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AccessDenied, LockError } from 'pergola'
import type { Environment, Registry } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../../../test/support/postgres.ts'
import { JOB_LOCKS, runDueJobs } from '../jobs/run-due-jobs.ts'

describe('on PostgreSQL', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let app: TestApp
  let registry: Registry

  before(async () => {
    cluster = await startPostgres()
    app = await createTestApp({ databases: { main: ['base'] }, config: { database: { url: cluster.url('postgres') } } })
    registry = (await app.app.databases!.open('main')).registry
  })
  after(async () => {
    await app?.close()
    await cluster?.stop()
  })

  const committed = <Result>(work: (env: Environment) => Promise<Result>): Promise<Result> =>
    registry.database.transaction((cr) => work(registry.env(cr)))

  test('several runners run a job once', async () => {
    await committed(async (env) => {
      await env.cr.query('delete from ir_cron')
      const job = {
        model: 'ir.autovacuum',
        method: 'runVacuum',
        interval_type: 'days',
        nextcall: new Date(Date.now() - 1000),
      }
      await env['ir.cron'].create([1, 2, 3].map((number) => ({ name: `Job ${number}`, ...job })))
    })
    const counts = await Promise.all([1, 2, 3, 4].map(() => runDueJobs(registry)))
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      3,
    )
    const { rows } = await committed((env) => env.cr.query('select 1 from ir_cron where failure_count > 0'))
    assert.equal(rows.length, 0)
  })

  test('a job that another process runs is left to it', async () => {
    const id = await committed(async (env) => {
      await env.cr.query('delete from ir_cron')
      const job = { name: 'Job', model: 'ir.autovacuum', method: 'runVacuum', nextcall: new Date(Date.now() - 1000) }
      return (await env['ir.cron'].create(job)).id
    })
    await using other = registry.database.cursor()
    await other.query('select pg_try_advisory_xact_lock($1, $2)', [JOB_LOCKS, id])
    assert.equal(await runDueJobs(registry), 0)
    await other.rollback()
    assert.equal(await runDueJobs(registry), 1)
    const { rows } = await committed((env) => env.cr.query('select failure_count from ir_cron where id = $1', [id]))
    assert.deepEqual(rows, [{ failure_count: 0 }])
  })

  test('a job that is being run is not changed meanwhile', async () => {
    const id = await committed(async (env) => {
      const job = await env['ir.cron'].create({ name: 'Job', model: 'ir.autovacuum', method: 'runVacuum' })
      return job.id
    })
    await using cr = registry.database.cursor()
    await cr.query('select 1 from ir_cron where id = $1 for no key update', [id])
    await using other = registry.database.cursor()
    await assert.rejects(registry.env(other)['ir.cron'].browse(id).write({ name: 'x' }), LockError)
  })

  test('a number without gaps is taken by one at a time, and given back by a rollback', async () => {
    const id = await committed(async (env) => {
      return (await env['ir.sequence'].create({ name: 'x', implementation: 'no_gap' })).id
    })
    const next = (cr: Environment['cr']): Promise<string> => registry.env(cr)['ir.sequence'].browse(id).nextById()
    await using cr = registry.database.cursor()
    assert.equal(await next(cr), '1')
    await using other = registry.database.cursor()
    await assert.rejects(next(other), LockError)
    await cr.rollback()
    await other.rollback()
    assert.equal(await next(other), '1')
  })

  test('other numbers never wait', async () => {
    const id = await committed(async (env) => (await env['ir.sequence'].create({ name: 'x' })).id)
    const numbers = await Promise.all(
      Array.from({ length: 20 }, () => committed((env) => env['ir.sequence'].browse(id).nextById())),
    )
    assert.equal(new Set(numbers).size, 20)
  })

  test('a range of dates that several need at once is made once; the others take their numbers of it', async () => {
    const id = await committed(async (env) => {
      return (await env['ir.sequence'].create({ name: 'x', use_date_range: true, prefix: '%(range_year)s/' })).id
    })
    const next = (env: Environment): Promise<string> => env['ir.sequence'].browse(id).nextById('2031-05-06')
    const numbers = await Promise.all([1, 2, 3].map(() => committed(next)))
    assert.deepEqual(numbers.toSorted(), ['2031/1', '2031/2', '2031/3'])
    const { rows } = await committed((env) =>
      env.cr.query('select date_from from ir_sequence_date_range where sequence_id = $1', [id]),
    )
    assert.equal(rows.length, 1)
  })

  test('failures are counted though the transactions of the log-ins are undone, and all of them', async () => {
    const fail = (): Promise<unknown> =>
      committed((env) => env['res.users'].authenticate({ login: 'admin', password: 'wrong' }, { address: '192.0.2.7' }))
    for (let failure = 0; failure < 3; failure++) await assert.rejects(fail(), AccessDenied)
    await Promise.allSettled([fail(), fail()])
    const { rows } = await committed((env) =>
      env.cr.query<{ failures: number }>('select failures from res_users_throttle'),
    )
    assert.deepEqual(
      rows.map(({ failures }) => failures),
      [5, 5],
    )
    await assert.rejects(fail(), /Too many login failures/)
  })

  test('the use of a key is noted, also where what it was used for fails', async () => {
    const key = await committed((env) => env.with({ uid: 2, su: true })['res.users.apikeys'].generate('rpc', 'x', null))
    const use = committed(async (env) => {
      assert.equal(await env['res.users.apikeys'].checkCredentials('rpc', key), 2)
      throw new Error('It fails.')
    })
    await assert.rejects(use, /It fails/)
    const { rows } = await committed((env) =>
      env.cr.query('select 1 from res_users_apikeys where last_use is not null'),
    )
    assert.equal(rows.length, 1)
  })
})
