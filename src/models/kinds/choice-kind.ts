import type { FieldKind } from './field-kind.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

/** selection: one of its values. Where a method gives them, the column takes any text, and who writes asks the method. */
export const selectionKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'varchar',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    const value = typeof given === 'number' ? String(given) : given
    if (typeof value !== 'string') throw refused(field, given, 'one of its choices')
    const { selection } = field
    if (Array.isArray(selection) ? !selection.some(([each]) => each === value) : value.includes('\0'))
      throw refused(field, given, 'one of its choices')
    return value
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)
