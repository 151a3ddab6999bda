import { createHash } from 'node:crypto'
import { Controller, NotFound, request, route } from 'pergola'
import { totalOf } from '../cart.ts'
import { coverFileName, coverOf } from '../covers/cover.ts'
import type { BookRecord } from '../models/book.ts'
import { ShelvedBook } from '../resources/book.ts'
import { Site } from '../resources/site.ts'
import { idOf, searchDomain, type Search } from '../search-books.ts'
import { shownPages } from '../text/pages.ts'
import { bookPage } from './book-page.ts'

const BOOKS_PER_PAGE = 20
const HOUR = 3600

const noSuchBook = (): never => {
  throw new NotFound('We have no such book.')
}

/**
 * The shop: a list of books with a search, a page for each book, a cart. Other addons change it by extending this
 * class, its models and its templates.
 */
export class Shop extends Controller {
  @route('/', { auth: 'public', methods: ['GET'] })
  async home() {
    return request.redirect('/shop')
  }

  @route(['/shop', '/shop/page/<int:page>'], { name: 'shop.list', auth: 'public', methods: ['GET'], readonly: true })
  async list({ page = 1, q, category }: Search & { page?: number }) {
    const domain = searchDomain({ q, category })
    const total = await this.env['shop.book'].searchCount(domain)
    const last_page = Math.max(1, Math.ceil(total / BOOKS_PER_PAGE))
    if (page < 1 || page > last_page) throw request.notFound(`The list has the pages 1 to ${last_page}.`)
    const books = await this.env['shop.book'].search(domain, {
      limit: BOOKS_PER_PAGE,
      offset: BOOKS_PER_PAGE * (page - 1),
    })
    const shelf = await this.env['shop.category'].search([['id', '=', idOf(category ?? '')]])
    const pages = shownPages(page, last_page)
    return request.render('bookshop.list', { books, total, page, last_page, pages, q, category, shelf })
  }

  @route('/shop/<model("shop.book"):book>', {
    name: 'shop.book',
    auth: 'public',
    methods: ['GET'],
    readonly: true,
    handleParamsAccessError: noSuchBook,
  })
  async page({ book }: { book: BookRecord }) {
    await book.ensureSold()
    const { category_id: category } = await book.load('category_id', 'name', 'state')
    return bookPage(new ShelvedBook(book, await new Site(request).shelves.place(category)), request)
  }

  @route('/shop/cart', { name: 'shop.cart', auth: 'public', methods: ['GET'], readonly: true })
  async cart() {
    const lines = await request.cart.lines(this.env)
    return request.render('bookshop.cart', { lines, total: totalOf(lines) })
  }

  @route('/shop/cart/add', { name: 'shop.cart.add', auth: 'public', methods: ['POST'] }) // a form's POST, so it needs a CSRF token
  async add({ bookId, quantity = '1' }: { bookId?: string; quantity?: string }) {
    const book = await this.bookOf(idOf(bookId ?? ''))
    request.cart.add(book.id, Number(quantity))
    request.session.flash(`“${book.name}” is in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/change', { name: 'shop.cart.change', auth: 'public', methods: ['POST'] })
  async change({ bookId, quantity }: { bookId?: string; quantity?: string }) {
    const book = await this.bookOf(idOf(bookId ?? ''))
    request.cart.change(book.id, Number(quantity))
    request.session.flash(`“${book.name}”: ${Number(quantity)} ordered.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/cart/remove', { name: 'shop.cart.remove', auth: 'public', methods: ['POST'] })
  async remove({ bookId }: { bookId?: string }) {
    const book = await this.bookOf(idOf(bookId ?? ''))
    request.cart.remove(book.id)
    request.session.flash(`“${book.name}” is no longer in your cart.`)
    return request.redirect('/shop/cart')
  }

  @route('/shop/price/<int:id>', { type: 'json', auth: 'public', readonly: true }) // JSON-RPC 2
  async price({ id }: { id: number }) {
    const book = await (await this.bookOf(id)).load('display_price')
    return { price: book.display_price }
  }

  @route('/shop/cover/<model("shop.book"):book>.svg', {
    name: 'shop.cover',
    auth: 'public',
    methods: ['GET'],
    readonly: true,
    handleParamsAccessError: noSuchBook,
  })
  async cover({ book, download }: { book: BookRecord; download?: string }) {
    await book.load('name', 'original_name', 'author_id.name', 'category_id.complete_name')
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

  /**
   * The book of an id, perhaps from outside.
   *
   * @throws {NotFound} where there is none; {OutOfStock} where it is sold no more
   */
  protected async bookOf(id: number): Promise<BookRecord> {
    const wanted = id < 2 ** 31 ? id : 0
    const books = this.env['shop.book'].withContext({ active_test: false })
    const book = await books.search([['id', '=', wanted]])
    if (book.length === 0) throw request.notFound('We have no such book.')
    return book.ensureSold()
  }
}
