import { Controller, view, type Request } from 'pergola'
import { OutOfStock } from '../out-of-stock.ts'
import { Authors, AuthorShelf } from '../resources/author.ts'
import { ShelvedBook } from '../resources/book.ts'
import { Category, Shelves } from '../resources/category.ts'
import { crumbsOf, titleOf } from '../resources/crumbs.ts'
import { atomFeed } from '../text/atom-feed.ts'
import { bookPage } from './book-page.ts'

const FEED_LENGTH = 20

/** The shelves, along which one walks: `/browse/fiction/novel/`. Others change it by extending this class. */
export class Browse extends Controller {
  @view({ context: Shelves, permission: 'view', renderer: 'bookshop.shelves' })
  async shelves(shelves: Shelves, request: Request) {
    return { ...(await this.below(shelves, request)), crumbs: [] }
  }

  @view({ context: Category, permission: 'view', renderer: 'bookshop.category' })
  async category(category: Category, request: Request) {
    request.addResponseCallback((_request, response) =>
      response.headers.set('X-Depth', String(request.traversed.length)),
    )
    const books = await category.record.env['shop.book'].search([['category_id', '=', category.record.id]])
    return { ...(await this.below(category, request)), books: await this.placed(books, category, request) }
  }

  @view({ context: Category, name: 'drafts', permission: 'edit', renderer: 'bookshop.category' })
  async drafts(category: Category, request: Request) {
    const drafts = await category.record.env['shop.book'].search([
      ['category_id', 'child_of', category.record.ids],
      ['state', '=', 'draft'],
    ])
    const { crumbs, title } = await this.below(category, request)
    return { title: `${title}: drafts`, crumbs, shelves: [], books: await this.placed(drafts, category, request) }
  }

  @view({ context: Category, name: 'feed', requestMethod: 'GET', accept: 'application/atom+xml', renderer: 'string' })
  async feed(category: Category, request: Request) {
    const books = await category.record.env['shop.book'].search([['category_id', 'child_of', category.record.ids]], {
      order: 'write_date desc, id desc',
      limit: FEED_LENGTH,
    })
    await books.load('name', 'author_id.name', 'write_date')
    request.response.contentType = 'application/atom+xml'
    return atomFeed({
      title: titleOf(category),
      url: request.resourceUrl(category, { elements: ['feed'] }),
      entries: [...books].map((book) => ({
        title: book.name,
        author: book.author_id.name,
        url: request.routeUrl('shop.book', { book }),
        updated: book.write_date,
      })),
    })
  }

  @view({ context: Authors, permission: 'view', renderer: 'bookshop.authors' })
  async authors(authors: Authors, request: Request) {
    const found = await authors.records.search([['book_ids', '!=', false]])
    await found.load('name', 'book_ids')
    const shown = [...found].map((author) => ({
      name: author.name,
      url: request.resourceUrl(new AuthorShelf(author, authors)),
      count: author.book_ids.length,
    }))
    return { title: titleOf(authors), crumbs: crumbsOf(authors, request), authors: shown }
  }

  @view({ context: AuthorShelf, permission: 'view', renderer: 'bookshop.author' })
  async author(author: AuthorShelf, request: Request) {
    const books = await author.record.env['shop.book'].search([['author_id', '=', author.record.id]], { order: 'year' })
    return { title: titleOf(author), crumbs: crumbsOf(author, request), books }
  }

  @view({ context: ShelvedBook, permission: 'view' })
  async book(book: ShelvedBook, request: Request) {
    return bookPage(book, request)
  }

  @view({ context: OutOfStock })
  async outOfStock(error: OutOfStock, request: Request) {
    return request.render('bookshop.out_of_stock', { error }, { status: 410 })
  }

  /** A category's title, the way to it, and what is below it. */
  protected async below(category: Category, request: Request) {
    const shelves = await category.record.search([['parent_id', '=', category.record.ids[0] ?? null]])
    await shelves.load('name', 'slug', 'book_ids')
    return {
      title: titleOf(category),
      crumbs: crumbsOf(category, request),
      feed: request.resourceUrl(category, { elements: ['feed'] }),
      shelves: [...shelves].map((shelf) => ({
        name: shelf.name,
        url: request.resourceUrl(new Category(shelf, shelf.slug, category)),
      })),
    }
  }

  /** Books with the URLs that they have in the tree. */
  protected async placed(books: Category['record']['book_ids'], category: Category, request: Request) {
    await books.load('name', 'state')
    return [...books].map((record) => ({ record, url: request.resourceUrl(new ShelvedBook(record, category)) }))
  }
}
