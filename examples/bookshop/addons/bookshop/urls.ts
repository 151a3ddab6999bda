import type { Book } from './models/book.ts'
import type { Search } from './models/catalogue.ts'

/** Where one page of what was found is. */
export function listUrl({ q = '', category = '', page = 1 }: Search & { page?: number } = {}): string {
  const path = page === 1 ? '/shop' : `/shop/page/${page}`
  const query = new URLSearchParams(Object.entries({ q, category }).filter(([, value]) => value !== ''))
  return query.size === 0 ? path : `${path}?${query}`
}

/** Where a book's page is. */
export function bookUrl(book: Book): string {
  return `/shop/${book.id}`
}

/** Where the picture of a book's cover is. */
export function coverUrl(book: Book): string {
  return `/shop/cover/${book.id}.svg`
}
