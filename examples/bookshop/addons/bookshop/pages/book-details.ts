import type { Book } from '../models/book.ts'
import { coverUrl, listUrl } from '../urls.ts'
import { csrfField } from './csrf-field.ts'
import { formatLanguage, formatYear } from './format.ts'
import { html, type Html } from './html.ts'

/** A book on its own page: what it is, what it costs, and the way into the cart. */
export function bookDetails(book: Book, price: Html): Html {
  return html`<article class="book">
    <div class="book-cover">
      <img class="cover" src="${coverUrl(book)}" alt="Cover of ${book.title}" width="300" height="450" />
      <p><a href="${coverUrl(book)}?download=1">Download the cover</a></p>
    </div>
    <div>
      <h1>${book.title}</h1>
      ${book.originalTitle && html`<p class="original" lang="${book.language}">${book.originalTitle}</p>`}
      <p class="by">by <a href="${listUrl({ q: book.author })}">${book.author}</a></p>
      <p class="offer">${price}</p>
      ${addForm(book)}
      <dl class="facts">
        <dt>Year</dt>
        <dd>${formatYear(book.year)}</dd>
        <dt>Written in</dt>
        <dd>${formatLanguage(book.language)}</dd>
        <dt>Shelf</dt>
        <dd><a href="${listUrl({ category: book.category })}">${book.category.replace('/', ' › ')}</a></dd>
      </dl>
    </div>
  </article>`
}

function addForm(book: Book): Html {
  return html`<form class="add" method="post" action="/shop/cart/add">
    ${csrfField()}
    <input type="hidden" name="bookId" value="${book.id}" />
    <label for="quantity">Quantity</label>
    <input type="number" id="quantity" name="quantity" value="1" min="1" max="99" required />
    <button>Add to cart</button>
  </form>`
}
