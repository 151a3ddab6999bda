import type { BookRecord } from '../models/book.ts'
import { toSlug } from '../text/slug.ts'
import { designOf, type CoverDesign } from './cover-design.ts'
import { fitText, type TextBox } from './fit-text.ts'

/** Text on the label, line by line. */
export interface LabelText {
  /** Of the letters. */
  readonly size: number
  readonly lines: ReadonlyArray<{ readonly text: string; readonly y: string }>
}

/** What the template `bookshop.cover` draws. */
export interface Cover extends CoverDesign {
  readonly book: BookRecord
  readonly texts: readonly LabelText[]
}

const WIDTH = 184
const LINE_HEIGHT = 1.15

/** How the cover of a book looks, whose title, author and category are loaded: its cloth, and a label with title, original title and author. */
export function coverOf(book: BookRecord): Cover {
  const texts = [
    textAt(170, book.name, { width: WIDTH, height: 120, sizes: [30, 27, 24, 21, 18, 16] }),
    textAt(246, book.original_name ?? '', { width: WIDTH, height: 30, sizes: [17, 14, 11] }),
    textAt(308, book.author_id.name, { width: WIDTH, height: 40, sizes: [15, 13, 11] }),
  ]
  return { book, texts, ...designOf(book) }
}

/** `Pride and Prejudice` → `pride-and-prejudice.svg` */
export function coverFileName(book: BookRecord): string {
  return `${toSlug(book.name)}.svg`
}

/** Lines of text around a height. */
function textAt(middle: number, text: string, box: TextBox): LabelText {
  const { lines, size } = fitText(text, box)
  const step = size * LINE_HEIGHT
  const first = middle - ((lines.length - 1) * step) / 2 + size * 0.35
  return { size, lines: lines.map((line, index) => ({ text: line, y: (first + index * step).toFixed(1) })) }
}
