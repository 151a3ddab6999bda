import { type EndTable, type Scanner, sizeAt, splitsPair } from './scanner.ts'

/** A set of characters, asked by code point. */
export type CharacterTest = (codePoint: number) => boolean

const SLASH = 47

/** Every character but the slash. */
export const notSlash: CharacterTest = (codePoint) => codePoint !== SLASH

/** `[…]{min,max}`: as many characters of a set as possible; limits in code points. */
export class RunScanner implements Scanner {
  readonly test: CharacterTest
  readonly min: number
  readonly max: number
  constructor(test: CharacterTest, min: number, max: number) {
    this.test = test
    this.min = min
    this.max = max
  }

  accepts(text: string, start: number, end: number): boolean {
    let count = 0
    for (let at = start; at < end; count++) {
      if (!this.test(text.codePointAt(at) as number)) return false
      at += sizeAt(text, at)
    }
    return count >= this.min && count <= this.max
  }

  fill(table: EndTable, row: number): void {
    const { cells, text, width } = table
    table.greatestUpTo(row + 1)
    let runEnd = text.length
    for (let at = text.length; at >= 0; at--) {
      const cell = row * width + at
      cells[cell] = -1
      if (splitsPair(text, at)) continue
      if (at < text.length && !this.test(text.codePointAt(at) as number)) runEnd = at
      const end = cells[this.max === Infinity ? runEnd : Math.min(runEnd, table.after(at, this.max))] as number
      // Whatever ends behind `at` has at least one character.
      if (this.min === 1 ? end > at : end >= table.after(at, this.min)) cells[cell] = end
    }
  }
}

/** `[^/]{min,max}` where the caller has cut the text at slashes already, or not. */
export class SegmentScanner extends RunScanner {
  readonly simple: 'text' | undefined
  constructor(min: number, max: number) {
    super(notSlash, min, max)
    this.simple = min === 1 && max === Infinity ? 'text' : undefined
  }
  override accepts(text: string, start: number, end: number): boolean {
    const slash = text.indexOf('/', start)
    if (slash !== -1 && slash < end) return false
    if (this.max === Infinity && this.min <= 1) return end - start >= this.min
    let count = 0
    for (let at = start; at < end; at += sizeAt(text, at)) count++
    return count >= this.min && count <= this.max
  }
}

const LINE_FEED = 10

/** `[^/][^\n]*?`: the `path` converter, as short as possible. */
export class PathScanner implements Scanner {
  accepts(text: string, start: number, end: number): boolean {
    if (start >= end || text.charCodeAt(start) === SLASH) return false
    const feed = text.indexOf('\n', start + 1)
    return feed === -1 || feed >= end
  }

  fill(table: EndTable, row: number): void {
    const { cells, text, width } = table
    const next = (row + 1) * width
    // The nearest place to end at that no line feed keeps us from, as seen from behind the first character.
    let nearest = (cells[next + text.length] as number) >= 0 ? text.length : -1
    let beforeThat = -1
    cells[row * width + text.length] = -1
    for (let at = text.length - 1; at >= 0; at--) {
      const code = text.charCodeAt(at)
      const cell = row * width + at
      const afterFirst = sizeAt(text, at) === 2 ? beforeThat : nearest
      cells[cell] = code === SLASH || splitsPair(text, at) ? -1 : afterFirst
      beforeThat = nearest
      if ((cells[next + at] as number) >= 0) nearest = at
      else if (code === LINE_FEED) nearest = -1
    }
  }
}
