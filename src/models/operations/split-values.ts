import { UserError, ValidationError } from '../../errors/business-errors.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Model } from '../model.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
import { toCommands } from './commands.ts'
import { hasColumn, isMany, isRelation } from './field-place.ts'

/** Values that were given, by what is done with them. */
export interface SplitValues {
  /** Into the model's table, as the cache holds them. */
  readonly columns: Map<FieldDefinition, unknown>
  /** One2many and many2many. */
  readonly relations: Map<FieldDefinition, unknown>
  /** Computed fields with a method that takes what was written, as the cache holds them; sets of records as commands. */
  readonly inverse: Map<FieldDefinition, unknown>
  /** Fields that show another record's: written there, as they were given. */
  readonly related: Map<FieldDefinition, unknown>
  /** By the many2one: values of the records that are delegated to. */
  readonly parents: Map<string, Record<string, unknown>>
}

/**
 * Sorts values by what is done with them.
 *
 * @throws {UnknownFieldError} for a name that is no field
 * @throws {ValidationError} for a value that a field cannot hold, or where there are no values
 * @throws {UserError} for a field that is computed and takes no value
 */
export function splitValues({ env, definition }: Model, values: Values): SplitValues {
  const split: SplitValues = {
    columns: new Map(),
    relations: new Map(),
    inverse: new Map(),
    related: new Map(),
    parents: new Map(),
  }
  checkValues(definition, values)
  for (const [name, given] of Object.entries(values)) {
    if (given === undefined) continue
    const field = env.registry.field(definition.name, name)
    if (!field.automatic) sort(split, field, given)
  }
  return split
}

function sort(split: SplitValues, field: FieldDefinition, given: unknown): void {
  if (field.inherited !== null) {
    const values = split.parents.get(field.inherited) ?? {}
    values[field.name] = given
    split.parents.set(field.inherited, values)
  } else if (isRelation(field)) split.relations.set(field, given)
  else if (field.related !== null && !field.readonly) split.related.set(field, given)
  else if (hasColumn(field)) {
    const cached = field.kind.toCache(given, field)
    split.columns.set(field, cached)
    if (field.inverse !== null) split.inverse.set(field, cached)
  } else if (isMany(field) && field.inverse !== null) split.inverse.set(field, toCommands(given, field))
  else if (field.inverse !== null) split.inverse.set(field, field.kind.toCache(given, field))
  else
    throw new UserError(
      `The field ${labelIn(field.label, null)} (${field.model}.${field.name}) is computed: it cannot be written.`,
    )
}

/** @throws {ValidationError} for what is not an object of values */
export function checkValues({ name }: ModelDefinition, values: unknown): void {
  if (typeof values === 'object' && values !== null && !Array.isArray(values) && !isRecordset(values)) return
  throw new ValidationError(`The values of ${name} are given by the names of fields.`)
}

/** Whether a value can be kept, here or elsewhere: not that of a field which is only computed. */
export function isWritable(field: FieldDefinition): boolean {
  if (field.automatic) return false
  if (field.inherited !== null || field.inverse !== null || isRelation(field) || hasColumn(field)) return true
  return field.related !== null && !field.readonly
}

/** @throws {ValidationError} where a field that must have a value gets none */
export function checkRequired(values: ReadonlyMap<FieldDefinition, unknown>): void {
  for (const [field, value] of values) {
    if (!field.required || value !== null || field.compute !== null) continue
    throw new ValidationError(`Missing required value for the field '${labelIn(field.label, null)}' (${field.name}).`)
  }
}
