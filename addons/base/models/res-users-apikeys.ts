import { AccessError, UserError, ValidationError } from 'pergola'
import { api, fields, Model, type Environment } from 'pergola/models'
import { apiKeyIndex, createApiKey, hashApiKey, isApiKey, verifyApiKey } from '../crypto/api-key.ts'
import { afterwards } from '../queue/afterwards.ts'

const DAY = 86_400_000
/** How old, in seconds, the last use may be before it is noted again. */
const USE_NOTED_EVERY = 60

/** Keys that programs log in with, each for one scope. They are shown once and kept as hashes. Source: odoo's `res.users.apikeys`. */
export class UserApiKey extends Model {
  static override model = 'res.users.apikeys'
  static override description = 'Users API Keys'
  static override order = 'create_date desc, id desc'

  name = fields.char({ label: 'Description', required: true, readonly: true })
  user_id = fields.many2one('res.users', { required: true, readonly: true, index: true, ondelete: 'cascade' })
  scope = fields.char({ readonly: true, help: 'What the key is for; empty: for everything.' })
  expiration_date = fields.datetime({ readonly: true, help: 'Empty: never.' })
  last_use = fields.datetime({ label: 'Last Use', readonly: true })
  index = fields.char({ label: 'Beginning', size: 8, required: true, index: true, groups: '.' })
  key_hash = fields.char({ required: true, groups: '.', copy: false })

  /**
   * Makes a key for the current user.
   *
   * @param scope null for every scope
   * @param expiration null for never, which only who may change settings can have
   * @returns the key: nobody can read it again
   * @throws {UserError} where the key would be valid for longer than the user's groups allow
   *
   * Source: odoo `APIKeys._generate`.
   */
  @api.model
  async generate(scope: string | null, name: string, expiration: Date | null): Promise<string> {
    const { env } = this
    if (env.uid === null) throw new AccessError('Only users have API keys.')
    if (name.trim() === '') throw new ValidationError('An API key needs a description.')
    await assertDuration(env, expiration)
    const key = createApiKey()
    await this.sudo().create({
      name,
      user_id: env.uid,
      scope,
      expiration_date: expiration,
      index: apiKeyIndex(key),
      key_hash: hashApiKey(key),
    })
    return key
  }

  /**
   * Whose a key is. Source: odoo `APIKeys._check_credentials`.
   *
   * @param scope what it is used for
   * @returns the id of an active user, or null
   */
  @api.model
  async checkCredentials(scope: string, key: string): Promise<number | null> {
    if (typeof key !== 'string' || !isApiKey(key)) return null
    const { env } = this
    await env.flush()
    const { rows } = await env.cr.query<{ id: number; user_id: number; key_hash: string; unnoted: boolean }>(
      `select k.id, k.user_id, k.key_hash,
         k.last_use is null or k.last_use < (now() at time zone 'UTC') - make_interval(secs => $3) as unnoted
       from res_users_apikeys k join res_users u on u.id = k.user_id
       where u.active and k.index = $1 and (k.scope is null or k.scope = $2)
         and (k.expiration_date is null or k.expiration_date >= now() at time zone 'UTC')`,
      [apiKeyIndex(key), scope, USE_NOTED_EVERY],
    )
    const found = rows.filter(({ key_hash }) => verifyApiKey(key, key_hash))[0]
    if (found === undefined) return null
    if (found.unnoted) afterwards(env, (own) => own['res.users.apikeys'].browse(found.id).noteUse())
    return found.user_id
  }

  /** Notes that the keys were used now. Call it where the transaction is committed whatever comes. */
  async noteUse(): Promise<void> {
    await this.env.cr.query(
      `update res_users_apikeys set last_use = now() at time zone 'UTC' where id = any($1::int4[])`,
      [this.ids],
    )
    this.env.transaction.invalidate('res.users.apikeys', this.ids, ['last_use'])
  }

  /**
   * Revokes the keys. Source: odoo `APIKeys.remove`.
   *
   * @throws {AccessError} for the key of another user, unless one may change settings
   */
  @api.rpc
  async remove(): Promise<true> {
    const keys = await this.sudo().load('user_id')
    const own = [...keys].every(({ user_id }) => user_id.ids[0] === this.env.uid)
    if (!own && !this.env.su && !(await this.env.hasGroup('base.group_system'))) {
      throw new AccessError("You can not remove API keys unless they're yours or you are a system user.")
    }
    return keys.unlink()
  }

  @api.autovacuum
  async removeExpired(): Promise<void> {
    await this.env.cr.query(`delete from res_users_apikeys where expiration_date < now() at time zone 'UTC'`)
  }
}

/** Who may change settings has keys for as long as they like, others for as long as a group of theirs allows. */
async function assertDuration(env: Environment, expiration: Date | null): Promise<void> {
  if (expiration !== null && expiration.getTime() <= Date.now())
    throw new UserError('The API key would have expired already.')
  if (env.su || (await env.hasGroup('base.group_system'))) return
  if (expiration === null) throw new UserError('The API key must have an expiration date')
  const user = await env['res.users'].sudo().browse(env.uid).load('groups_id.api_key_duration')
  const days = Math.max(0, ...user.groups_id.mapped((group) => group.api_key_duration)) || 1
  if (expiration.getTime() > Date.now() + days * DAY) throw new UserError(`You cannot exceed ${days} days.`)
}

export interface UserApiKeyRecord extends UserApiKey {}
declare module 'pergola/models' {
  interface Models {
    'res.users.apikeys': UserApiKeyRecord
  }
}
