import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { ValidationError } from 'pergola'
import { api, fields, Model, TransientModel, type Environment, type Registry } from 'pergola/models'
import { defineAddon } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { nextCall } from '../jobs/next-call.ts'
import { runDueJobs } from '../jobs/run-due-jobs.ts'

class Worker extends Model {
  static override model = 'jobs.worker'
  static override logAccess = false

  @api.model
  async work(): Promise<void> {
    await this.env['ir.config_parameter'].sudo().setParam('jobs.done', `${this.env.uid} ${this.env.tz}`)
  }

  @api.model
  async fail(): Promise<void> {
    await this.work()
    throw new Error('It does not work.')
  }
}

class Wizard extends TransientModel {
  static override model = 'jobs.wizard'
  name = fields.char()
  active = fields.boolean({ default: true })
}

class Failing extends Model {
  static override model = 'jobs.failing'

  @api.autovacuum
  async removeOld(): Promise<void> {
    await this.env.cr.query('select nothing from nowhere')
  }
}

const addon = defineAddon({
  name: 'jobs',
  depends: ['base'],
  models: [Worker, Failing, Wizard],
  root: import.meta.dirname,
})

let app: TestApp
let registry: Registry

before(async () => {
  app = await createTestApp({ addons: [addon], databases: { main: ['jobs'] } })
  registry = (await app.app.databases!.open('main')).registry
})
after(() => app.close())
beforeEach(() =>
  committed(async (env) => {
    await env.cr.query('delete from ir_cron')
    await env.cr.query(`delete from ir_config_parameter where key = 'jobs.done'`)
    env.transaction.clearCaches('parameters')
  }),
)

function committed<Result>(work: (env: Environment) => Promise<Result>): Promise<Result> {
  return registry.database.transaction((cr) => work(registry.env(cr)))
}

async function makeJob(values: object = {}): Promise<number> {
  return committed(async (env) => {
    const job = {
      name: 'Job',
      model: 'jobs.worker',
      method: 'work',
      interval_number: 1,
      interval_type: 'hours',
      user_id: 2,
    }
    return (await env['ir.cron'].create({ ...job, nextcall: new Date(Date.now() - 90 * 60_000), ...values })).id
  })
}

interface State {
  minutes: number
  active: boolean
  failure_count: number
  called: boolean
  done: string | null
}

async function state(id: number): Promise<State> {
  return committed(async ({ cr }) => {
    const { rows } = await cr.query<State>(
      `select round(extract(epoch from nextcall - (now() at time zone 'UTC')) / 60)::int4 as minutes, active, failure_count,
         lastcall is not null as called, (select value from ir_config_parameter where key = 'jobs.done') as done
       from ir_cron where id = $1`,
      [id],
    )
    return rows[0]!
  })
}

test('a job that is due is run once, by its user, and again after its interval', async () => {
  const id = await makeJob()
  assert.equal(await runDueJobs(registry), 1)
  assert.deepEqual(await state(id), { minutes: 30, active: true, failure_count: 0, called: true, done: '2 null' })
  assert.equal(await runDueJobs(registry), 0)
})

test('what is not due, or not active, is not run', async () => {
  await makeJob({ nextcall: new Date(Date.now() + 60_000) })
  await makeJob({ active: false })
  assert.equal(await runDueJobs(registry), 0)
})

test('a job that fails is undone, counted, and tried at its next time', async () => {
  const id = await makeJob({ method: 'fail' })
  const other = await makeJob({ priority: 9 })
  assert.equal(await runDueJobs(registry), 1)
  const failed = await state(id)
  assert.deepEqual([failed.failure_count, failed.minutes, failed.active], [1, 30, true])
  assert.equal((await state(other)).done, '2 null')
  await committed(async ({ cr }) => cr.query(`delete from ir_config_parameter where key = 'jobs.done'`))
  await committed(async ({ cr }) =>
    cr.query(`update ir_cron set nextcall = now() - interval '1 hour' where id = $1`, [id]),
  )
  assert.equal(await runDueJobs(registry), 0)
  const again = await state(id)
  assert.deepEqual([again.failure_count, again.done], [2, null])
  await committed((env) => env['ir.cron'].browse(id).write({ method: 'work', nextcall: new Date(Date.now() - 1000) }))
  await runDueJobs(registry)
  assert.equal((await state(id)).failure_count, 0)
})

test('a job whose method or model is gone fails, and does not look as if it were done', async () => {
  const ids = [await makeJob(), await makeJob()]
  await committed(({ cr }) => cr.query(`update ir_cron set method = 'formerly' where id = $1`, [ids[0]]))
  await committed(({ cr }) => cr.query(`update ir_cron set model = 'jobs.formerly' where id = $1`, [ids[1]]))
  assert.equal(await runDueJobs(registry), 0)
  for (const id of ids) assert.equal((await state(id)).failure_count, 1)
})

