import { AccessDenied, UserError, ValidationError } from 'pergola'
import { api, fields, Model, SUPERUSER_ID, type Domain, type Environment, type Values } from 'pergola/models'
import { hashPassword } from '../crypto/password-hash.ts'
import { createSessionToken } from '../crypto/session-token.ts'
import { setUpDatabase, type DatabaseChoices } from '../data/set-up-database.ts'
import { endOtherSessions } from '../security/end-sessions.ts'
import { hasAdministrator, internalAmong } from '../security/group-members.ts'
import { logIn, verifyOwnPassword, type Credential, type LoginInfo } from '../security/log-in.ts'
import { addImpliedGroups } from '../security/implied-groups.ts'
import { haveSeveralTypes, latestLogIns, membersAmong } from '../security/user-facts.ts'
import type { PartnerRecord } from './res-partner.ts'

/** No group has this name: only with all rights can such a field be used. Source: odoo's `NO_ACCESS`. */
const NOBODY = '.'
/** More is no password, but an attempt to keep the server busy. */
const PASSWORD_LIMIT = 4096

const requiredUsers: Readonly<Record<string, string>> = {
  'base.user_root':
    'You can not remove the admin user as it is used internally for resources created by the framework.',
  'base.user_admin': 'You cannot delete the admin user because it is utilized in various places. Archive it instead.',
  'base.public_user': 'You cannot delete the public user: whoever is not logged in acts as it.',
}

// Not the keys, as in Odoo: their hashes are fields here, and whoever writes those makes keys for anybody.
const selfWriteable = 'signature company_id email name phone lang tz image'.split(' ')
const selfReadable = [
  ...selfWriteable,
  ...'id display_name login active share partner_id company_ids groups_id write_date api_key_ids device_ids'.split(' '),
]

/** Somebody, or something, that can log in. Source: odoo's `res.users`. */
export class User extends Model {
  static override model = 'res.users'
  static override description = 'User'
  static override inherits = { 'res.partner': 'partner_id' }
  static override order = 'login, id'
  static override sqlConstraints = [
    ['login_key', 'unique (login)', 'You can not have two users with the same login!'],
  ] as const

  declare name: string
  partner_id = fields.many2one('res.partner', {
    label: 'Related Partner',
    required: true,
    index: true,
    ondelete: 'restrict',
  })
  login = fields.char({ required: true, help: 'What one logs in with.' })
  password = fields.char({
    compute: 'computePassword',
    inverse: 'setPassword',
    copy: false,
    help: 'Never shown. Empty: one cannot log in by a password.',
  })
  password_hash = fields.char({ groups: NOBODY, copy: false })
  active = fields.boolean({ default: true })
  signature = fields.html({ label: 'Email Signature' })
  groups_id = fields.many2many('res.groups', {
    label: 'Groups',
    relation: 'res_groups_users_rel',
    column: 'uid',
    otherColumn: 'gid',
    default: defaultGroups,
  })
  company_id = fields.many2one('res.company', { label: 'Company', required: true, default: ownCompany })
  company_ids = fields.many2many('res.company', {
    label: 'Companies',
    relation: 'res_company_users_rel',
    column: 'user_id',
    otherColumn: 'cid',
    default: ownCompanies,
  })
  share = fields.boolean({
    label: 'Share User',
    compute: 'computeShare',
    store: true,
    help: 'With limited access only: no internal user.',
  })
  log_ids = fields.one2many('res.users.log', 'create_uid', { label: 'User log entries' })
  login_date = fields.datetime({ label: 'Latest authentication', compute: 'computeLoginDate', computeSudo: true })
  api_key_ids = fields.one2many('res.users.apikeys', 'user_id', { label: 'API Keys' })
  device_ids = fields.one2many('res.device', 'user_id', { label: 'Devices' })

  /** What a user may read of itself without a right to read users. Source: odoo `SELF_READABLE_FIELDS`. */
  get SELF_READABLE_FIELDS(): readonly string[] {
    return selfReadable
  }

  /** What a user may write of itself without a right to write users. Source: odoo `SELF_WRITEABLE_FIELDS`. */
  get SELF_WRITEABLE_FIELDS(): readonly string[] {
    return selfWriteable
  }

