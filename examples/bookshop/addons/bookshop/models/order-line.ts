import { api, fields, Model } from 'pergola/models'

/** So many of a book, in an order. */
export class OrderLine extends Model {
  static override model = 'shop.order.line'
  static override description = 'Book of an order'
  static override sqlConstraints: typeof Model.sqlConstraints = [
    ['quantity_positive', 'check (quantity > 0)', 'Order at least one.'],
  ]

  order_id = fields.many2one('shop.order', { required: true, index: true, ondelete: 'cascade' })
  book_id = fields.many2one('shop.book', { required: true, index: true, ondelete: 'restrict' })
  name = fields.char({ required: true, help: 'The title as it was when the book was ordered.' })
  quantity = fields.integer({ required: true, default: 1 })
  price_unit = fields.monetary({ label: 'Price', required: true })
  subtotal = fields.monetary({ compute: 'computeSubtotal', store: true })
  currency_id = fields.many2one('res.currency', { related: 'order_id.currency_id', store: true })

  @api.depends('quantity', 'price_unit')
  computeSubtotal(): void {
    for (const line of this) line.subtotal = line.price_unit * line.quantity
  }
}

export interface OrderLineRecord extends OrderLine {}
declare module 'pergola/models' {
  interface Models {
    'shop.order.line': OrderLineRecord
  }
}
