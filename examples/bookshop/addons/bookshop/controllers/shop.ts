import { Controller, request, route } from 'pergola'
import { createHash } from 'node:crypto'
import { coverFileName, coverOf } from '../covers/cover.ts'
import { euro, type Book, type Offer } from '../models/book.ts'
import type { CartLine } from '../models/cart.ts'
import { catalogue, type Search } from '../models/catalogue.ts'
import { languageNames } from '../models/language-names.ts'
import { shownPages } from '../models/pages.ts'

const BOOKS_PER_PAGE = 20
const SIMILAR_BOOKS = 5
const HOUR = 3600

/**
 * The shop: a list of books with a search, a page for each book, a cart. Other addons change it by extending this
 * class and its templates; the protected methods are there for them.
 */
export class Shop extends Controller {
  @route('/', { auth: 'none', methods: ['GET'] })
  async home() {
    return request.redirect('/shop')
  }

  @route(['/shop', '/shop/page/<int:page>'], { name: 'shop.list', auth: 'none', methods: ['GET'], readonly: true })
  async list({ page = 1, q, category }: Search & { page?: number }) {
    const found = catalogue().search({ q, category })
    const last_page = Math.max(1, Math.ceil(found.length / BOOKS_PER_PAGE))
    if (page < 1 || page > last_page) throw request.notFound(`The list has the pages 1 to ${last_page}.`)
    const books = found.slice((page - 1) * BOOKS_PER_PAGE, page * BOOKS_PER_PAGE).map((book) => this.offer(book))
    const pages = shownPages(page, last_page)
    return request.render('bookshop.list', { books, total: found.length, page, last_page, pages, q, category })
  }

  @route('/shop/<int:id>', { name: 'shop.book', auth: 'none', methods: ['GET'], readonly: true })
  async page({ id }: { id: number }) {
    const book = this.bookOf(id)
    const similar = catalogue().similarTo(book, SIMILAR_BOOKS)
    return request.render('bookshop.page', {
      book: this.offer(book),
      similar: similar.map((other) => this.offer(other)),
      languages: languageNames([book.language]),
    })
  }

  @route('/shop/cart', { name: 'shop.cart', auth: 'none', methods: ['GET'], readonly: true })
  async cart() {
    const { lines } = request.cart
    return request.render('bookshop.cart', {
      lines: lines.map((line) => ({ ...line, book: this.offer(line.book), subtotal: this.totalOf([line]) })),
      total: this.totalOf(lines),
      currency: euro,
    })
  }

  @route('/shop/cart/add', { name: 'shop.cart.add', auth: 'none', methods: ['POST'] }) // a form's POST, so it needs a CSRF token
  async add({ bookId, quantity = '1' }: { bookId?: string; quantity?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.add(book, Number(quantity))
    request.session.flash(`“${book.name}” is in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/change', { name: 'shop.cart.change', auth: 'none', methods: ['POST'] })
  async change({ bookId, quantity }: { bookId?: string; quantity?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.change(book, Number(quantity))
    request.session.flash(`“${book.name}”: ${Number(quantity)} ordered.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/remove', { name: 'shop.cart.remove', auth: 'none', methods: ['POST'] })
  async remove({ bookId }: { bookId?: string }) {
    const book = this.bookOf(Number(bookId))
    request.cart.remove(book)
    request.session.flash(`“${book.name}” is no longer in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/price/<int:id>', { type: 'json', auth: 'none', readonly: true }) // JSON-RPC 2
  async price({ id }: { id: number }) {
    return { price: this.offer(this.bookOf(id)).display_price }
  }

  @route('/shop/cover/<int:id>.svg', { name: 'shop.cover', auth: 'none', methods: ['GET'], readonly: true })
  async cover({ id, download }: { id: number; download?: string }) {
    const book = this.bookOf(id)
    const svg = (await request.render('bookshop.cover', { ...coverOf(book) }, { lazy: false })).trim()
    const response = request.makeResponse(svg, { headers: { 'content-type': 'image/svg+xml' } })
    response.setEtag(createHash('sha256').update(svg).digest('base64url').slice(0, 16)) // who has it already is answered 304
    response.cacheControl = { public: true, maxAge: HOUR }
    if (download) response.headers.set('content-disposition', `attachment; filename="${coverFileName(book)}"`)
    return response
  }

  @route('/shop/ping', { auth: 'none', csrf: false, cors: '*' })
  async ping() {
    return request.makeJsonResponse({ ok: true })
  }

  /** A book as it is shown and sold: what it is, and what it costs now. */
  protected offer(book: Book): Offer {
    return { ...book, display_price: book.price }
  }

  /** What a cart costs. */
  protected totalOf(lines: readonly CartLine[]): number {
    const cents = lines.map(({ book, quantity }) => Math.round(this.offer(book).display_price * 100) * quantity)
    return cents.reduce((sum, each) => sum + each, 0) / 100
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
