import type { EndTable, Scanner } from './scanner.ts'

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

const MINUS = 45
const POINT = 46

/** `-?[0-9]+` and `-?[0-9]+\.[0-9]+`, the minus only if signed. */
export class NumberScanner implements Scanner {
  readonly signed: boolean
  readonly fraction: boolean
  readonly simple: 'digits' | undefined
  constructor(signed: boolean, fraction: boolean) {
    this.simple = signed || fraction ? undefined : 'digits'
    this.signed = signed
    this.fraction = fraction
  }

  accepts(text: string, start: number, end: number): boolean {
    let at = this.signed && text.charCodeAt(start) === MINUS ? start + 1 : start
    const first = at
    while (at < end && isDigit(text.charCodeAt(at))) at++
    if (at === first || !this.fraction) return at === end && at > first
    const second = at + 1
    if (text.charCodeAt(at) !== POINT || second >= end) return false
    for (at = second; at < end; at++) if (!isDigit(text.charCodeAt(at))) return false
    return true
  }

  fill(table: EndTable, row: number): void {
    const { cells, text, width } = table
    table.greatestUpTo(row + 1)
    const base = row * width
    // Ends of the runs of digits, looked up from right to left: the nearest two runs are all that is needed.
    let runEnd = text.length
    let previousEnd = -1
    cells[base + text.length] = -1
    for (let at = text.length - 1; at >= 0; at--) {
      const code = text.charCodeAt(at)
      cells[base + at] = -1
      if (isDigit(code)) {
        cells[base + at] = this.fraction
          ? this.#fractionEnd(table, runEnd, previousEnd)
          : atLeast(cells[runEnd], at + 1)
        continue
      }
      if (this.signed && code === MINUS && runEnd > at + 1) cells[base + at] = cells[base + at + 1] as number
      previousEnd = runEnd > at + 1 ? runEnd : -1
      runEnd = at
    }
  }

  /** The whole part ends at `point`; the run behind that character ends at `end`, or is empty (-1). */
  #fractionEnd(table: EndTable, point: number, end: number): number {
    if (end === -1 || table.text.charCodeAt(point) !== POINT) return -1
    return atLeast(table.cells[end], point + 2)
  }
}

function atLeast(end: number | undefined, least: number): number {
  return end !== undefined && end >= least ? end : -1
}

/** One of some texts; the first that lets the rest fit is preferred. */
export class AlternativesScanner implements Scanner {
  readonly items: readonly string[]
  constructor(items: readonly string[]) {
    this.items = items
  }

  accepts(text: string, start: number, end: number): boolean {
    return this.items.some((item) => item.length === end - start && text.startsWith(item, start))
  }

  fill(table: EndTable, row: number): void {
    const { cells, text, width } = table
    cells.fill(-1, row * width, (row + 1) * width)
    for (const item of this.items) {
      for (let at = text.indexOf(item); at !== -1; at = text.indexOf(item, at + 1)) {
        const end = at + item.length
        const cell = row * width + at
        if (cells[cell] === -1 && (cells[(row + 1) * width + end] as number) >= 0) cells[cell] = end
        if (end === text.length && item === '') break
      }
    }
  }
}

const UUID = /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/y
const UUID_LENGTH = 36

/** A UUID with dashes. */
export class UuidScanner implements Scanner {
  accepts(text: string, start: number, end: number): boolean {
    UUID.lastIndex = start
    return end - start === UUID_LENGTH && UUID.test(text)
  }

  fill(table: EndTable, row: number): void {
    const { cells, text, width } = table
    for (let at = 0; at < width; at++) {
      const end = at + UUID_LENGTH
      const fits = end < width && (cells[(row + 1) * width + end] as number) >= 0 && this.accepts(text, at, end)
      cells[row * width + at] = fits ? end : -1
    }
  }
}
