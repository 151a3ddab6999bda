/** A currency, as the widget `monetary` wants it. */
export const euro = { name: 'EUR', symbol: '€', position: 'before', decimal_places: 2 } as const

/** A book that the shop sells. */
export interface Book {
  readonly id: number
  /** The title. */
  readonly name: string
  /** The title in the book's own language, where the English one is a translation; else ''. */
  readonly original_name: string
  readonly author_id: { readonly name: string }
  /** When it was written or first published; years before Christ are negative. */
  readonly year: number
  /** Language that it was written in, as an ISO 639 code. */
  readonly language: string
  /** Its name is that of a group and a category: `Fiction/Novel`. */
  readonly category_id: { readonly name: string }
  /** Before what any addon makes of it. */
  readonly price: number
  readonly currency_id: typeof euro
}

/** A book as the shop offers it; addons add to it. */
export interface Offer extends Book {
  /** What it costs now. */
  readonly display_price: number
}

/** A book from a row of `data/books.csv`, where the title stands as `Dead Souls (Мёртвые души)`. */
export function toBook(row: Readonly<Record<string, string>>): Book {
  const { id, title = '', author = '', year, language = '', category = '', price } = row
  const [, english = title, original = ''] = /^(.+) \((.+)\)$/.exec(title) ?? []
  return {
    id: Number(id),
    name: english,
    original_name: original,
    author_id: { name: author },
    year: Number(year),
    language,
    category_id: { name: category },
    price: Number(price),
    currency_id: euro,
  }
}
