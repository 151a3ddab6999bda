import { UserError, ValidationError } from 'pergola'
import { api, Domain, fields, Model, SUPERUSER_ID, type Environment, type Values } from 'pergola/models'
import { timeZones } from '../text/time-zones.ts'

/** A person, company or address that one has to do with. Every user is one too. Source: odoo's `res.partner`. */
export class Partner extends Model {
  static override model = 'res.partner'
  static override description = 'Contact'
  static override order = 'name, id desc'
  static override sqlConstraints = [
    ['check_name', `check (type <> 'contact' or type is null or name is not null)`, 'Contacts require a name'],
  ] as const

  name = fields.char({ index: true })
  parent_id = fields.many2one('res.partner', { label: 'Related Company', index: true })
  child_ids = fields.one2many('res.partner', 'parent_id', { label: 'Contact', domain: [['active', '=', true]] })
  ref = fields.char({ label: 'Reference', index: true })
  lang = fields.selection('selectLanguages', {
    label: 'Language',
    default: activeLanguage,
    help: 'Mails and documents for this contact are in this language.',
  })
  tz = fields.selection<string>(
    timeZones.map((zone) => [zone, zone] as const),
    {
      label: 'Timezone',
      default: (env) => (env.tz !== null && timeZones.includes(env.tz) ? env.tz : null),
    },
  )
  vat = fields.char({ label: 'Tax ID', index: true })
  website = fields.char()
  comment = fields.html({ label: 'Notes' })
  active = fields.boolean({ default: true })
  function = fields.char({ label: 'Job Position' })
  type = fields.selection<string>(
    [
      ['contact', 'Contact'],
      ['invoice', 'Invoice Address'],
      ['delivery', 'Delivery Address'],
      ['other', 'Other Address'],
    ],
    { label: 'Address Type', default: 'contact' },
  )
  street = fields.char()
  street2 = fields.char()
  zip = fields.char()
  city = fields.char()
  state_id = fields.many2one('res.country.state', { label: 'State', ondelete: 'restrict' })
  country_id = fields.many2one('res.country', { label: 'Country', ondelete: 'restrict' })
  email = fields.char()
  phone = fields.char()
  mobile = fields.char()
  is_company = fields.boolean({ label: 'Is a Company' })
  color = fields.integer({ label: 'Color Index', default: 0 })
  image = fields.binary({ label: 'Image' })
  user_ids = fields.one2many('res.users', 'partner_id', { label: 'Users', context: { active_test: false } })
  partner_share = fields.boolean({
    label: 'Share Partner',
    compute: 'computePartnerShare',
    store: true,
    help: 'Neither a user nor only one with limited access, such as a customer.',
  })
  company_id = fields.many2one('res.company', { label: 'Company', index: true })

  @api.depends('name', 'type', 'is_company', 'parent_id.name')
  override computeDisplayName() {
    for (const partner of this) {
      const { name, type, parent_id: parent } = partner
      const own = name ?? addressNames[type] ?? ''
      const above = parent.length > 0 && !partner.is_company ? parent.name : null
      partner.display_name = above === null ? own : own === '' ? above : `${above}, ${own}`
    }
  }

  @api.depends('user_ids.share', 'user_ids.active')
  computePartnerShare() {
    for (const partner of this) {
      const users = partner.user_ids
      partner.partner_share = ![...users].some((user) => user.id === SUPERUSER_ID || (user.active && !user.share))
    }
  }

  @api.constrains('lang')
  async checkLanguage() {
    await this.load('lang')
    const languages = new Set((await this.selectLanguages()).map(([code]) => code))
    for (const { lang } of this) {
      if (lang !== null && !languages.has(lang)) throw new ValidationError(`The language ${lang} is not active.`)
    }
  }

  @api.constrains('parent_id')
  async checkParent() {
    if (await this.hasCycle()) throw new ValidationError('You cannot create recursive Partner hierarchies.')
  }

  @api.ondelete({ atUninstall: false })
  async keepUsers() {
    if (await this.hasActiveUsers()) {
      throw new ValidationError(
        'You cannot delete contacts linked to an active user. Archive their user account first.',
      )
    }
  }

  override async write(values: Values) {
    if (values['active'] === false && (await this.hasActiveUsers())) {
      throw new UserError('You cannot archive contacts linked to an active user. Archive their user account first.')
    }
    return super.write(values)
  }

  override async copyData(values: Values = {}) {
    const list = await super.copyData(values)
    await this.load('name')
    return [...this].map(({ name }, index) => ({ ...list[index], name: `${name ?? ''} (copy)`.trim(), ...values }))
  }

  /** `Ada <ada@example.org>`, or an address alone, is a name and an address of mail. Source: odoo `Partner.name_create`. */
  override async nameCreate(name: string): ReturnType<Model['nameCreate']> {
    const [, quoted = '', named, alone] =
      /^(?:\s*(.*?)\s*<([^<>\s]+@[^<>\s]+)>|\s*([^<>\s"]+@[^<>\s"]+))\s*$/.exec(name) ?? []
    const email = named ?? alone
    if (email === undefined) return super.nameCreate(name)
    const made = await this.create({ name: quoted.replace(/^"(.*)"$/, '$1') || email, email })
    await made.load('display_name')
    return [made.id, made.displayName]
  }

  /** A contact is found by what it, or the one above it, is called, and by its address of mail and numbers. Source: odoo `_rec_names_search`. */
  override searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    if (/not|!|<>/.test(operator) || typeof value !== 'string') return super.searchDisplayName(operator, value)
    const names = ['name', 'email', 'ref', 'vat', ...(operator.endsWith('like') ? ['parent_id.name'] : [])]
    return Domain.or(names.map((name) => [[name, operator, value]] as unknown as Domain))
  }

  /** The languages that one can choose: the active ones. */
  async selectLanguages(): Promise<Array<[string, string]>> {
    return this.env['res.lang'].sudo().getInstalled()
  }

  /** Whether somebody can log in as one of these. */
  async hasActiveUsers(): Promise<boolean> {
    const users = this.env['res.users'].sudo()
    return (
      (await users.searchCount(
        [
          ['partner_id', 'in', this.ids],
          ['active', '=', true],
        ],
        { limit: 1 },
      )) > 0
    )
  }
}

/** The language of the context, unless it is none that can be chosen. */
async function activeLanguage(env: Environment): Promise<string | null> {
  const { lang } = env
  if (lang === null) return null
  const installed = await env['res.lang'].sudo().getInstalled()
  return installed.some(([code]) => code === lang) ? lang : null
}

/** What an address without a name is called. */
const addressNames: Readonly<Record<string, string>> = {
  invoice: 'Invoice Address',
  delivery: 'Delivery Address',
  other: 'Other Address',
}

export interface PartnerRecord extends Partner {}
declare module 'pergola/models' {
  interface Models {
    'res.partner': PartnerRecord
  }
}
