import { request } from 'pergola'
import { html, type Html } from './html.ts'
import { searchForm } from './search-form.ts'

const STYLESHEETS = ['shop', 'books', 'cart'].map((name) => `/bookshop/static/${name}.css`)

/** What one page puts into the layout that all share. */
export interface Page {
  readonly title: string
  readonly main: Html
  /** What was looked for; the search form shows it again. */
  readonly q?: string | undefined
  readonly category?: string | undefined
  /** Announced above the page. */
  readonly notice?: Html
  /** Beside the shop's own. */
  readonly stylesheets?: readonly string[]
}

/** A whole page: the head, the way to search and cart, messages, and what the page itself has. */
export function layout({ title, main, q, category, notice, stylesheets = [] }: Page): Html {
  const messages = request.session.popFlash().filter((message) => typeof message === 'string')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Pergola Books</title>
        <link rel="icon" href="/bookshop/static/icon.svg" type="image/svg+xml" />
        ${[...STYLESHEETS, ...stylesheets].map((url) => html`<link rel="stylesheet" href="${url}" />`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        ${notice && html`<div class="notice" role="region" aria-label="Notice">${notice}</div>`}
        <header class="top">
          <a class="brand" href="/shop">
            <img src="/bookshop/static/icon.svg" alt="" width="34" height="34" />
            Pergola Books
          </a>
          ${searchForm({ q, category })}
          <a class="to-cart" href="/shop/cart">
            Cart
            <span class="count">${request.cart.count}</span>
          </a>
        </header>
        <main id="main" tabindex="-1">
          ${messages.map((message) => html`<p class="message" role="status">${message}</p>`)} ${main}
        </main>
        <footer class="bottom">
          <p>An example of Pergola. No book here is really for sale.</p>
        </footer>
      </body>
    </html> `
}
