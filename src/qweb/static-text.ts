import type { Operation } from './operation.ts'

/** A line break with the indentation after it, at the end of the text so far. */
const TRAILING_BREAK = /\n[ \t]*$/

/** Appends text, merging it with text before it: a template's static runs become one string. */
export function appendText(into: Operation[], text: string): void {
  if (text === '') return
  const last = into.at(-1)
  if (last?.op === 'text') into[into.length - 1] = { op: 'text', text: last.text + text }
  else into.push({ op: 'text', text })
}

/**
 * Takes the line break and indentation off the end of the text so far, and gives them: white space that is there only
 * to write the next directive on a line of its own.
 */
export function stripTrailingBreak(into: Operation[]): string {
  const last = into.at(-1)
  if (last?.op !== 'text') return ''
  const found = TRAILING_BREAK.exec(last.text)
  if (found === null) return ''
  into.pop()
  appendText(into, last.text.slice(0, found.index))
  return found[0]
}

/** Blank lines at the start of a template count as one. */
export function collapseLeadingBreaks(text: string): string {
  const blank = /^(?:\n[ \t]*)+/.exec(text)?.[0] ?? ''
  return text.slice(Math.max(0, blank.lastIndexOf('\n')))
}
