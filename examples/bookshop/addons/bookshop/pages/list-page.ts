import { catalogue, type Search } from '../models/catalogue.ts'
import { listUrl } from '../urls.ts'
import { formatCount } from './format.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { pager } from './pager.ts'

/** What was found, and which part of it is shown. */
export interface Found extends Search {
  readonly cards: readonly Html[]
  readonly total: number
  readonly page: number
  readonly lastPage: number
}

/** A page of the list of books, or of those that were looked for. */
export function listPage({ cards, total, page, lastPage, q = '', category = '' }: Found): Page {
  const heading = headingOf({ q, category })
  const place = lastPage > 1 ? `, page ${page} of ${lastPage}` : ''
  const main = html`
    <h1>${heading}</h1>
    <p class="found">${formatCount(total, 'book')}${place}</p>
    ${groupLinks(category)}
    ${
      total === 0
        ? html`<p>Nothing of that kind. Try fewer words, or <a href="${listUrl()}">see all books</a>.</p>`
        : html`<ul class="cards">
            ${cards}
          </ul>`
    }
    ${pager({ page, lastPage, urlOf: (each) => listUrl({ q, category, page: each }) })}
  `
  return { title: `${heading}${place}`, main, q, category }
}

function headingOf({ q, category }: Search): string {
  const where = category ? category.replace('/', ' › ') : ''
  if (q) return where ? `“${q}” in ${where}` : `“${q}”`
  return where || 'Classics for every shelf'
}

/** One step to each group of categories. */
function groupLinks(category: string): Html {
  const links = [...catalogue().groups.keys()].map((group) => {
    const isHere = category === group || category.startsWith(`${group}/`)
    return html`<li><a href="${listUrl({ category: group })}" ${isHere && html`aria-current="true"`}>${group}</a></li>`
  })
  return html`<nav aria-label="Groups">
    <ul class="groups">
      <li><a href="${listUrl()}" ${category === '' && html`aria-current="true"`}>All</a></li>
      ${links}
    </ul>
  </nav>`
}
