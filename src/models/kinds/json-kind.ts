import type { FieldDefinition } from '../field-definition.ts'
import type { FieldKind } from './field-kind.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

const DEEPEST = 100

/** json: a frozen copy of what was given. `false` is nothing, as everywhere in RPC. */
export const jsonKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'jsonb',
  toCache: (given, field) => (isNothing(given) ? null : copyOf(given, field, 0)),
  toColumn: (cached) => (cached === null ? null : JSON.stringify(cached)),
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)

function copyOf(given: unknown, field: FieldDefinition, depth: number): unknown {
  if (depth > DEEPEST) throw refused(field, given, `JSON that is at most ${DEEPEST} levels deep`)
  if (given === null || typeof given === 'boolean') return given
  if (typeof given === 'string') return textOf(given, field)
  if (typeof given === 'number' && Number.isFinite(given)) return given === 0 ? 0 : given
  if (Array.isArray(given))
    return Object.freeze(Array.from(given as unknown[], (each) => copyOf(each, field, depth + 1)))
  if (isPlain(given)) return Object.freeze(copyOfObject(given, field, depth))
  throw refused(field, given, 'JSON')
}

function copyOfObject(given: object, field: FieldDefinition, depth: number): object {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  // Own properties of that name are harmless here, and not where somebody merges them into another object.
  if (entries.some(([name]) => name === '__proto__')) throw refused(field, given, 'JSON without the key "__proto__"')
  return Object.fromEntries(entries.map(([name, value]) => [textOf(name, field), copyOf(value, field, depth + 1)]))
}

function isPlain(given: unknown): given is object {
  if (typeof given !== 'object' || given === null) return false
  const prototype = Object.getPrototypeOf(given) as unknown
  return prototype === Object.prototype || prototype === null
}

function textOf(text: string, field: FieldDefinition): string {
  if (text.includes('\0')) throw refused(field, text, 'JSON without NUL characters')
  return text.toWellFormed()
}
