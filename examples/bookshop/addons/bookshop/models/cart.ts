import { UserError, type Session } from 'pergola'
import type { Book } from './book.ts'
import { catalogue } from './catalogue.ts'

/** So many of a book, in a cart. */
export interface CartLine {
  readonly book: Book
  readonly quantity: number
}

const MOST_OF_A_BOOK = 99

/** What a visitor wants to buy. The session keeps it, as pairs of a book's id and a quantity: `[[7, 1], [3, 2]]`. */
export class Cart {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** In the order in which the books were put in; a book that is sold no more is left out. */
  get lines(): readonly CartLine[] {
    return [...this.#quantities].flatMap(([id, quantity]) => {
      const book = catalogue().find(id)
      return book === undefined ? [] : [{ book, quantity }]
    })
  }

  /** How many books there are, of all titles together. */
  get count(): number {
    return this.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  }

  /**
   * Puts so many more of a book in.
   *
   * @throws UserError where that makes less than one, or too many
   */
  add(book: Book, quantity: number): void {
    this.change(book, (this.#quantities.get(book.id) ?? 0) + checked(quantity))
  }

  /**
   * Says how many of a book there are to be.
   *
   * @throws UserError where that is less than one, or too many
   */
  change(book: Book, quantity: number): void {
    this.#store(this.#quantities.set(book.id, checked(quantity)))
  }

  remove(book: Book): void {
    const quantities = this.#quantities
    if (quantities.delete(book.id)) this.#store(quantities)
  }

  get #quantities(): Map<number, number> {
    return new Map(this.#session.get('cart') as Array<[number, number]> | undefined)
  }

  #store(quantities: ReadonlyMap<number, number>): void {
    this.#session.set('cart', [...quantities])
  }
}

function checked(quantity: number): number {
  if (!(quantity >= 1)) throw new UserError('Order at least one.')
  if (!Number.isInteger(quantity)) throw new UserError('Order whole books.')
  if (quantity > MOST_OF_A_BOOK) throw new UserError(`Order at most ${MOST_OF_A_BOOK} of a book.`)
  return quantity
}
