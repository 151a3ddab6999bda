import { formatPrice } from 'bookshop/format-price'
import { Shop } from 'bookshop/controllers/shop'
import type { Book, Offer } from 'bookshop/models/book'
import { request, route } from 'pergola'
import { isOnSale, reduced, sale } from '../sale.ts'

/** The shop during the sale: it says what differs, and leaves the rest to the shop by `super`. */
export class DiscountShop extends Shop {
  @route() // still published, under the same URL, with the same options
  override async price(args: { id: number }) {
    const { price } = await super.price(args)
    return { price, before: this.bookOf(args.id).price }
  }

  @route()
  override async add(args: { bookId?: string; quantity?: string }) {
    const response = await super.add(args)
    const { price, display_price } = this.offer(this.bookOf(Number(args.bookId)))
    if (price > display_price) request.session.flash(`You save ${formatPrice(price - display_price)} on each.`)
    return response
  }

  protected override offer(book: Book): Offer {
    const offer = super.offer(book)
    if (!isOnSale(book)) return offer
    return { ...offer, display_price: reduced(offer.display_price), discount: sale.percent }
  }
}

declare module 'bookshop/models/book' {
  interface Offer {
    /** By how many percent it is cheaper now; undefined where it is not. */
    readonly discount?: number
  }
}
