import { Shop } from 'bookshop/controllers/shop'
import type { Book } from 'bookshop/models/book'
import { formatPrice } from 'bookshop/pages/format'
import { html, type Html } from 'bookshop/pages/html'
import type { Page } from 'bookshop/pages/layout'
import { request, route } from 'pergola'
import { isOnSale, reduced, sale } from '../sale.ts'

/** The shop during the sale: it says what differs, and leaves the rest to the shop by `super`. */
export class DiscountShop extends Shop {
  @route() // still published, under the same URL, with the same options
  override async price(args: { id: number }) {
    const { price } = await super.price(args)
    return { price, before: super.priceOf(this.bookOf(args.id)) }
  }

  @route()
  override async add(args: { bookId?: string; quantity?: string }) {
    const response = await super.add(args)
    const book = this.bookOf(Number(args.bookId))
    const saving = super.priceOf(book) - this.priceOf(book)
    if (saving > 0) request.session.flash(`You save ${formatPrice(saving)} on each.`)
    return response
  }

  protected override priceOf(book: Book): number {
    const price = super.priceOf(book)
    return isOnSale(book) ? reduced(price) : price
  }

  protected override renderPrice(book: Book): Html {
    const price = super.renderPrice(book)
    if (!isOnSale(book)) return price
    const before = formatPrice(super.priceOf(book))
    return html`<del><span class="unseen">Before: </span>${before}</del> ${price}
      <span class="off">${sale.percent}% off</span>`
  }

  protected override renderPage(page: Page) {
    return super.renderPage({
      ...page,
      notice: html`<strong>Month of the novel</strong>: ${sale.percent}% off every novel`,
      stylesheets: [...(page.stylesheets ?? []), '/bookshop_discount/static/sale.css'],
    })
  }
}
