import { randomBytes, randomUUID } from 'node:crypto'
import { AccessError, UserError, ValidationError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'

/** What every database has: the key, and what makes its value. */
const defaults: Readonly<Record<string, () => string>> = {
  'database.uuid': () => randomUUID(),
  'database.secret': () => randomBytes(32).toString('hex'),
  'database.create_date': () => new Date().toISOString().slice(0, 19).replace('T', ' '),
  'base.login_cooldown_after': () => '5',
  'base.login_cooldown_duration': () => '15',
}

/** What nobody reads but the framework itself. */
const SECRET = 'database.secret'

/** Settings of the database, by name. Source: odoo's `ir.config_parameter`. */
export class ConfigParameter extends Model {
  static override model = 'ir.config_parameter'
  static override description = 'System Parameter'
  static override recName = 'key'
  static override order = 'key'
  static override sqlConstraints = [['key_uniq', 'unique (key)', 'Key must be unique.']] as const

  key = fields.char({ required: true })
  value = fields.text({ required: true })

  /**
   * The value of a parameter. Source: odoo `IrConfigParameter.get_param`.
   *
   * @param otherwise what is given where there is none
   * @throws {AccessError} where the user may not read parameters, or this one
   */
  @api.model
  @api.rpc
  @api.readonly
  async getParam(key: string, otherwise: string | null = null): Promise<string | null> {
    const { env } = this
    if (!env.su) {
      await env.registry.access.check(env, 'ir.config_parameter', 'read')
      if (key === SECRET) throw new AccessError('Nobody may read the secret of the database.')
    }
    return (await this.storedValue(key)) ?? otherwise
  }

  /**
   * Sets a parameter, or removes it (null, false or an empty text). Source: odoo `IrConfigParameter.set_param`.
   *
   * @returns the value that it had, or null
   */
  @api.model
  @api.rpc
  async setParam(key: string, value: string | number | boolean | null): Promise<string | null> {
    const parameter = await this.search([['key', '=', key]])
    if (parameter.length === 0) {
      if (value !== null && value !== false && value !== '') await this.create({ key, value: String(value) })
      return null
    }
    const { value: old } = await parameter.load('value')
    if (value === null || value === false || value === '') await parameter.unlink()
    else if (String(value) !== old) await parameter.write({ value: String(value) })
    return old
  }

  /**
   * Gives the database what each has: an id of its own, a secret. Source: odoo `IrConfigParameter.init`.
   *
   * @param options.force whether new values are made: for a copy of a database
   */
  @api.model
  async initialize(options: { force?: boolean } = {}): Promise<void> {
    const rows = Object.entries(defaults).map(([key, make]) => [key, make()] as const)
    const fresh = options.force ? rows.filter(([key]) => key.startsWith('database.')).map(([key]) => key) : []
    await this.env.cr.query(
      `insert into ir_config_parameter as p (key, value) select key, value from unnest($1::text[], $2::text[]) as x(key, value)
       on conflict (key) do update set value = excluded.value where p.key = any($3::text[])`,
      [rows.map(([key]) => key), rows.map(([, value]) => value), fresh],
    )
    this.env.transaction.invalidate('ir.config_parameter')
    this.env.transaction.clearCaches('parameters')
  }

  /** A parameter's value, remembered for all users. @internal */
  @api.ormcache()
  async storedValue(key: string): Promise<string | null> {
    await this.env.flush()
    const { rows } = await this.env.cr.query<{ value: string }>(
      'select value from ir_config_parameter where key = $1',
      [key],
    )
    return rows[0]?.value ?? null
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    this.env.transaction.clearCaches('parameters')
    return made
  }

  override async write(values: Values) {
    if ('key' in values) {
      await this.load('key')
      const kept = [...this].filter(({ key }) => key in defaults && key !== values['key']).map(({ key }) => key)
      if (kept.length > 0) throw new ValidationError(`You cannot rename config parameters with keys ${kept.join(', ')}`)
    }
    const done = await super.write(values)
    this.env.transaction.clearCaches('parameters')
    return done
  }

  override async unlink() {
    const done = await super.unlink()
    this.env.transaction.clearCaches('parameters')
    return done
  }

  @api.ondelete({ atUninstall: false })
  async keepDefaults() {
    await this.load('key')
    const kept = [...this].find(({ key }) => key in defaults)
    if (kept !== undefined) throw new UserError(`You cannot delete the ${kept.key} record.`)
  }
}

export interface ConfigParameterRecord extends ConfigParameter {}
declare module 'pergola/models' {
  interface Models {
    'ir.config_parameter': ConfigParameterRecord
  }
}
