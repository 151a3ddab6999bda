import { UserError, ValidationError } from 'pergola'
import { api, fields, Model, roundToMultiple, type Domain, type Values } from 'pergola/models'

/** A currency of ISO 4217. Source: odoo's `res.currency`. */
export class Currency extends Model {
  static override model = 'res.currency'
  static override description = 'Currency'
  static override order = 'active desc, name'
  static override sqlConstraints = [
    ['unique_name', 'unique (name)', 'The currency code must be unique!'],
    ['rounding_gt_zero', 'check (rounding > 0)', 'The rounding factor must be greater than 0!'],
  ] as const

  name = fields.char({ label: 'Currency', size: 3, required: true, help: 'The code of ISO 4217.' })
  full_name = fields.char({ label: 'Name' })
  symbol = fields.char({ required: true, help: 'What is printed with amounts.' })
  rounding = fields.float({
    label: 'Rounding Factor',
    digits: [12, 6],
    default: 0.01,
    help: 'Amounts are multiples of it.',
  })
  decimal_places = fields.integer({
    compute: 'computeDecimalPlaces',
    store: true,
    help: 'How many decimals amounts have; it follows from the rounding factor.',
  })
  active = fields.boolean({ default: true })
  position = fields.selection(
    [
      ['after', 'After Amount'],
      ['before', 'Before Amount'],
    ],
    { label: 'Symbol Position', default: 'after' },
  )

  @api.depends('rounding')
  computeDecimalPlaces() {
    for (const currency of this) currency.decimal_places = decimalsOf(currency.rounding)
  }

  @api.constrains('active')
  async checkCompanyCurrency() {
    const inactive = this.filtered((currency) => !currency.active)
    if (inactive.length === 0) return
    const used = await this.env['res.company'].sudo().searchCount([['currency_id', 'in', inactive.ids]], { limit: 1 })
    if (used > 0) throw new UserError('This currency is set on a company and therefore cannot be deactivated.')
  }

  @api.constrains('name')
  checkName() {
    for (const { name } of this) {
      if (!/^[A-Z]{3}$/.test(name)) throw new ValidationError('The code of a currency is three capital letters.')
    }
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    this.env.transaction.clearCaches('currencies')
    return made
  }

  override async write(values: Values) {
    const done = await super.write(values)
    this.env.transaction.clearCaches('currencies')
    return done
  }

  /**
   * An amount as a multiple of the rounding factor; halves go away from zero. Source: odoo `Currency.round`.
   *
   * @throws {NotLoadedError} before `load('rounding')`
   */
  round(amount: number): number {
    return roundToMultiple(amount, this.ensureOne().rounding)
  }

  /** Whether an amount rounds to nothing. Source: odoo `Currency.is_zero`. */
  isZero(amount: number): boolean {
    return this.round(amount) === 0
  }

  /** -1, 0 or 1: how two amounts compare after rounding. Source: odoo `Currency.compare_amounts`. */
  compareAmounts(first: number, second: number): -1 | 0 | 1 {
    return Math.sign(this.round(first) - this.round(second)) as -1 | 0 | 1
  }

  /** Codes and names both find a currency. */
  override searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    if (/not|!|<>/.test(operator)) return super.searchDisplayName(operator, value)
    return ['|', ['name', operator, value], ['full_name', operator, value]] as unknown as Domain
  }
}

function decimalsOf(rounding: number): number {
  return rounding > 0 && rounding < 1 ? Math.ceil(-Math.log10(rounding) - 1e-9) : 0
}

export interface CurrencyRecord extends Currency {}
declare module 'pergola/models' {
  interface Models {
    'res.currency': CurrencyRecord
  }
}