  /** The fields that a session's token is made of: when one changes, other sessions end. Source: odoo `_get_session_token_fields`. */
  get sessionTokenFields(): readonly string[] {
    return ['id', 'login', 'password_hash', 'active']
  }

  computePassword() {
    for (const user of this) user.password = ''
  }

  async setPassword() {
    for (const user of this) {
      const { password } = user
      if (Buffer.byteLength(password ?? '') > PASSWORD_LIMIT) throw new ValidationError('The password is too long.')
      const password_hash = password ? await hashPassword(password) : null
      await user.sudo().write({ password_hash })
    }
    // The password itself is not kept a moment longer than it must.
    this.env.transaction.invalidate('res.users', this.ids, ['password'])
  }

  @api.depends('groups_id', 'groups_id.implied_ids')
  async computeShare() {
    const internal = await this.env.ref('base.group_user', { optional: true })
    const members = await membersAmong(this.env.cr, this.ids, internal?.ids[0] ?? 0)
    for (const user of this) user.share = !members.has(user.id)
  }

  @api.depends('log_ids.create_date')
  async computeLoginDate() {
    const latest = await latestLogIns(this.env.cr, this.ids)
    for (const user of this) user.login_date = (latest.get(user.id) ?? null) as Date
  }

  @api.constrains('company_id', 'company_ids', 'active')
  async checkCompany() {
    await this.load('company_id.name', 'company_ids', 'active', 'name')
    for (const user of this) {
      if (!user.active || user.company_ids.ids.includes(user.company_id.ids[0] ?? 0)) continue
      throw new ValidationError(
        `Company ${user.company_id.name} is not in the allowed companies for user ${user.name}.`,
      )
    }
  }

  @api.constrains('groups_id')
  async checkOneUserType() {
    if (await haveSeveralTypes(this.env.cr, this.ids)) {
      throw new ValidationError('The user cannot have more than one user types.')
    }
  }

  @api.ondelete({ atUninstall: true })
  async keepRequired() {
    for (const [xmlId, message] of Object.entries(requiredUsers)) {
      const record = await this.env.ref(xmlId, { optional: true })
      if (record !== null && this.ids.includes(record.ids[0] as number)) throw new UserError(message)
    }
    if (this.ids.includes(SUPERUSER_ID)) throw new UserError(requiredUsers['base.user_root'] as string)
    this.env.transaction.clearCaches('sessions')
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    await addImpliedGroups(this.env, made.ids)
    await made.checkOneUserType()
    const users = made.sudo()
    await users.load('active', 'company_id', 'partner_id.active', 'partner_id.company_id')
    for (const { partner_id: partner, active, company_id } of users) {
      if (partner.company_id.length > 0) await partner.write({ company_id: company_id.ids[0] })
      if (partner.active !== active) await partner.write({ active })
    }
    return made
  }

  override async write(values: Values) {
    if (values['active'] && this.ids.includes(SUPERUSER_ID)) throw new UserError('You cannot activate the superuser.')
    if (values['active'] === false && this.env.uid !== null && this.ids.includes(this.env.uid)) {
      throw new UserError("You cannot deactivate the user you're currently logged in as.")
    }
    const own = await this.ownWrite(values)
    if (own !== null) return own
    if (values['active']) await this.activatePartners()
    const internal = 'groups_id' in values ? await internalAmong(this) : []
    const isAdministered = 'groups_id' in values && (await hasAdministrator(this.env))
    const done = await super.write(values)
    if ('groups_id' in values) {
      await this.demote(internal, values['groups_id'])
      await addImpliedGroups(this.env, this.ids)
      await this.checkOneUserType()
      if (isAdministered && !(await hasAdministrator(this.env)))
        throw new ValidationError('You must have at least an administrator user.')
    }
    if (values['company_id']) await this.movePartners(Number(values['company_id']))
    if (this.sessionTokenFields.some((name) => name in values)) await endOtherSessions(this.env, this.ids)
    return done
  }

