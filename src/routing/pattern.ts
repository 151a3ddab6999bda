import { chooseScanner } from './choose-scanner.ts'
import { EndTable, type Scanner } from './scanner.ts'
import { AlternativesScanner } from './token-scanners.ts'

/**
 * Recognises one dynamic part of a rule. On success it writes start and end of each variable's text into `marks`, from
 * index `at` on.
 */
export interface Pattern {
  /** For a whole segment of any text, or of digits. */
  readonly simple?: 'text' | 'digits' | undefined
  match(text: string, start: number, end: number, marks: number[], at: number): boolean
}

/** What a dynamic part consists of: static text, and regular expressions of converters. */
export type PatternToken = { readonly text: string } | { readonly regex: string }

/** One variable between two (possibly empty) static texts. */
class SinglePattern implements Pattern {
  readonly prefix: string
  readonly scanner: Scanner
  readonly suffix: string
  readonly simple: 'text' | 'digits' | undefined
  constructor(prefix: string, scanner: Scanner, suffix: string) {
    this.prefix = prefix
    this.scanner = scanner
    this.suffix = suffix
    this.simple = prefix === '' && suffix === '' ? scanner.simple : undefined
  }
  match(text: string, start: number, end: number, marks: number[], at: number): boolean {
    const from = start + this.prefix.length
    const to = end - this.suffix.length
    if (to < from || !text.startsWith(this.prefix, start) || !text.startsWith(this.suffix, to)) return false
    if (!this.scanner.accepts(text, from, to)) return false
    marks[at] = from
    marks[at + 1] = to
    return true
  }
}

const SCRATCH_SIZE = 1 << 14
const SCRATCH = new Int32Array(SCRATCH_SIZE)

/** Several variables: chooses among the ways to split the text as a backtracking regular expression would. */
class SequencePattern implements Pattern {
  readonly scanners: readonly Scanner[]
  readonly variables: readonly boolean[]
  readonly prefix: string
  readonly suffix: string
  constructor(tokens: readonly PatternToken[], scanners: readonly Scanner[]) {
    this.scanners = scanners
    this.variables = tokens.map((token) => 'regex' in token)
    this.prefix = staticText(tokens[0])
    this.suffix = staticText(tokens.at(-1))
  }

  match(text: string, start: number, end: number, marks: number[], at: number): boolean {
    if (!text.startsWith(this.prefix, start) || !text.startsWith(this.suffix, end - this.suffix.length)) return false
    const part = text.slice(start, end)
    const size = (this.scanners.length + 2) * (part.length + 1)
    const table = new EndTable(part, size <= SCRATCH_SIZE ? SCRATCH : new Int32Array(size))
    this.#fill(table)
    return this.#follow(table, start, marks, at)
  }

  #fill(table: EndTable): void {
    const last = this.scanners.length + 1
    table.cells.fill(-1, last * table.width, (last + 1) * table.width)
    table.cells[last * table.width + table.text.length] = table.text.length
    for (let row = last - 1; row > 0; row--) this.scanners[row - 1]?.fill(table, row)
  }

  #follow(table: EndTable, start: number, marks: number[], at: number): boolean {
    let place = 0
    for (let row = 1; row <= this.scanners.length; row++) {
      const next = table.cells[row * table.width + place] as number
      if (next < 0) return false
      if (this.variables[row - 1]) {
        marks[at++] = start + place
        marks[at++] = start + next
      }
      place = next
    }
    return true
  }
}

function staticText(token: PatternToken | undefined): string {
  return token !== undefined && 'text' in token ? token.text : ''
}

/** A part with a converter whose regular expression only the engine understands. */
class RegexPattern implements Pattern {
  readonly expression: RegExp
  /** The number of the group of each variable. */
  readonly groups: readonly number[]
  constructor(expression: RegExp, groups: readonly number[]) {
    this.expression = expression
    this.groups = groups
  }
  match(text: string, start: number, end: number, marks: number[], at: number): boolean {
    const found = this.expression.exec(text.slice(start, end))
    if (found === null) return false
    if (found.indices === undefined) {
      marks[at] = start
      marks[at + 1] = end
      return true
    }
    for (const group of this.groups) {
      const [from, to] = found.indices[group] ?? [0, 0]
      marks[at++] = start + from
      marks[at++] = start + to
    }
    return true
  }
}

/** The source of a regular expression that fits a dynamic part; parts with the same source are the same. */
export function toSource(tokens: readonly PatternToken[]): string {
  return tokens.map((token) => ('text' in token ? escapeRegex(token.text) : `(${token.regex})`)).join('')
}

function escapeRegex(text: string): string {
  return text.replace(/[/\\^$.*+?()[\]{}|]/g, '\\$&')
}

function compileRegex(tokens: readonly PatternToken[]): Pattern {
  let group = 1
  const groups: number[] = []
  for (const token of tokens) {
    if ('text' in token) continue
    groups.push(group)
    // An alternative that always fits tells how many groups the converter's own expression has.
    group += new RegExp(`${token.regex}|`, 'u').exec('')?.length ?? 1
  }
  // Alone in its part, the expression keeps the numbers of its own groups, and needs no places.
  const alone = tokens.length === 1 ? tokens[0] : undefined
  if (alone !== undefined && 'regex' in alone) return new RegexPattern(new RegExp(`^(?:${alone.regex})$`, 'u'), groups)
  return new RegexPattern(new RegExp(`^${toSource(tokens)}$`, 'du'), groups)
}

/**
 * Compiles one dynamic part.
 *
 * @throws {SyntaxError} if a converter's regular expression is none
 */
export function compilePattern(tokens: readonly PatternToken[]): Pattern {
  const scanners: Scanner[] = []
  for (const token of tokens) {
    const scanner = 'text' in token ? new AlternativesScanner([token.text]) : chooseScanner(token.regex)
    if (scanner === null) return compileRegex(tokens)
    scanners.push(scanner)
  }
  const variable = tokens.findIndex((token) => 'regex' in token)
  if (tokens.filter((token) => 'regex' in token).length > 1) return new SequencePattern(tokens, scanners)
  return new SinglePattern(
    staticText(tokens[variable - 1]),
    scanners[variable] as Scanner,
    staticText(tokens[variable + 1]),
  )
}
