import { listUrl } from '../urls.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'

/** What the visitor wants to buy, as a table; or that there is nothing yet. */
export function cartPage(rows: readonly Html[], total: string): Page {
  const main = html`
    <h1>Your cart</h1>
    ${rows.length === 0 ? html`<p>There is nothing in it yet.</p>` : cartTable(rows, total)}
    <p><a href="${listUrl()}">${rows.length === 0 ? 'Find a book' : 'Find more books'}</a></p>
  `
  return { title: 'Your cart', main }
}

function cartTable(rows: readonly Html[], total: string): Html {
  return html`<table class="cart">
    <thead>
      <tr>
        <th scope="col">Book</th>
        <th scope="col">Quantity</th>
        <th scope="col" class="number">Sum</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row" colspan="2">Total</th>
        <td class="number total">${total}</td>
      </tr>
    </tfoot>
  </table>`
}
