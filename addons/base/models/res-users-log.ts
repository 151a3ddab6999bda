import { api, Model } from 'pergola/models'

/** The moments when users logged in; who and when are `create_uid` and `create_date`. Source: odoo's `res.users.log`. */
export class UserLog extends Model {
  static override model = 'res.users.log'
  static override description = 'Users Log'
  static override order = 'id desc'

  /** Only the latest of each user is kept. */
  @api.autovacuum
  async removeOld(): Promise<void> {
    await this.env.cr.query(
      `delete from res_users_log older using res_users_log newer
       where older.create_uid = newer.create_uid and older.create_date < newer.create_date`,
    )
  }
}

export interface UserLogRecord extends UserLog {}
declare module 'pergola/models' {
  interface Models {
    'res.users.log': UserLogRecord
  }
}
