import type { FieldDefinition } from '../field-definition.ts'
import type { FieldKind } from './field-kind.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

/** A text as PostgreSQL can hold it; null for nothing. Numbers become texts, as Odoo has it. */
export function toText(given: unknown, field: FieldDefinition): string | null {
  if (isNothing(given)) return null
  if (typeof given === 'number' || typeof given === 'bigint') return String(given)
  const text = typeof given === 'string' ? given : null
  if (text === null) throw refused(field, given, 'a text')
  if (text.includes('\0')) throw refused(field, text, 'a text without NUL characters')
  return text.toWellFormed()
}

/** char: a text that may have a greatest length, in characters. */
export const charKind: FieldKind = Object.freeze({
  relational: false,
  columnType: ({ size }) => (size === null ? 'varchar' : `varchar(${size})`),
  toCache(given, field) {
    const text = toText(given, field)
    if (text === null || field.size === null || text.length <= field.size) return text
    const length = Array.from(text).length // characters as PostgreSQL counts them
    if (length <= field.size) return text
    throw refused(field, text, `at most ${field.size} characters (these are ${length})`)
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)

/** text: of any length. */
export const textKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'text',
  toCache: toText,
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)
