import { createHash } from 'node:crypto'
import type { Book } from '../models/book.ts'
import { designOf } from './cover-design.ts'
import { foldText } from '../models/fold-text.ts'
import { fitText, type FittedText } from './fit-text.ts'
import { html, type Html } from './html.ts'

/** A picture of a cover, as it is sent. */
export interface Cover {
  readonly svg: string
  /** The version of the picture: it changes when the picture does. */
  readonly etag: string
  readonly fileName: string
}

const WIDTH = 300
const MIDDLE = WIDTH / 2
const LABEL = { y: 88, width: 216, height: 250 }

/** Draws the cover of a book: cloth with a pattern that its shelf has, and a paper label. */
export function cover(book: Book): Cover {
  const svg = String(draw(book))
  const etag = createHash('sha256').update(svg).digest('base64url').slice(0, 16)
  return { svg, etag, fileName: `${slug(book.title)}.svg` }
}

function draw(book: Book): Html {
  const { cloth, ink, motif } = designOf(book)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 450" width="300" height="450">
    <title>${book.title}, by ${book.author}</title>
    <defs>
      <pattern id="motif" width="30" height="30" patternUnits="userSpaceOnUse">
        ${motif.solid && html`<path d="${motif.solid}" fill="${ink}" />`}
        ${motif.line && html`<path d="${motif.line}" fill="none" stroke="${ink}" stroke-width="1.5" />`}
      </pattern>
    </defs>
    <rect width="300" height="450" fill="${cloth}" />
    <rect width="300" height="450" fill="url(#motif)" opacity=".5" />
    <rect width="14" height="450" fill="#000" opacity=".2" />
    <rect x="14" width="2" height="450" fill="#fff" opacity=".15" />
    ${label(book, cloth)}
  </svg>`
}

function label(book: Book, cloth: string): Html {
  const { y, width, height } = LABEL
  const x = MIDDLE - width / 2 + 6
  const title = fitText(book.title, { width: width - 32, height: 120, sizes: [30, 27, 24, 21, 18, 16] })
  const original = fitText(book.originalTitle, { width: width - 32, height: 30, sizes: [17, 14, 11] })
  const author = fitText(book.author, { width: width - 32, height: 40, sizes: [15, 13, 11] })
  return html`<g font-family="Georgia, 'EB Garamond', 'Noto Serif', serif" text-anchor="middle" fill="#2a2520">
    <rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#faf5e9" />
    <rect x="${x + 7}" y="${y + 7}" width="${width - 14}" height="${height - 14}" fill="none" stroke="${cloth}" />
    ${lines(title, y + 82)} ${lines(original, y + 158)}
    <path d="M${MIDDLE - 14} ${y + 190}h40" stroke="${cloth}" stroke-width="2" />
    ${lines(author, y + 220)}
  </g>`
}

/** Lines of text around a height, in the middle of the label. */
function lines({ lines, size }: FittedText, middle: number): Html {
  const step = size * 1.15
  const first = middle - ((lines.length - 1) * step) / 2 + size * 0.35
  const spans = lines.map(
    (line, index) => html`<tspan x="${MIDDLE + 6}" y="${(first + index * step).toFixed(1)}">${line}</tspan>`,
  )
  return html`<text font-size="${size}">${spans}</text>`
}

/** `Pride and Prejudice` → `pride-and-prejudice` */
function slug(title: string): string {
  const letters = foldText(title)
  return letters.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}
