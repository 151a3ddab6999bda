import type { BookRecord } from '../models/book.ts'

/** How the cloth of a cover looks. */
export interface CoverDesign {
  readonly cloth: string
  /** The colour of the motif that is printed on the cloth. */
  readonly ink: string
  readonly motif: Motif
}

/** A tile of 30 by 30, as SVG path data: what is drawn with a pen, and what is filled. */
export interface Motif {
  readonly line?: string
  readonly solid?: string
}

/** Cloth and ink. */
const COLOURS: ReadonlyArray<readonly [string, string]> = [
  ['#1f4e46', '#7fb5a4'],
  ['#23395d', '#8fa9d6'],
  ['#6b2737', '#d99aa5'],
  ['#4a3f6b', '#b3a5de'],
  ['#80521a', '#ecc98c'],
  ['#2f5d36', '#9fce9d'],
  ['#703d1f', '#dca983'],
  ['#1d4f68', '#86c0d8'],
  ['#5b2a4e', '#cf9bc2'],
  ['#3d4652', '#a9b6c6'],
]

/** Each shelf has its own; those that are not here have leaves. */
const MOTIFS: ReadonlyMap<string, Motif> = new Map<string, Motif>([
  ['Drama / Comedy', { line: 'M0 15 15 0l15 15-15 15z', solid: 'M11 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0z' }],
  ['Drama / Modern', { solid: 'M0 15 15 0l15 15-15 15z' }],
  ['Drama / Tragedy', { line: 'M0 15 15 0l15 15-15 15z', solid: 'm9 15 6-6 6 6-6 6z' }],
  ['Fiction / Adventure', { line: 'M0 10q7.5-10 15 0t15 0M0 25q7.5-10 15 0t15 0' }],
  ['Fiction / Children', { solid: 'm15 4 3.2 7.6 8.3.7-6.3 5.4 1.9 8.1-7.1-4.3-7.1 4.3 1.9-8.1-6.3-5.4 8.3-.700z' }],
  ['Fiction / Detective', { line: 'M5 12a7 7 0 1 0 14 0 7 7 0 1 0-14 0zm12 5 9 9' }],
  ['Fiction / Gothic', { line: 'M4 30V16Q4 8 15 1q11 7 11 15v14M15 1v29M4 18h22' }],
  ['Fiction / Science fiction', { line: 'M2 21Q15 30 28 9', solid: 'M9 15a6 6 0 1 0 12 0 6 6 0 1 0-12 0z' }],
  ['Fiction / Short stories', { line: 'M3 10h10v14H3zM17 5h10v14H17z' }],
  ['Non-fiction / Essays', { line: 'M0 5h30M0 15h20M0 25h25' }],
  ['Non-fiction / History', { line: 'M4 27h22M5 9h20L15 3zM8 10v16m7-16v16m7-16v16' }],
  ['Non-fiction / Memoir', { line: 'M2 28Q20 24 27 3 8 6 6 26M9 22 22 9' }],
  ['Non-fiction / Politics', { solid: 'M0 0h15v15H0zm15 15h15v15H15z' }],
  ['Non-fiction / Science', { line: 'M2 15a13 13 0 1 0 26 0 13 13 0 1 0-26 0zm6 0a7 7 0 1 0 14 0 7 7 0 1 0-14 0z' }],
  ['Poetry / Epic', { line: 'M0 1h23v22H8V9h8v8M23 23h7' }],
  ['Poetry / Lyric', { line: 'M15 29V12m0 8C7 20 5 15 5 11c7 0 10 3 10 9m0-7c0-7 4-10 10-10 0 7-4 10-10 10' }],
])

const LEAVES: Motif = { solid: 'M1 15Q8 4 15 15 8 26 1 15zM16 0q7 11 14 0zm0 30q7-11 14 0z' }

/** How the cover of a book is made up. Its category is loaded. */
export function designOf(book: BookRecord): CoverDesign {
  // Neighbours in the list differ, and so do its rows.
  const place = book.id * 7 + Math.floor(book.id / 10)
  const [cloth, ink] = COLOURS[place % COLOURS.length] ?? ['#333', '#999']
  return { cloth, ink, motif: MOTIFS.get(book.category_id.complete_name) ?? LEAVES }
}
