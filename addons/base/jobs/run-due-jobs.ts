import { UserError } from 'pergola'
import { sqlStateOf, type Cursor } from 'pergola/database'
import type { Registry } from 'pergola/models'
import { nextCall } from './next-call.ts'

/** After so many failures in a row, for so many days, a job is switched off. Source: odoo's `_update_failure_count`. */
const MOST_FAILURES = 5
const FAILING_DAYS = 7

/** A scheduled action, as it is run. */
interface Job {
  readonly id: number
  readonly name: string
  readonly model: string
  readonly method: string
  readonly user_id: number
  readonly lang: string | null
  readonly tz: string | null
}

const DUE = `c.active and (c.nextcall <= now() at time zone 'UTC'
  or exists (select 1 from ir_cron_trigger t where t.cron_id = c.id and t.call_at <= now() at time zone 'UTC'))`

/**
 * Runs the scheduled actions of a database that are due, one after the other, each in a transaction of its own. Several
 * processes may call it at once: an action that is being run, by its advisory lock, is left to the other. What fails is undone, logged, and
 * tried again at its next time.
 *
 * Source: odoo `IrCron._process_jobs`.
 *
 * @returns how many were run with success
 */
export async function runDueJobs(registry: Registry): Promise<number> {
  const { database } = registry
  await using cr = database.cursor()
  const { rows } = await cr.query<{ id: number }>(
    `select c.id from ir_cron c where ${DUE} order by c.failure_count, c.priority, c.id`,
  )
  await cr.rollback()
  let succeeded = 0
  for (const { id } of rows) {
    try {
      if (await database.transaction((own) => runJob(registry, own, id))) succeeded++
    } catch (error) {
      database.settings.log.error({ err: error, database: database.name, job: id }, 'A scheduled action failed.')
      await database.transaction((own) => noteFailure(own, id))
    }
  }
  return succeeded
}

/** @returns whether it was run: somebody else may run it, or have run it */
async function runJob(registry: Registry, cr: Cursor, id: number): Promise<boolean> {
  const job = await lockDueJob(cr, id)
  if (job === null) return false
  const context = { lang: job.lang, tz: job.tz }
  const env = registry.env(cr, { uid: job.user_id, context })
  const records = env.records(job.model) as unknown as Record<string, unknown>
  const method = records[job.method]
  if (typeof method !== 'function') throw new UserError(`There is no method ${job.model}.${job.method} any more.`)
  await method.call(records)
  await env.flush()
  await reschedule(cr, id)
  await cr.query(
    `update ir_cron set lastcall = now() at time zone 'UTC', failure_count = 0, first_failure_date = null where id = $1`,
    [id],
  )
  return true
}

/** The first half of the advisory locks of scheduled actions; the second is the action's id. */
export const JOB_LOCKS = 0x70676a62

/**
 * Takes a job, until the transaction ends: the advisory lock says that it is being run, the lock of its row that nobody
 * has run or changed it since this transaction began.
 */
async function lockDueJob(cr: Cursor, id: number): Promise<Job | null> {
  const { rows } = await cr.query('select pg_try_advisory_xact_lock($1, $2) as free', [JOB_LOCKS, id])
  return rows[0]?.['free'] === true ? dueJob(cr, id) : null
}

async function dueJob(cr: Cursor, id: number): Promise<Job | null> {
  try {
    const { rows } = await cr.savepoint(() =>
      cr.query<Job>(
        `select c.id, c.name, c.model, c.method, c.user_id, p.lang, p.tz from ir_cron c
         join res_users u on u.id = c.user_id join res_partner p on p.id = u.partner_id
         where c.id = $1 and ${DUE} for no key update of c skip locked`,
        [id],
      ),
    )
    return rows[0] ?? null
  } catch (error) {
    // Somebody ran it since this transaction began.
    if (sqlStateOf(error) === '40001') return null
    throw error
  }
}

/** Moves the job to its next time, and takes its triggers away. */
async function reschedule(cr: Cursor, id: number): Promise<void> {
  await cr.query(`delete from ir_cron_trigger where cron_id = $1 and call_at <= now() at time zone 'UTC'`, [id])
  await cr.query('update ir_cron set nextcall = $2 where id = $1', [id, await nextCall(cr, id)])
}

// What is switched off begins anew when somebody switches it on again.
async function noteFailure(cr: Cursor, id: number): Promise<void> {
  await reschedule(cr, id)
  await cr.query(
    `update ir_cron c set lastcall = now() at time zone 'UTC', active = active and not ended,
       failure_count = case when ended then 0 else failure_count + 1 end,
       first_failure_date = case when ended then null else coalesce(first_failure_date, now() at time zone 'UTC') end
     from (select coalesce(failure_count + 1 >= $2
       and first_failure_date < (now() at time zone 'UTC') - make_interval(days => $3), false) as ended from ir_cron where id = $1) f
     where c.id = $1`,
    [id, MOST_FAILURES, FAILING_DAYS],
  )
}