  /** Who is no internal user any more keeps nothing but what was given then: other groups would bring it back. @internal */
  async demote(before: readonly number[], given: unknown): Promise<void> {
    if (before.length === 0 || !Array.isArray(given) || !given.every(Array.isArray)) return
    const still = new Set(await internalAmong(this))
    const demoted = before.filter((id) => !still.has(id))
    if (demoted.length > 0) await this.browse(demoted).write({ groups_id: [[5, 0, 0], ...given] })
  }

  /** What users write of themselves, where it is only what they may; null where it is not that. */
  async ownWrite(values: Values): Promise<true | null> {
    const { env } = this
    if (env.su || this.length !== 1 || this.ids[0] !== env.uid) return null
    const allowed = this.SELF_WRITEABLE_FIELDS
    if (!Object.keys(values).every((name) => allowed.includes(name))) return null
    // Nobody is the public user: visitors do not change what all of them share.
    if (await this.isPublic()) return null
    const user = await this.sudo().load('company_ids')
    const { company_id: company, ...others } = values
    if (company === undefined || !user.company_ids.ids.includes(Number(company))) return user.write(others)
    return user.write(values)
  }

  override read(
    names?: ReadonlyArray<keyof this & string>,
    options: Parameters<Model['read']>[1] = {},
  ): ReturnType<Model['read']> {
    const { env, SELF_READABLE_FIELDS: allowed } = this
    const own = !env.su && this.length === 1 && this.ids[0] === env.uid
    if (own && names?.length && names.every((name) => allowed.includes(name))) return this.sudo().read(names, options)
    return super.read(names, options)
  }

  override async copyData(values: Values = {}) {
    const list = await super.copyData(values)
    await this.load('name', 'login')
    const isNamed = 'name' in values || 'partner_id' in values
    return [...this].map(({ name, login }, index) => {
      const named = isNamed ? {} : { name: `${name} (copy)` }
      return { ...list[index], login: `${login} (copy)`, ...named, ...values }
    })
  }

