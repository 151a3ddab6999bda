import { createHash } from 'node:crypto'
import { AccessError, type Request } from 'pergola'
import { api, fields, Model } from 'pergola/models'
import { afterwards } from '../queue/afterwards.ts'

/** How many characters of a user agent are kept. */
const AGENT_LENGTH = 1024
/** How many days a device is kept after it was last seen. */
const KEPT_DAYS = 90

/** How many seconds pass before a device is noted again. */
const NOTED_EVERY = 3600
/** How many devices one session remembers. */
const REMEMBERED = 20
/** Where the session keeps when its devices were noted last; another value where they shall not be. */
const TRACE = '_trace'
const TRACE_DISABLED = '_trace_disable'

/** What a session remembers: of which id's stable part, and when each device was noted, in seconds since 1970. */
interface SessionTrace {
  readonly session: string
  readonly seen: Readonly<Record<string, number>>
}

/** What is noted of a request. */
export interface DeviceTrace {
  /** The part of the session's id that stays when it is renewed. */
  readonly session: string
  readonly address: string | null
  readonly userAgent: string | null
}

/** Where users are logged in. Source: odoo's `res.device`. */
export class Device extends Model {
  static override model = 'res.device'
  static override description = 'Devices'
  static override order = 'last_activity desc, id desc'
  static override recName = 'user_agent'
  static override logAccess = false
  static override sqlConstraints = [
    ['session_uniq', 'unique (session_identifier, fingerprint)', 'A device is noted once for each session.'],
  ] as const

  user_id = fields.many2one('res.users', { required: true, index: true, ondelete: 'cascade' })
  session_identifier = fields.char({ required: true, groups: '.' })
  fingerprint = fields.char({ required: true, groups: '.', help: 'A hash of address and user agent.' })
  ip_address = fields.char({ label: 'IP Address' })
  user_agent = fields.text()
  first_activity = fields.datetime({ required: true })
  last_activity = fields.datetime({ required: true, index: true })
  revoked = fields.boolean()

  /**
   * Notes the device that a request of the current user's session comes from, unless it was noted within the hour. It is written
   * after the request, whatever becomes of that. Source: odoo `ResDeviceLog._update_device`.
   */
  @api.model
  trace({ session, http }: Request): void {
    const { uid } = this.env
    if (uid === null || session.uid !== uid || session.get(TRACE_DISABLED)) return
    const device = { session: session.family, address: http.remoteAddress ?? null, userAgent: http.userAgent }
    const key = fingerprintOf(device)
    const now = Math.floor(Date.now() / 1000)
    const known = session.get(TRACE) as unknown as SessionTrace | undefined
    const seen = known?.session === device.session ? known.seen : {}
    if (now - (seen[key] ?? 0) < NOTED_EVERY) return
    const latest = Object.entries({ ...seen, [key]: now }).toSorted(([, one], [, other]) => other - one)
    session.set(TRACE, { session: device.session, seen: Object.fromEntries(latest.slice(0, REMEMBERED)) })
    afterwards(this.env, (own) => own['res.device'].note(uid, device))
  }

  /** Notes that a user was seen on a device. Call it where the transaction is committed whatever comes. */
  @api.model
  async note(uid: number, trace: DeviceTrace): Promise<void> {
    const { session, address } = trace
    const agent = trace.userAgent?.slice(0, AGENT_LENGTH) ?? null
    const fingerprint = fingerprintOf(trace)
    await this.env.cr.query(
      `insert into res_device (user_id, session_identifier, fingerprint, ip_address, user_agent, first_activity, last_activity, revoked)
       values ($1, $2, $3, $4, $5, now() at time zone 'UTC', now() at time zone 'UTC', false)
       on conflict (session_identifier, fingerprint) do update set last_activity = excluded.last_activity, user_id = excluded.user_id`,
      [uid, session, fingerprint, address, agent],
    )
    this.env.transaction.invalidate('res.device')
  }

  /**
   * Marks the devices as logged out. Their sessions are for the caller to end.
   *
   * @returns the stable parts of the sessions' ids
   * @throws {AccessError} for a device of another user, unless one may change settings
   *
   * Source: odoo `ResDevice._revoke`.
   */
  async revoke(): Promise<string[]> {
    const devices = await this.sudo().load('user_id', 'session_identifier')
    const own = [...devices].every(({ user_id }) => user_id.ids[0] === this.env.uid)
    if (!own && !this.env.su && !(await this.env.hasGroup('base.group_system'))) {
      throw new AccessError('You can only log out your own devices.')
    }
    const sessions = [...new Set([...devices].map(({ session_identifier }) => session_identifier))]
    const all = await devices.search([['session_identifier', 'in', sessions]])
    await all.write({ revoked: true })
    return sessions
  }

  @api.autovacuum
  async removeOld(): Promise<void> {
    await this.env.cr.query(
      `delete from res_device where last_activity < (now() at time zone 'UTC') - make_interval(days => $1)`,
      [KEPT_DAYS],
    )
  }
}

/** What tells the devices of one session apart. */
function fingerprintOf({ address, userAgent }: DeviceTrace): string {
  return createHash('sha256')
    .update(`${address ?? ''}\0${userAgent?.slice(0, AGENT_LENGTH) ?? ''}`)
    .digest('base64url')
}

export interface DeviceRecord extends Device {}
declare module 'pergola/models' {
  interface Models {
    'res.device': DeviceRecord
  }
}
