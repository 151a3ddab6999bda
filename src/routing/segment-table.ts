import type { State } from './state.ts'

/**
 * States by the static segment that leads to them: a hash table with open addressing, at most half full, its length a
 * power of two. Unlike a `Map` it is asked with a range of the path and a hash that was computed while looking for the
 * range's end: no piece of the path is cut out. It is a bare array, because every object on the way costs a wait for memory.
 */
export type SegmentTable = readonly (State | null)[]

/** The hash of one more character of a segment. The first starts from 0. */
export function hashOne(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

/** The hash of a whole text. */
export function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = hashOne(hash, text.charCodeAt(at))
  return hash
}

/** Spreads a hash over the low bits. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

/** The state behind `path` from `start` to `end`, whose hash is `hash`; null if there is none. */
export function findState(table: SegmentTable, path: string, start: number, end: number, hash: number): State | null {
  const mask = table.length - 1
  for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
    const state = table[slot]
    if (state === null || state === undefined) return null
    if (state.hash === hash && state.text.length === end - start && isAt(state.text, path, start)) return state
  }
}

function isAt(text: string, path: string, start: number): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) !== path.charCodeAt(start + at)) return false
  }
  return true
}

/** The states of a table. */
export function statesOf(table: SegmentTable | null): State[] {
  return table === null ? [] : table.filter((state) => state !== null)
}

/** A table with one more state, whose text no other has: the same, or if that gets too full, a larger one. */
export function withState(table: SegmentTable | null, count: number, state: State): SegmentTable {
  if (table !== null && (count + 1) * 2 <= table.length) {
    place(table as (State | null)[], state)
    return table
  }
  const slots = emptySlots(table === null ? 2 : table.length * 2)
  for (const each of [...statesOf(table), state]) place(slots, each)
  return slots
}

function emptySlots(length: number): (State | null)[] {
  return Array.from({ length }, () => null)
}

function place(slots: (State | null)[], state: State): void {
  let slot = spread(state.hash) & (slots.length - 1)
  while (slots[slot] !== null) slot = (slot + 1) & (slots.length - 1)
  slots[slot] = state
}
