import { LockError, ValidationError } from 'pergola'
import { sqlStateOf } from 'pergola/database'
import { api, fields, Model, type Values } from 'pergola/models'
import { runDueJobs } from '../jobs/run-due-jobs.ts'

const METHOD = /^[a-z][A-Za-z0-9]{0,99}$/

/** What is done from time to time. `runDueJobs` does it. Source: odoo's `ir.cron`. */
export class Cron extends Model {
  static override model = 'ir.cron'
  static override description = 'Scheduled Actions'
  static override order = 'name, id'
  static override sqlConstraints = [
    [
      'check_strictly_positive_interval',
      'check (interval_number > 0)',
      'The interval number must be a strictly positive number.',
    ],
  ] as const

  name = fields.char({ required: true })
  active = fields.boolean({ default: true })
  user_id = fields.many2one('res.users', { label: 'Scheduler User', required: true, default: (env) => env.uid })
  model = fields.char({ required: true, help: 'The model whose method is called.' })
  method = fields.char({ required: true, help: 'Called without records and without arguments.' })
  interval_number = fields.integer({ label: 'Interval Number', default: 1, required: true })
  interval_type = fields.selection(
    [
      ['minutes', 'Minutes'],
      ['hours', 'Hours'],
      ['days', 'Days'],
      ['weeks', 'Weeks'],
      ['months', 'Months'],
    ],
    { label: 'Interval Unit', default: 'months', required: true },
  )
  nextcall = fields.datetime({ label: 'Next Execution Date', required: true, index: true, default: () => new Date() })
  lastcall = fields.datetime({ label: 'Last Execution Date', copy: false })
  priority = fields.integer({ default: 5, help: '0 comes first, 10 last.' })
  failure_count = fields.integer({
    default: 0,
    readonly: true,
    copy: false,
    help: 'How often it failed without a success since.',
  })
  first_failure_date = fields.datetime({ readonly: true, copy: false })
  trigger_ids = fields.one2many('ir.cron.trigger', 'cron_id', { label: 'Triggers' })

  @api.constrains('model', 'method')
  checkMethod() {
    for (const { model, method } of this) {
      const found = this.env.registry.has(model) && METHOD.test(method)
      const target = found ? (this.env.records(model) as unknown as Record<string, unknown>) : {}
      const isField = found && this.env.registry.definition(model).fields.has(method)
      if (isField || typeof target[method] !== 'function') {
        throw new ValidationError(`There is no method ${model}.${method} that could be run.`)
      }
    }
  }

  /** Waits for no job that is running: it cannot be changed meanwhile. */
  override async write(values: Values) {
    await this.lockForChange()
    return super.write(values)
  }

  override async unlink() {
    await this.lockForChange()
    return super.unlink()
  }

  /**
   * Runs what is due. It works in transactions of its own: call it on a cursor that has none. Source: odoo `IrCron._process_jobs`.
   *
   * @returns how many were run with success
   */
  @api.model
  async runDueJobs(): Promise<number> {
    return runDueJobs(this.env.registry)
  }

  /**
   * Has the job run soon, besides its interval. Source: odoo `IrCron._trigger`.
   *
   * @param at when, as soon as possible by default
   */
  async trigger(at: Date | readonly Date[] = new Date()): Promise<void> {
    const moments = at instanceof Date ? [at] : at
    const values = moments.map((call_at) => ({ cron_id: this.ensureOne().ids[0], call_at }))
    await this.env['ir.cron.trigger'].sudo().create(values)
  }

  /** @throws {LockError} where one of the jobs is being run */
  async lockForChange(): Promise<void> {
    const { cr } = this.env
    await this.env.flush()
    try {
      await cr.savepoint(() =>
        cr.query('select id from ir_cron where id = any($1::int4[]) for no key update nowait', [this.ids]),
      )
    } catch (error) {
      if (sqlStateOf(error) !== '55P03') throw error
      throw new LockError('This scheduled action is being executed and cannot be changed now. Try again in a moment.', {
        cause: error,
      })
    }
  }
}

export interface CronRecord extends Cron {}
declare module 'pergola/models' {
  interface Models {
    'ir.cron': CronRecord
  }
}