test('a job that fails for a week is switched off', async () => {
  const id = await makeJob({ method: 'fail' })
  await committed(async ({ cr }) =>
    cr.query(`update ir_cron set failure_count = 4, first_failure_date = now() - interval '8 days'`),
  )
  await runDueJobs(registry)
  const off = await state(id)
  assert.deepEqual([off.active, off.failure_count], [false, 0])
  // Who switches it on again gives it another week.
  await committed(({ cr }) =>
    cr.query(`update ir_cron set active = true, nextcall = now() - interval '1 hour' where id = $1`, [id]),
  )
  await runDueJobs(registry)
  const on = await state(id)
  assert.deepEqual([on.active, on.failure_count], [true, 1])
})

test('a trigger has a job run before its time, and does not move it', async () => {
  const id = await makeJob({ nextcall: new Date(Date.now() + 10 * 60_000) })
  await committed((env) => env['ir.cron'].browse(id).trigger(new Date(Date.now() + 3_600_000)))
  assert.equal(await runDueJobs(registry), 0)
  await committed((env) => env['ir.cron'].browse(id).trigger(new Date(Date.now() - 1000)))
  assert.equal(await runDueJobs(registry), 1)
  assert.equal((await state(id)).minutes, 10)
  assert.equal(await runDueJobs(registry), 0)
  assert.equal(await committed((env) => env['ir.cron.trigger'].searchCount()), 1)
})

test('only methods that there are can be jobs', async () => {
  for (const values of [
    { model: 'nobody' },
    { method: 'nothing' },
    { method: '__proto__' },
    { method: 'env' },
    { method: 'id' },
  ]) {
    await assert.rejects(makeJob(values), ValidationError)
  }
})

test('a job stays at its hour by the clock of its user, whatever is missed', async () => {
  const next = (nextcall: string, values: object): Promise<string> =>
    committed(async (env) => {
      await env['res.users'].browse(2).write({ tz: 'Europe/Berlin' })
      const job = await env['ir.cron'].create({
        name: 'x',
        model: 'jobs.worker',
        method: 'work',
        user_id: 2,
        ...values,
      })
      await env.cr.query('update ir_cron set nextcall = $2 where id = $1', [job.id, new Date(nextcall)])
      const found = await nextCall(env.cr, job.id)
      assert.ok(found > new Date())
      return found.toLocaleString('sv', { timeZone: 'Europe/Berlin' })
    })
  // 03:30 in Berlin, in winter.
  assert.match(await next('2024-01-15T02:30:00Z', { interval_number: 1, interval_type: 'days' }), / 03:30:00$/)
  assert.match(
    await next('2024-01-31T02:30:00Z', { interval_number: 1, interval_type: 'months' }),
    /-(28|29|30|31) 03:30:00$/,
  )
  assert.match(await next('2019-07-15T01:30:00Z', { interval_number: 2, interval_type: 'weeks' }), / 03:30:00$/)
  assert.match(await next('2020-01-01T00:07:00Z', { interval_number: 10, interval_type: 'minutes' }), /:.7:00$/)
})

test('old data goes by a job of base’s own, and what fails in it keeps the rest from nothing', async () => {
  await committed(async (env) => {
    await env['res.users.throttle'].noteFailure('x', null)
    await env.cr.query(`update res_users_throttle set last_failure = last_failure - interval '2 days'`)
    await env['ir.autovacuum'].runVacuum()
    assert.equal(await env['res.users.throttle'].searchCount(), 0)
  })
})

test('records of transient models go an hour after their last change, whoever made them', async () => {
  const names = await committed(async (env) => {
    const wizards = env.with({ uid: 2, su: false }).records('jobs.wizard').sudo()
    await wizards.create([{ name: 'old' }, { name: 'archived', active: false }, { name: 'changed' }, { name: 'new' }])
    await env.cr.query(
      `update jobs_wizard set create_date = create_date - interval '2 hours',
         write_date = write_date - (case when name in ('old', 'archived') then interval '61 minutes' else interval '59 minutes' end)
       where name <> 'new'`,
    )
    env.transaction.invalidate('jobs.wizard')
    await env['ir.autovacuum'].runVacuum()
    const left = await env.records('jobs.wizard').withContext({ active_test: false }).searchRead([], ['name'])
    return left.map(({ name }) => name)
  })
  assert.deepEqual(names, ['changed', 'new'])
})