  /** A login is found too, but only a whole one. */
  override searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    if (/not|!|<>/.test(operator)) return [['name', operator, value]] as unknown as Domain
    return ['|', ['login', '=', value], ['name', operator, value]] as unknown as Domain
  }

  /**
   * Finds out who logs in. Failures are counted, and slow down further ones; a success is noted as the user's latest.
   *
   * @returns the user's id
   * @throws {AccessDenied} where login and password do not fit, or too many did not before
   *
   * Source: odoo `ResUsers.authenticate`.
   */
  @api.model
  async authenticate(credential: Credential, info: LoginInfo = {}): Promise<number> {
    return logIn(this.env, credential, info)
  }

  /**
   * Makes sure that a password is the user's own. Source: odoo `ResUsers._check_credentials`.
   *
   * @throws {AccessDenied} where it is not
   */
  async checkCredentials(password: string): Promise<void> {
    await verifyOwnPassword(this.env, this.ensureOne().ids[0] as number, password)
  }

  /**
   * Gives a new database its administrator, language, country and currency. Source: odoo.service.db `_initialize_db`.
   *
   * @throws {ValidationError} for a language, country or currency that there is not
   */
  @api.model
  async setUpDatabase(choices: DatabaseChoices): Promise<void> {
    await setUpDatabase(this.env, choices)
  }

  /**
   * Changes the current user's password. Other sessions of the user end.
   *
   * @throws {AccessDenied} where the old one is wrong; {UserError} where the new one is empty
   *
   * Source: odoo `ResUsers.change_password`.
   */
  @api.model
  @api.rpc
  async changePassword(oldPassword: string, newPassword: string): Promise<true> {
    if (typeof oldPassword !== 'string' || oldPassword === '') throw new AccessDenied()
    const user = this.env['res.users'].browse(this.env.uid)
    await user.checkCredentials(oldPassword)
    if (typeof newPassword !== 'string' || newPassword.trim() === '') {
      throw new UserError('Setting empty passwords is not allowed for security reasons!')
    }
    await user.sudo().write({ password: newPassword })
    return true
  }

  /**
   * What a session must hold to be the user's: it changes with login, password and activity. Source: odoo `_compute_session_token`.
   *
   * @param sid the session's id
   * @returns null where there is no such user, or an archived one
   */
  async sessionToken(sid: string): Promise<string | null> {
    const secret = await this.sessionSecret(this.ensureOne().ids[0] as number)
    return secret === null ? null : createSessionToken(secret, sid)
  }

  /** What the user's session tokens are made with. @internal */
  @api.ormcache()
  async sessionSecret(id: number): Promise<string | null> {
    const secret = await this.env['ir.config_parameter'].sudo().getParam('database.secret')
    const user = this.env['res.users'].sudo().browse(id)
    if (!secret || (await user.exists()).length === 0) return null
    const names = this.sessionTokenFields
    await user.load('active', ...(names.filter((name) => name !== 'id') as never[]))
    if (!user.active) return null
    const values = names.map((name) => [name, (user as unknown as Record<string, unknown>)[name] ?? null] as const)
    return JSON.stringify([['database.secret', secret], ...values.filter(([, value]) => value !== null)])
  }

  /** The context that the current user works with: language, time zone, id. Source: odoo `ResUsers.context_get`. */
  @api.model
  @api.rpc
  @api.readonly
  async contextGet(): Promise<{ lang: string; tz: string | null; uid: number | null }> {
    const { env } = this
    const user = env['res.users'].sudo().browse(env.uid)
    await user.load('lang', 'tz', 'company_id.partner_id.lang')
    const languages = (await env['res.lang'].sudo().getInstalled()).map(([code]) => code)
    const wanted = user.length === 0 ? [] : [user.lang, user.company_id.partner_id.lang]
    const lang = [...wanted, 'en_US', ...languages].find((code) => languages.includes(code)) ?? 'en_US'
    return { lang, tz: user.length === 0 ? null : user.tz, uid: env.uid }
  }

  /** Whether the user (of no user: the current one) belongs to a group, by its external id. Source: odoo `ResUsers.has_group`. */
  async hasGroup(xmlId: string): Promise<boolean> {
    if (this.length === 0) return this.env.hasGroup(xmlId)
    return this.env.with({ uid: this.ensureOne().ids[0] as number, su: false }).hasGroup(xmlId)
  }

  /** Whether the user may manage access rights. Source: odoo `_is_admin`. */
  async isAdmin(): Promise<boolean> {
    return this.ids[0] === SUPERUSER_ID || (await this.hasGroup('base.group_erp_manager'))
  }

  /** Whether the user may change settings. Source: odoo `_is_system`. */
  async isSystem(): Promise<boolean> {
    return this.ids[0] === SUPERUSER_ID || (await this.hasGroup('base.group_system'))
  }

  /** Whether the user is one that stands for whoever is not logged in. Source: odoo `_is_public`. */
  async isPublic(): Promise<boolean> {
    return this.hasGroup('base.group_public')
  }

  /** Whether the user works for the company, not with it. Source: odoo `_is_internal`. */
  async isInternal(): Promise<boolean> {
    return this.ids[0] === SUPERUSER_ID || (await this.hasGroup('base.group_user'))
  }

  /** Who is active has an active partner. */
  async activatePartners(): Promise<void> {
    const users = this.sudo()
    await users.load('partner_id.active')
    const inactive = users.partner_id.filtered((partner) => !partner.active)
    if (inactive.length > 0) await inactive.write({ active: true })
  }

  /** Partners that belong to a company follow their users to another one. */
  async movePartners(companyId: number): Promise<void> {
    const users = this.sudo()
    await users.load('partner_id.company_id')
    const bound = users.partner_id.filtered(({ company_id: { ids } }) => ids.length > 0 && ids[0] !== companyId)
    if (bound.length > 0) await bound.write({ company_id: companyId })
  }
}

async function defaultGroups(env: Environment): Promise<readonly number[]> {
  const group = await env.ref('base.group_user', { optional: true })
  return group?.ids ?? []
}

async function ownCompany(env: Environment): Promise<number | null> {
  await env.ready()
  return env.company.ids[0] ?? null
}

async function ownCompanies(env: Environment): Promise<readonly number[]> {
  await env.ready()
  return env.company.ids
}

/** What a user has of its partner. */
type OfPartner = Omit<PartnerRecord, keyof User>

export interface UserRecord extends User, OfPartner {}
declare module 'pergola/models' {
  interface Models {
    'res.users': UserRecord
  }
}
