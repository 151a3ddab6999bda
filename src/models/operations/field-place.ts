import type { FieldDefinition } from '../field-definition.ts'

/** Whether a field's values stand in the model's own table. */
export function hasColumn({ store, columnType, name }: FieldDefinition): boolean {
  return store && columnType !== null && name !== 'id'
}

/** Whether a field's values stand in another table. */
export function isRelation({ type, compute, related, store }: FieldDefinition): boolean {
  if (type === 'one2many') return compute === null && related === null
  return type === 'many2many' && (store || (compute === null && related === null))
}

/** Whether a field's value is a set of records. */
export function isMany({ type }: FieldDefinition): boolean {
  return type === 'one2many' || type === 'many2many'
}

/** The path that a field shows what is at the end of; null for one with values of its own. */
export function shownPath({ inherited, name, store, related }: FieldDefinition): readonly string[] | null {
  if (inherited !== null) return [inherited, name]
  return store ? null : related
}
