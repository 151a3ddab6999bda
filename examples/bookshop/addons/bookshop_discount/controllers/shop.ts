import { Shop } from 'bookshop/controllers/shop'
import { formatPrice } from 'bookshop/text/format-price'
import { request, route } from 'pergola'

/** The shop during the sale: it says what differs, and leaves the rest to the shop by `super`. */
export class DiscountShop extends Shop {
  @route() // still published, under the same URL, with the same options
  override async price(args: { id: number }) {
    const { price } = await super.price(args)
    const book = await this.env['shop.book'].browse(args.id).load('price')
    return { price, before: book.price }
  }

  @route()
  override async add(args: { bookId?: string; quantity?: string }) {
    const response = await super.add(args)
    const book = await this.env['shop.book'].browse(Number(args.bookId)).load('price', 'display_price')
    const saved = book.price - book.display_price
    if (saved > 0) request.session.flash(`You save ${formatPrice(saved)} on each.`)
    return response
  }
}
