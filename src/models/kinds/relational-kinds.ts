import type { FieldDefinition } from '../field-definition.ts'
import type { FieldKind } from './field-kind.ts'
import { isId, isRecordset } from './recordset-value.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

/** many2one: an id. */
export const many2oneKind: FieldKind = Object.freeze({
  relational: true,
  columnType: () => 'int4',
  toCache(given, field) {
    if (isNothing(given) || given === '' || given === 0) return null
    if (isRecordset(given)) {
      const ids = idsOf(given, field)
      if (ids.length > 1) throw refused(field, given, 'a single record')
      return ids[0] ?? null
    }
    // As read() gives it: id and name.
    const id: unknown = Array.isArray(given) && given.length === 2 && typeof given[1] === 'string' ? given[0] : given
    if (!isId(id)) throw refused(field, given, `a record of ${field.comodel}, or its id`)
    return id
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)

/** one2many and many2many: ids, each once. Commands are for who writes. */
export const x2manyKind: FieldKind = Object.freeze({
  relational: true,
  columnType: () => null,
  toCache(given, field) {
    if (isNothing(given) || given === '') return []
    if (isRecordset(given)) return [...new Set(idsOf(given, field))]
    if (!Array.isArray(given) || !given.every(isId))
      throw refused(field, given, `records of ${field.comodel}, or their ids`)
    return [...new Set(given)]
  },
  toColumn: same,
  fromColumn: (raw) => (Array.isArray(raw) ? raw : []),
  toRead: same,
} satisfies FieldKind)

function idsOf(
  given: { readonly definition: { readonly name: string }; readonly ids: readonly number[] },
  field: FieldDefinition,
): readonly number[] {
  const { name } = given.definition
  if (name === field.comodel) return given.ids
  throw refused(field, `${name}(${given.ids.slice(0, 5).join(', ')})`, `records of ${field.comodel}`)
}

/** reference: model and id, `'res.partner,3'`. */
export const referenceKind: FieldKind = Object.freeze({
  relational: true,
  columnType: () => 'varchar',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    if (isRecordset(given) && given.ids.length === 0) return null
    if (isRecordset(given) && given.ids.length > 1) throw refused(field, given, 'a single record')
    const text = isRecordset(given) ? `${given.definition.name},${given.ids[0]}` : given
    const [, model, id] = (typeof text === 'string' && /^([a-z_][\w.]{0,99}),(\d{1,10})$/i.exec(text)) || []
    if (model === undefined || !isId(Number(id)))
      throw refused(field, given, 'a record, or its model and id as "res.partner,3"')
    const { selection } = field
    if (Array.isArray(selection) && !selection.some(([each]) => each === model))
      throw refused(field, text, `a record of ${selection.map(([each]) => each as string).join(', ') || 'no model'}`)
    return `${model},${Number(id)}`
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)
