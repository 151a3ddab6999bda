import type { Book } from '../models/book.ts'
import { listUrl } from '../urls.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'

/**
 * The page of one book.
 *
 * @param details the book itself
 * @param similar cards of books of its kind
 */
export function bookPage(book: Book, details: Html, similar: readonly Html[]): Page {
  const [group = '', category = ''] = book.category.split('/')
  const main = html`
    <nav aria-label="Where this is">
      <ol class="crumbs">
        <li><a href="${listUrl()}">All books</a></li>
        <li><a href="${listUrl({ category: group })}">${group}</a></li>
        <li><a href="${listUrl({ category: book.category })}">${category}</a></li>
      </ol>
    </nav>
    ${details}
    <section aria-labelledby="similar">
      <h2 id="similar">From the same shelf</h2>
      <ul class="cards">
        ${similar}
      </ul>
    </section>
  `
  return { title: `${book.title}, by ${book.author}`, main }
}
