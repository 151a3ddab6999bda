import { Controller, request, route } from 'pergola'
import type { Book } from '../models/book.ts'
import type { CartLine } from '../models/cart.ts'
import { catalogue, type Search } from '../models/catalogue.ts'
import { bookDetails } from '../pages/book-details.ts'
import { bookCard } from '../pages/book-card.ts'
import { bookPage } from '../pages/book-page.ts'
import { cartPage } from '../pages/cart-page.ts'
import { cartRow } from '../pages/cart-row.ts'
import { cover } from '../pages/cover.ts'
import { formatPrice } from '../pages/format.ts'
import { html, type Html } from '../pages/html.ts'
import { layout, type Page } from '../pages/layout.ts'
import { listPage } from '../pages/list-page.ts'

const BOOKS_PER_PAGE = 20
const SIMILAR_BOOKS = 5
const HOUR = 3600

/**
 * The shop: a list of books with a search, a page for each book, a cart. Other addons change it by extending this
 * class; the protected methods are there for them.
 */
export class Shop extends Controller {
  @route('/', { auth: 'none', methods: ['GET'] })
  async home() {
    return request.redirect('/shop')
  }

  @route(['/shop', '/shop/page/<int:page>'], { name: 'shop.list', auth: 'none', methods: ['GET'], readonly: true })
  async list({ page = 1, q, category }: Search & { page?: number }) {
    const found = catalogue().search({ q, category })
    const lastPage = Math.max(1, Math.ceil(found.length / BOOKS_PER_PAGE))
    if (page < 1 || page > lastPage) throw request.notFound(`The list has the pages 1 to ${lastPage}.`)
    const books = found.slice((page - 1) * BOOKS_PER_PAGE, page * BOOKS_PER_PAGE)
    const cards = books.map((book) => this.renderCard(book))
    return this.renderPage(listPage({ cards, total: found.length, page, lastPage, q, category }))
  }

  @route('/shop/<int:id>', { name: 'shop.book', auth: 'none', methods: ['GET'], readonly: true })
  async page({ id }: { id: number }) {
    const book = this.bookOf(id)
    const similar = catalogue().similarTo(book, SIMILAR_BOOKS)
    const cards = similar.map((other) => this.renderCard(other))
    return this.renderPage(bookPage(book, this.renderBook(book), cards))
  }

  @route('/shop/cart', { name: 'shop.cart', auth: 'none', methods: ['GET'], readonly: true })
  async cart() {
    const rows = request.cart.lines.map((line) => this.renderCartLine(line))
    return this.renderPage(cartPage(rows, formatPrice(this.totalOf(request.cart.lines))))
  }

  @route('/shop/cart/add', { auth: 'none', methods: ['POST'] }) // a form's POST, so it needs a CSRF token
  async add({ bookId, quantity = '1' }: { bookId?: string; quantity?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.add(book, Number(quantity))
    request.session.flash(`“${book.title}” is in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/change', { auth: 'none', methods: ['POST'] })
  async change({ bookId, quantity }: { bookId?: string; quantity?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.change(book, Number(quantity))
    request.session.flash(`“${book.title}”: ${Number(quantity)} ordered.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/remove', { auth: 'none', methods: ['POST'] })
  async remove({ bookId }: { bookId?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.remove(book)
    request.session.flash(`“${book.title}” is no longer in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/price/<int:id>', { type: 'json', auth: 'none', readonly: true }) // JSON-RPC 2
  async price({ id }: { id: number }) {
    return { price: this.priceOf(this.bookOf(id)) }
  }

  @route('/shop/cover/<int:id>.svg', { name: 'shop.cover', auth: 'none', methods: ['GET'], readonly: true })
  async cover({ id, download }: { id: number; download?: string }) {
    const { svg, etag, fileName } = cover(this.bookOf(id))
    const response = request.makeResponse(svg, { headers: { 'content-type': 'image/svg+xml' } })
    response.setEtag(etag) // whoever has this version already is answered 304
    response.cacheControl = { public: true, maxAge: HOUR }
    if (download) response.headers.set('content-disposition', `attachment; filename="${fileName}"`)
    return response
  }

  @route('/shop/ping', { auth: 'none', csrf: false, cors: '*' })
  async ping() {
    return request.makeJsonResponse({ ok: true })
  }

  /** What a book costs, in euros. */
  protected priceOf(book: Book): number {
    return book.price
  }

  /** What a cart costs, in euros. */
  protected totalOf(lines: readonly CartLine[]): number {
    const cents = lines.reduce((sum, { book, quantity }) => sum + Math.round(this.priceOf(book) * 100) * quantity, 0)
    return cents / 100
  }

  /** A book's price, wherever it is shown. */
  protected renderPrice(book: Book): Html {
    return html`<span class="price">${formatPrice(this.priceOf(book))}</span>`
  }

  /** A book among others. */
  protected renderCard(book: Book): Html {
    return bookCard(book, this.renderPrice(book))
  }

  /** A book on its own page. */
  protected renderBook(book: Book): Html {
    return bookDetails(book, this.renderPrice(book))
  }

  /** A book in the cart. */
  protected renderCartLine(line: CartLine): Html {
    return cartRow(line, this.renderPrice(line.book), formatPrice(this.totalOf([line])))
  }

  /** The answer with a whole page. */
  protected renderPage(page: Page) {
    return request.makeResponse(String(layout(page)))
  }

  /**
   * The book of an id, perhaps from outside.
   *
   * @throws NotFound where there is none
   */
  protected bookOf(id: number): Book {
    const book = catalogue().find(id)
    if (book === undefined) throw request.notFound('We have no such book.')
    return book
  }
}
