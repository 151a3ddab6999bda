import { createHash } from 'node:crypto'
import { AccessDenied } from 'pergola'
import { api, fields, Model } from 'pergola/models'
import { networkOf } from '../security/network-of.ts'

/** After how many failures one waits, unless `base.login_cooldown_after` says otherwise. */
const AFTER = 5
/** How many seconds one waits first, unless `base.login_cooldown_duration` says otherwise; twice as long after each further failure. */
const DURATION = 15
/** Nobody waits longer than this many seconds. */
const LONGEST = 3600
/** An address may fail this many times as often as one login from it: several people may share it. */
const ADDRESS_FACTOR = 10
/** Failures that are older than this many seconds do not count. */
const WINDOW = 86_400

/**
 * Failed log-ins: of each login from each address, and of each address. Nothing of them can be read back, since people type
 * passwords for logins. Source: odoo's `_assert_can_auth`, which counts in memory.
 */
export class LoginThrottle extends Model {
  static override model = 'res.users.throttle'
  static override description = 'Failed log-ins'
  static override logAccess = false
  static override recName = 'key'
  static override sqlConstraints = [['key_uniq', 'unique (key)', 'Failures of one kind are counted once.']] as const

  key = fields.char({ required: true, help: 'A hash of login and address.' })
  failures = fields.integer({ required: true, default: 0 })
  last_failure = fields.datetime({ required: true, index: true })

  /**
   * Refuses a log-in that comes too soon after failed ones.
   *
   * @param address null where it is not known
   * @returns how many more may fail before one waits: at least 1
   * @throws {AccessDenied}
   */
  @api.model
  async assertCanAuthenticate(login: string, address: string | null): Promise<number> {
    const { after, duration } = await this.settings()
    if (after === 0) return Infinity
    const { rows } = await this.env.cr.query<{ key: string; failures: number; age: number }>(
      `select key, failures, extract(epoch from (now() at time zone 'UTC') - last_failure)::float8 as age
       from res_users_throttle where key = any($1::text[])`,
      [keysOf(login, address)],
    )
    const [own] = keysOf(login, address)
    const counts = rows.map(({ key, failures, age }) => ({
      failures,
      age,
      limit: key === own ? after : after * ADDRESS_FACTOR,
    }))
    if (counts.some(({ failures, age, limit }) => age < waitOf(failures, limit, duration))) throw tooMany()
    const failures = counts.find(({ limit }) => limit === after)?.failures ?? 0
    return Math.max(1, after - failures)
  }

  /** Counts a failed log-in. Call it where the transaction is committed whatever comes. */
  @api.model
  async noteFailure(login: string, address: string | null): Promise<void> {
    await this.env.cr.query(
      `insert into res_users_throttle as t (key, failures, last_failure)
       select key, 1, now() at time zone 'UTC' from unnest($1::text[]) key order by key
       on conflict (key) do update set last_failure = excluded.last_failure,
         failures = case when t.last_failure < excluded.last_failure - make_interval(secs => $2) then 1 else least(t.failures + 1, 1000000) end`,
      [keysOf(login, address), WINDOW],
    )
  }

  /** Forgets the failures of a login from an address. Those of the address stay: its owner may try other logins. */
  @api.model
  async noteSuccess(login: string, address: string | null): Promise<void> {
    const [own] = keysOf(login, address)
    // Asked first, so that a log-in without failures writes nothing.
    const { rows } = await this.env.cr.query('select 1 from res_users_throttle where key = $1', [own])
    if (rows.length > 0) await this.env.cr.query('delete from res_users_throttle where key = $1', [own])
  }

  @api.autovacuum
  async removeOld(): Promise<void> {
    await this.env.cr.query(
      `delete from res_users_throttle where last_failure < (now() at time zone 'UTC') - make_interval(secs => $1)`,
      [WINDOW],
    )
  }

  /** After how many failures one waits (0: never), and how many seconds. */
  async settings(): Promise<{ after: number; duration: number }> {
    const parameters = this.env['ir.config_parameter'].sudo()
    const after = wholeNumber(await parameters.getParam('base.login_cooldown_after'), AFTER)
    const duration = wholeNumber(await parameters.getParam('base.login_cooldown_duration'), DURATION)
    return { after, duration }
  }
}

/** The error for a log-in that comes too soon. */
export function tooMany(): AccessDenied {
  return new AccessDenied('Too many login failures, please wait a bit before trying again.')
}

function waitOf(failures: number, limit: number, duration: number): number {
  if (failures < limit) return 0
  return Math.min(duration * 2 ** Math.min(failures - limit, 20), LONGEST)
}

/** The key of the login from the address, then that of the address, if it is known. */
function keysOf(login: string, address: string | null): string[] {
  const network = address === null ? null : networkOf(address)
  const own = hash(`login\0${login}\0${network ?? ''}`)
  return network === null ? [own] : [own, hash(`address\0${network}`)]
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise
}

export interface LoginThrottleRecord extends LoginThrottle {}
declare module 'pergola/models' {
  interface Models {
    'res.users.throttle': LoginThrottleRecord
  }
}
