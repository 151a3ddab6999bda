import { api, fields, Model } from 'pergola/models'

/** A moment when a scheduled action is to run besides its interval. Source: odoo's `ir.cron.trigger`. */
export class CronTrigger extends Model {
  static override model = 'ir.cron.trigger'
  static override description = 'Triggered actions'
  static override recName = 'cron_id'

  cron_id = fields.many2one('ir.cron', { required: true, index: true, ondelete: 'cascade' })
  call_at = fields.datetime({ required: true, index: true })

  /** Triggers of actions that are not run leave with time. */
  @api.autovacuum
  async removeOld(): Promise<void> {
    await this.env.cr.query(
      `delete from ir_cron_trigger where call_at < (now() at time zone 'UTC') - interval '7 days'`,
    )
  }
}

export interface CronTriggerRecord extends CronTrigger {}
declare module 'pergola/models' {
  interface Models {
    'ir.cron.trigger': CronTriggerRecord
  }
}
