import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import { toBook, type Book } from './book.ts'
import { foldText } from './fold-text.ts'

/** What a visitor looks for. */
export interface Search {
  /** Words that title and author have between them, in any order, case and accents aside. */
  q?: string | undefined
  /** A category, `Fiction/Novel`, or a whole group of them, `Fiction`. */
  category?: string | undefined
}

const DATA = new URL('../data/books.csv', import.meta.url)
const LONGEST_SEARCH = 100

/** Every book of the shop. */
export class Catalogue {
  readonly books: readonly Book[]
  /** Group → its categories, each by its whole name; both sorted. */
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly #byId: ReadonlyMap<number, Book>
  readonly #words: ReadonlyMap<Book, string>

  constructor(books: readonly Book[]) {
    this.books = books
    this.groups = groupsOf(books)
    this.#byId = new Map(books.map((book) => [book.id, book]))
    this.#words = new Map(
      books.map((book) => [book, foldText(`${book.name} ${book.original_name} ${book.author_id.name}`)]),
    )
  }

  find(id: number): Book | undefined {
    return this.#byId.get(id)
  }

  search({ q = '', category = '' }: Search): readonly Book[] {
    const wanted = foldText(q.slice(0, LONGEST_SEARCH)).split(/\s+/)
    return this.books.filter(
      (book) => isIn(book, category) && wanted.every((word) => this.#words.get(book)?.includes(word)),
    )
  }

  /** Other books of the same category, beginning behind this one. */
  similarTo(book: Book, limit: number): readonly Book[] {
    const shelf = this.books.filter((other) => other.category_id.name === book.category_id.name)
    const place = shelf.indexOf(book)
    return [...shelf.slice(place + 1), ...shelf.slice(0, place)].slice(0, limit)
  }
}

let read: Catalogue | null = null

/** The catalogue of `data/books.csv`, which is read once. */
export function catalogue(): Catalogue {
  read ??= new Catalogue(parse<Record<string, string>>(readFileSync(DATA), { columns: true }).map(toBook))
  return read
}

function isIn(book: Book, category: string): boolean {
  const { name } = book.category_id
  return category === '' || name === category || name.startsWith(`${category}/`)
}

function groupsOf(books: readonly Book[]): Map<string, readonly string[]> {
  const categories = [...new Set(books.map(({ category_id }) => category_id.name))].toSorted()
  return Map.groupBy(categories, (category) => category.replace(/\/.*/, ''))
}
