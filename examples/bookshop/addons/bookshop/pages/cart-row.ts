import type { CartLine } from '../models/cart.ts'
import { bookUrl, coverUrl } from '../urls.ts'
import { csrfField } from './csrf-field.ts'
import { html, type Html } from './html.ts'

/**
 * A row of the cart: the book, how many of it, what they cost.
 *
 * @param price of one
 * @param sum of all
 */
export function cartRow({ book, quantity }: CartLine, price: Html, sum: string): Html {
  const field = `quantity-${book.id}`
  return html`<tr>
    <th scope="row">
      <a href="${bookUrl(book)}">
        <img class="cover" src="${coverUrl(book)}" alt="" width="300" height="450" />
        <span class="title">${book.title}</span>
      </a>
      <span class="author">${book.author}</span>
      <span class="each">${price} each</span>
    </th>
    <td>
      <form class="change" method="post" action="/shop/cart/change">
        ${csrfField()}
        <input type="hidden" name="bookId" value="${book.id}" />
        <label class="unseen" for="${field}">Quantity of ${book.title}</label>
        <input type="number" id="${field}" name="quantity" value="${quantity}" min="1" max="99" required />
        <button class="plain">Change<span class="unseen"> the quantity of ${book.title}</span></button>
      </form>
      <form class="change" method="post" action="/shop/cart/remove">
        ${csrfField()}
        <input type="hidden" name="bookId" value="${book.id}" />
        <button class="plain">Remove<span class="unseen"> ${book.title}</span></button>
      </form>
    </td>
    <td class="number">${sum}</td>
  </tr>`
}
