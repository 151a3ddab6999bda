import type { State } from './state.ts'

/** The hash of one more character of a segment. The first starts from 0. */
export function hashOne(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = hashOne(hash, text.charCodeAt(at))
  return hash
}

/** Spreads a hash over the low bits. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

/**
 * States by the static segment that leads to them. Unlike a `Map` it is asked with a range of the path and a hash that
 * was computed while looking for the range's end: no piece of the path is cut out.
 */
export class SegmentTable {
  size = 0
  #slots: (State | null)[] = [null, null]

  /** The state behind `path` from `start` to `end`, whose hash is `hash`. */
  find(path: string, start: number, end: number, hash: number): State | null {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const state = slots[slot]
      if (state === null || state === undefined) return null
      if (state.hash === hash && state.text.length === end - start && isAt(state.text, path, start)) return state
    }
  }

  get(text: string): State | null {
    return this.find(text, 0, text.length, hashOf(text))
  }

  /** Adds a state by its text, which no other in the table has. */
  add(state: State): void {
    state.hash = hashOf(state.text)
    this.size++
    if (this.size * 2 > this.#slots.length) this.#grow()
    this.#place(state)
  }

  *[Symbol.iterator](): Generator<State> {
    for (const state of this.#slots) if (state !== null) yield state
  }

  #grow(): void {
    const states = [...this]
    this.#slots = Array.from({ length: this.#slots.length * 2 }, () => null)
    for (const state of states) this.#place(state)
  }

  #place(state: State): void {
    const slots = this.#slots
    let slot = spread(state.hash) & (slots.length - 1)
    while (slots[slot] !== null) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = state
  }
}

function isAt(text: string, path: string, start: number): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) !== path.charCodeAt(start + at)) return false
  }
  return true
}
