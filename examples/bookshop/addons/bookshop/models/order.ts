import { UserError } from 'pergola'
import { api, Command, fields, Model, type Values } from 'pergola/models'
import type { CartLine } from '../cart.ts'

/** What a customer bought at once. */
export class Order extends Model {
  static override model = 'shop.order'
  static override description = 'Order'
  static override order = 'id desc'

  name = fields.char({ label: 'Number', required: true, readonly: true, copy: false, default: '/' })
  partner_id = fields.many2one('res.partner', { label: 'Customer', required: true, index: true })
  date = fields.datetime({ required: true, default: () => new Date() })
  state = fields.selection<string>(
    [
      ['draft', 'Draft'],
      ['confirmed', 'Confirmed'],
      ['cancelled', 'Cancelled'],
    ],
    { required: true, default: 'draft', copy: false },
  )
  line_ids = fields.one2many('shop.order.line', 'order_id', { label: 'Books', copy: true })
  currency_id = fields.many2one('res.currency', {
    required: true,
    default: async (env) => (await env.ready()).company.load('currency_id').then(({ currency_id }) => currency_id),
  })
  amount_total = fields.monetary({ label: 'Total', compute: 'computeAmountTotal', store: true })

  @api.depends('line_ids.subtotal')
  computeAmountTotal(): void {
    for (const order of this) {
      order.amount_total = [...order.line_ids].reduce((sum, { subtotal }) => sum + subtotal, 0)
    }
  }

  override async create(values: Values | readonly Values[] = {}) {
    const list = Array.isArray(values) ? (values as readonly Values[]) : [values as Values]
    const numbered: Values[] = []
    for (const each of list) numbered.push({ ...each, name: each['name'] ?? (await this.nextNumber()) })
    return super.create(numbered)
  }

  /** The number of the next order. */
  async nextNumber(): Promise<string> {
    return (await this.env['ir.sequence'].sudo().nextByCode('shop.order')) ?? '/'
  }

  /**
   * Makes an order of what is in a cart, for the current user. Customers may not make orders themselves, so that they do not
   * choose the prices.
   *
   * @throws {UserError} where there is nothing in it
   */
  @api.model
  async place(lines: readonly CartLine[]): Promise<this> {
    if (lines.length === 0) throw new UserError('There is nothing in your cart.')
    const user = await this.env.user.load('partner_id')
    const order = await this.sudo().create({
      partner_id: user.partner_id.id,
      state: 'confirmed',
      line_ids: lines.map(({ book, quantity }) =>
        Command.create({ book_id: book.id, name: book.name, quantity, price_unit: book.display_price }),
      ),
    })
    return order.withEnv(this.env)
  }
}

export interface OrderRecord extends Order {}
declare module 'pergola/models' {
  interface Models {
    'shop.order': OrderRecord
  }
}
