/**
 * Where the tokens of one part can end, by dynamic programming from right to left. Row `r` of the table says, for
 * every position of the text, where the token's preferred fit from there ends such that all later tokens fit too, or
 * -1. It takes one pass per token, where a backtracking regular expression may take a power of the length.
 *
 * Row 0 is scratch.
 */
export class EndTable {
  readonly text: string
  readonly cells: Int32Array
  readonly width: number
  #positions: Int32Array | null | undefined
  #index: Int32Array | null = null

  constructor(text: string, cells: Int32Array) {
    this.text = text
    this.cells = cells
    this.width = text.length + 1
  }

  /** Scratch row: for each position the greatest one up to it from which row `row` fits, or -1. */
  greatestUpTo(row: number): void {
    const from = row * this.width
    let greatest = -1
    for (let at = 0; at < this.width; at++) {
      if ((this.cells[from + at] as number) >= 0) greatest = at
      this.cells[at] = greatest
    }
  }

  /** The position `count` code points after `at`; beyond the text, one that is beyond it. */
  after(at: number, count: number): number {
    if (count === Infinity) return this.width
    if (this.#positions === undefined) this.#countCodePoints()
    if (this.#positions === null || this.#index === null) return Math.min(at + count, this.width)
    return this.#positions?.[(this.#index[at] as number) + count] ?? this.width
  }

  #countCodePoints(): void {
    this.#positions = null
    if (!/[\u{10000}-\u{10FFFF}]/u.test(this.text)) return
    const positions: number[] = []
    this.#index = new Int32Array(this.width)
    for (let at = 0; at < this.width; at += sizeAt(this.text, at)) {
      this.#index[at] = positions.length
      positions.push(at)
    }
    this.#positions = Int32Array.from(positions)
  }
}

/** Recognises, without backtracking, what one converter's regular expression does. */
export interface Scanner {
  /** For one or more characters but slashes without a limit, or for one or more digits. */
  readonly simple?: 'text' | 'digits' | undefined
  /** Whether the whole of `text` from `start` to `end` fits. */
  accepts(text: string, start: number, end: number): boolean
  /** Fills row `row` of the table, row `row + 1` being the one of the next token. */
  fill(table: EndTable, row: number): void
}

/** 2 where a surrogate pair stands, else 1. */
export function sizeAt(text: string, at: number): number {
  const high = text.charCodeAt(at)
  if (high < 0xd800 || high > 0xdbff) return 1
  const low = text.charCodeAt(at + 1)
  return low >= 0xdc00 && low <= 0xdfff ? 2 : 1
}

/** True inside of a surrogate pair, where nothing can begin or end. */
export function splitsPair(text: string, at: number): boolean {
  const low = text.charCodeAt(at)
  return low >= 0xdc00 && low <= 0xdfff && at > 0 && sizeAt(text, at - 1) === 2
}
