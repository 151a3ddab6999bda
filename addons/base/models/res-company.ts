import { UserError, ValidationError } from 'pergola'
import { api, fields, Model, type Environment, type Values } from 'pergola/models'

/** A company whose business the database keeps. Source: odoo's `res.company`. */
export class Company extends Model {
  static override model = 'res.company'
  static override description = 'Companies'
  static override order = 'sequence, name'
  static override sqlConstraints = [['name_uniq', 'unique (name)', 'The company name must be unique!']] as const

  name = fields.char({ label: 'Company Name', related: 'partner_id.name', store: true, readonly: false })
  active = fields.boolean({ default: true })
  sequence = fields.integer({ default: 10 })
  parent_id = fields.many2one('res.company', { label: 'Parent Company', index: true, ondelete: 'restrict' })
  child_ids = fields.one2many('res.company', 'parent_id', { label: 'Branches' })
  partner_id = fields.many2one('res.partner', { label: 'Partner', required: true })
  currency_id = fields.many2one('res.currency', { label: 'Currency', required: true, default: ownCurrency })
  user_ids = fields.many2many('res.users', {
    label: 'Accepted Users',
    relation: 'res_company_users_rel',
    column: 'cid',
    otherColumn: 'user_id',
  })
  logo = fields.binary({ label: 'Company Logo', related: 'partner_id.image', readonly: false })
  street = fields.char({ related: 'partner_id.street', readonly: false })
  street2 = fields.char({ related: 'partner_id.street2', readonly: false })
  zip = fields.char({ related: 'partner_id.zip', readonly: false })
  city = fields.char({ related: 'partner_id.city', readonly: false })
  state_id = fields.many2one('res.country.state', { related: 'partner_id.state_id', readonly: false })
  country_id = fields.many2one('res.country', { related: 'partner_id.country_id', readonly: false })
  email = fields.char({ related: 'partner_id.email', readonly: false })
  phone = fields.char({ related: 'partner_id.phone', readonly: false })
  website = fields.char({ related: 'partner_id.website', readonly: false })
  vat = fields.char({ label: 'Tax ID', related: 'partner_id.vat', readonly: false })

  @api.constrains('parent_id')
  async checkParent() {
    if (await this.hasCycle()) throw new ValidationError('You cannot create recursive companies.')
  }

  @api.constrains('active')
  async checkActive() {
    const archived = this.filtered((company) => !company.active)
    if (archived.length === 0) return
    const users = this.env['res.users'].sudo()
    const count = await users.searchCount([
      ['company_id', 'in', archived.ids],
      ['active', '=', true],
    ])
    if (count > 0) {
      throw new ValidationError(`A company cannot be archived because it is still the default one of ${count} users.`)
    }
  }

  /** A company is a partner too, which is made where none is given; whoever makes a company may work for it. */
  override async create(values: Values | readonly Values[] = {}) {
    const list = Array.isArray(values) ? (values as readonly Values[]) : [values as Values]
    const complete: Values[] = []
    for (const each of list)
      complete.push(each['partner_id'] ? each : { ...each, partner_id: await this.createPartner(each) })
    const made = await super.create(complete)
    await this.activateCurrencies(made)
    await admit(this.env, made.ids)
    return made
  }

  override async write(values: Values) {
    if ('parent_id' in values) {
      await this.load('parent_id')
      if ([...this].some(({ parent_id }) => (parent_id.ids[0] ?? null) !== (values['parent_id'] || null))) {
        throw new UserError('The company hierarchy cannot be changed.')
      }
    }
    const done = await super.write(values)
    if (values['currency_id']) await this.activateCurrencies(this)
    return done
  }

  override async copy(): Promise<never> {
    throw new UserError('Duplicating a company is not allowed. Please create a new company instead.')
  }

  /** The partner of a company that is being made. */
  async createPartner(values: Values): Promise<number> {
    if (!values['name']) throw new ValidationError('A company needs a name.')
    const partner = await this.env['res.partner'].create({ name: values['name'], is_company: true })
    return partner.ids[0] as number
  }

  /** A currency that a company keeps its books in is one that can be chosen. */
  async activateCurrencies(companies: Company): Promise<void> {
    const all = companies.sudo()
    await all.load('currency_id.active')
    const inactive = all.currency_id.filtered((currency) => !currency.active)
    if (inactive.length > 0) await inactive.write({ active: true })
  }
}

async function ownCurrency(env: Environment): Promise<number | null> {
  await env.ready()
  const company = await env.company.sudo().load('currency_id')
  return company.length === 0 ? null : (company.currency_id.ids[0] ?? null)
}

async function admit(env: Environment, ids: readonly number[]): Promise<void> {
  if (env.uid === null || ids.length === 0) return
  await env.cr.query(
    `insert into res_company_users_rel (cid, user_id)
     select cid, id from unnest($1::int4[]) cid, res_users where id = $2 on conflict do nothing`,
    [ids, env.uid],
  )
  env.transaction.invalidate('res.users', [env.uid], ['company_ids'])
  env.transaction.invalidate('res.company', ids, ['user_ids'])
  env.transaction.clearCaches('access')
}

export interface CompanyRecord extends Company {}
declare module 'pergola/models' {
  interface Models {
    'res.company': CompanyRecord
  }
}
