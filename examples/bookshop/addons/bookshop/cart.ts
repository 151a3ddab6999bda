import { UserError, type Session } from 'pergola'
import type { Environment } from 'pergola/models'
import type { BookRecord } from './models/book.ts'

/** So many of a book, in a cart. */
export interface CartLine {
  readonly book: BookRecord
  readonly quantity: number
  /** What they cost together. */
  readonly subtotal: number
}

const MOST_OF_A_BOOK = 99
/** Whoever needs more is no customer. */
const MOST_BOOKS = 200

/** What a visitor wants to buy. The session keeps it, as pairs of a book's id and a quantity: `[[7, 1], [3, 2]]`. */
export class Cart {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** How many books there are, of all titles together. */
  get count(): number {
    return [...this.#quantities.values()].reduce((sum, quantity) => sum + quantity, 0)
  }

  /** In the order in which the books were put in. A book that is sold no more is taken out. */
  async lines(env: Environment): Promise<CartLine[]> {
    const quantities = this.#quantities
    const books = await env['shop.book'].search([['id', 'in', [...quantities.keys()]]])
    await books.load('name', 'display_price', 'currency_id.rounding')
    const there = new Map([...books].map((book) => [book.id, book]))
    if (there.size < quantities.size) this.#store(new Map([...quantities].filter(([id]) => there.has(id))))
    return [...quantities].flatMap(([id, quantity]) => {
      const book = there.get(id)
      if (book === undefined) return []
      return [{ book, quantity, subtotal: book.currency_id.round(book.display_price * quantity) }]
    })
  }

  /**
   * Puts so many more of a book in.
   *
   * @throws {UserError} where that makes less than one, or too many
   */
  add(bookId: number, quantity: number): void {
    this.change(bookId, (this.#quantities.get(bookId) ?? 0) + checked(quantity))
  }

  /**
   * Says how many of a book there are to be.
   *
   * @throws {UserError} where that is less than one, or too many
   */
  change(bookId: number, quantity: number): void {
    const quantities = this.#quantities.set(bookId, checked(quantity))
    if (quantities.size > MOST_BOOKS) throw new UserError(`Order at most ${MOST_BOOKS} different books.`)
    this.#store(quantities)
  }

  remove(bookId: number): void {
    const quantities = this.#quantities
    if (quantities.delete(bookId)) this.#store(quantities)
  }

  /** Takes everything out. */
  clear(): void {
    this.#session.delete('cart')
  }

  get #quantities(): Map<number, number> {
    return new Map(this.#session.get('cart') as Array<[number, number]> | undefined)
  }

  #store(quantities: ReadonlyMap<number, number>): void {
    this.#session.set('cart', [...quantities])
  }
}

/** What lines cost together. */
export function totalOf(lines: readonly CartLine[]): number {
  const total = lines.reduce((sum, { subtotal }) => sum + subtotal, 0)
  return lines[0]?.book.currency_id.round(total) ?? 0
}

function checked(quantity: number): number {
  if (!(quantity >= 1)) throw new UserError('Order at least one.')
  if (!Number.isInteger(quantity)) throw new UserError('Order whole books.')
  if (quantity > MOST_OF_A_BOOK) throw new UserError(`Order at most ${MOST_OF_A_BOOK} of a book.`)
  return quantity
}
