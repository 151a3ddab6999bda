/** A book that the shop sells. */
export interface Book {
  readonly id: number
  readonly title: string
  /** The title in the book's own language, where the English one is a translation; else ''. */
  readonly originalTitle: string
  readonly author: string
  /** When it was written or first published; years before Christ are negative. */
  readonly year: number
  /** Language that it was written in, as an ISO 639 code. */
  readonly language: string
  /** `Fiction/Novel`: a group and a category. */
  readonly category: string
  /** In euros, before what any addon makes of it. */
  readonly price: number
}

/** A book from a row of `data/books.csv`, where the title stands as `Dead Souls (Мёртвые души)`. */
export function toBook(row: Readonly<Record<string, string>>): Book {
  const { id, title = '', author = '', year, language = '', category = '', price } = row
  const [, english = title, original = ''] = /^(.+) \((.+)\)$/.exec(title) ?? []
  return {
    id: Number(id),
    title: english,
    originalTitle: original,
    author,
    year: Number(year),
    language,
    category,
    price: Number(price),
  }
}
