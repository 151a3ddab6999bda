import { UserError, ValidationError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'
import { formatNumber } from '../text/format-number.ts'

/** A language, and how numbers and dates are written in it. Source: odoo's `res.lang`. */
export class Lang extends Model {
  static override model = 'res.lang'
  static override description = 'Languages'
  static override order = 'active desc, name'
  static override sqlConstraints = [
    ['name_uniq', 'unique (name)', 'The name of the language must be unique!'],
    ['code_uniq', 'unique (code)', 'The code of the language must be unique!'],
  ] as const

  name = fields.char({ required: true })
  code = fields.char({ label: 'Locale Code', required: true, help: 'As in `de_AT`.' })
  iso_code = fields.char({ label: 'ISO code' })
  active = fields.boolean()
  direction = fields.selection(
    [
      ['ltr', 'Left-to-Right'],
      ['rtl', 'Right-to-Left'],
    ],
    { required: true, default: 'ltr' },
  )
  date_format = fields.char({ required: true, default: '%m/%d/%Y' })
  time_format = fields.char({ required: true, default: '%H:%M:%S' })
  week_start = fields.selection(
    [
      ['1', 'Monday'],
      ['2', 'Tuesday'],
      ['3', 'Wednesday'],
      ['4', 'Thursday'],
      ['5', 'Friday'],
      ['6', 'Saturday'],
      ['7', 'Sunday'],
    ],
    { label: 'First Day of Week', required: true, default: '7' },
  )
  grouping = fields.char({
    label: 'Separator Format',
    required: true,
    default: '[3,0]',
    help: 'How many digits stand between separators, from the right; 0 repeats the last, -1 ends it.',
  })
  decimal_point = fields.char({ label: 'Decimal Separator', required: true, default: '.' })
  thousands_sep = fields.char({ label: 'Thousands Separator', default: ',' })

  @api.constrains('grouping')
  checkGrouping() {
    for (const { grouping } of this) {
      if (!/^\[\s*(-?\d{1,2}\s*(,\s*-?\d{1,2}\s*){0,8})?\]$/.test(grouping)) {
        throw new ValidationError('The separator format is a list of numbers of digits: [3,0].')
      }
    }
  }

  override async write(values: Values) {
    await this.load('code')
    if ('code' in values && [...this].some(({ code }) => code !== values['code'])) {
      throw new UserError('Language code cannot be modified.')
    }
    if (values['active'] === false) await this.assertUnused()
    const done = await super.write(values)
    if (
      values['active'] === false &&
      (await this.env['res.lang'].sudo().searchCount([['active', '=', true]], { limit: 1 })) === 0
    ) {
      throw new ValidationError('At least one language must be active.')
    }
    this.env.transaction.clearCaches('languages')
    return done
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    this.env.transaction.clearCaches('languages')
    return made
  }

  @api.ondelete({ atUninstall: true })
  async keepNeeded() {
    await this.load('code', 'active')
    for (const { code, active } of this) {
      if (code === 'en_US') throw new UserError("Base Language 'en_US' can not be deleted.")
      if (active) throw new UserError('You cannot delete a language that is active. Deactivate it first.')
    }
    this.env.transaction.clearCaches('languages')
  }

  /** Codes and names of the active languages, by name. Source: odoo `Lang.get_installed`. */
  @api.model
  @api.rpc
  @api.readonly
  @api.ormcache()
  async getInstalled(): Promise<Array<[code: string, name: string]>> {
    const { rows } = await this.env.cr.query<{ code: string; name: string }>(
      'select code, name from res_lang where active order by name',
    )
    return rows.map(({ code, name }) => [code, name])
  }

  /** The active language of a code; empty where there is none. Source: odoo `Lang._lang_get`. */
  @api.model
  async ofCode(code: string): Promise<this> {
    return this.search([['code', '=', code]], { limit: 1 })
  }

  /** A number as it is written in the language; load `grouping`, `decimal_point` and `thousands_sep` before. Source: odoo `Lang.format`. */
  formatNumber(value: number, options: { digits?: number; grouping?: boolean } = {}): string {
    const { grouping, decimal_point, thousands_sep } = this.ensureOne()
    const groups = (options.grouping ?? true) ? (JSON.parse(grouping) as number[]) : []
    return formatNumber(value, {
      digits: options.digits ?? 2,
      groups,
      decimal: decimal_point,
      separator: thousands_sep ?? '',
    })
  }

  /** @throws {UserError} where a user or partner has one of the languages */
  async assertUnused(): Promise<void> {
    const codes = [...this].map(({ code }) => code)
    const partners = this.env['res.partner'].sudo().withContext({ active_test: true })
    if (
      (await partners.searchCount(
        [
          ['lang', 'in', codes],
          ['user_ids', '!=', false],
        ],
        { limit: 1 },
      )) > 0
    ) {
      throw new UserError('Cannot deactivate a language that is currently used by users.')
    }
    if ((await partners.searchCount([['lang', 'in', codes]], { limit: 1 })) > 0) {
      throw new UserError('Cannot deactivate a language that is currently used by contacts.')
    }
  }
}

export interface LangRecord extends Lang {}
declare module 'pergola/models' {
  interface Models {
    'res.lang': LangRecord
  }
}
