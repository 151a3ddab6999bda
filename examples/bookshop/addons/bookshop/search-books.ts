import type { Domain } from 'pergola/models'
import type { BookRecord } from './models/book.ts'
import { foldText } from './text/fold-text.ts'

/** What a visitor looks for. */
export interface Search {
  /** Words that titles and author have between them, in any order, case and accents aside. */
  q?: string | undefined
  /** The id of a category; those below it count too. */
  category?: string | undefined
}

const LONGEST_SEARCH = 100

/** The domain of the books that a visitor looks for. */
export function searchDomain({ q = '', category = '' }: Search): Domain<BookRecord> {
  const words = new Set(foldText(q.slice(0, LONGEST_SEARCH).toWellFormed()).match(/[^\s\0]+/gu) ?? [])
  return [
    ...Array.from(words, (word) => ['search_text', 'ilike', escaped(word)] as const),
    ...(category === '' ? [] : ([['category_id', 'child_of', idOf(category)]] as const)),
  ]
}

/** The id that a text from outside names; 0, which no record has, where it names none. */
export function idOf(text: string): number {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 0
}

/** What a visitor types has no patterns. */
function escaped(word: string): string {
  return word.replaceAll(/[\\%_]/g, String.raw`\$&`)
}
