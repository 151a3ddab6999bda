import type { FieldKind } from './field-kind.ts'
import { refused } from './refuse.ts'

const words: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['true', true],
  ['True', true],
  ['1', true],
  [false, false],
  [null, false],
  [undefined, false],
  [0, false],
  ['', false],
  ['false', false],
  ['False', false],
  ['0', false],
])

/** boolean: never null. */
export const booleanKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'bool',
  toCache(given, field) {
    const value = words.get(given)
    if (value === undefined) throw refused(field, given, 'true or false')
    return value
  },
  toColumn: (cached) => cached === true,
  fromColumn: (raw) => raw === true,
  toRead: (cached) => cached === true,
} satisfies FieldKind)
