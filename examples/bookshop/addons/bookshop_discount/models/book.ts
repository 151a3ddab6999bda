import { Book } from 'bookshop/models/book'
import { api, fields, type Model } from 'pergola/models'

/** A book that may be cheaper than it was. */
export class DiscountedBook extends Book {
  static override sqlConstraints: typeof Model.sqlConstraints = [
    ['discount_percent', 'check (discount >= 0 and discount < 100)', 'A discount is a percentage below 100.'],
  ]

  discount = fields.float({ label: 'Discount (%)', default: 0, digits: [5, 2] })

  @api.depends('discount', 'currency_id.rounding')
  override computeDisplayPrice(): void {
    super.computeDisplayPrice()
    for (const book of this) {
      book.display_price = book.currency_id.round(book.display_price * (1 - book.discount / 100))
    }
  }
}

declare module 'bookshop/models/book' {
  interface BookRecord extends DiscountedBook {}
}
