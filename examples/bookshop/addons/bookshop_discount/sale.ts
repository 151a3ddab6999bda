import type { Book } from 'bookshop/models/book'

/** What is sold at which discount. */
export const sale = { category: 'Fiction/Novel', percent: 10 } as const

/** Whether a book is part of the sale. */
export function isOnSale(book: Book): boolean {
  return book.category_id.name === sale.category
}

/** A price after the discount, in whole cents. */
export function reduced(price: number): number {
  return Math.round(price * (100 - sale.percent)) / 100
}
