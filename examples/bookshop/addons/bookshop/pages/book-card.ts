import type { Book } from '../models/book.ts'
import { bookUrl, coverUrl } from '../urls.ts'
import { html, type Html } from './html.ts'

/** A book among others: cover, title, author, price. */
export function bookCard(book: Book, price: Html): Html {
  return html`<li class="card">
    <a href="${bookUrl(book)}">
      <img class="cover" src="${coverUrl(book)}" alt="" width="300" height="450" loading="lazy" />
      <span class="title">${book.title}</span>
    </a>
    <p class="author">${book.author}</p>
    <p>${price}</p>
  </li>`
}
