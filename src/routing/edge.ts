import type { DynamicPart } from './part.ts'
import type { Pattern } from './pattern.ts'
import type { State } from './state.ts'

/** Whole segments of any text and whole segments of digits are most of what there is: they are recognised in place. */
const TEXT = 1
const DIGITS = 2
const OTHER = 0

/** A dynamic part that leads from one state to another. What matching needs is copied here, near at hand. */
export class Edge {
  readonly kind: number
  readonly state: State
  readonly final: boolean
  readonly pattern: Pattern
  /** Index into the marks for its first variable. */
  readonly marks: number
  readonly part: DynamicPart

  constructor(part: DynamicPart, state: State) {
    this.part = part
    this.state = state
    this.final = part.final
    this.kind = part.final ? OTHER : kindOf(part.pattern)
    this.pattern = part.pattern
    this.marks = state.marks - 2 * part.variables
  }

  /** Whether the segment from `start` to `end` fits; then its places are marked. */
  fits(path: string, start: number, end: number, marks: number[]): boolean {
    if (this.kind === OTHER) return this.pattern.match(path, start, end, marks, this.marks)
    if (start === end || (this.kind === DIGITS && !areDigits(path, start, end))) return false
    marks[this.marks] = start
    marks[this.marks + 1] = end
    return true
  }
}

function areDigits(path: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = path.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function kindOf({ simple }: Pattern): number {
  return simple === 'text' ? TEXT : simple === 'digits' ? DIGITS : OTHER
}
