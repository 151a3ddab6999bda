import { UserError, ValidationError } from '../../errors/business-errors.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { Model } from '../model.ts'
import { hasColumn, isRelation } from './load.ts'

/** Values that were given, by what is done with them. */
export interface SplitValues {
  /** Into the model's table, as the cache holds them. */
  readonly columns: Map<FieldDefinition, unknown>
  /** One2many and many2many. */
  readonly relations: Map<FieldDefinition, unknown>
  /** Computed fields with a method that takes what was written, as the cache holds them. */
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
 * @throws {ValidationError} for a value that a field cannot hold
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
  } else if (field.inverse !== null) split.inverse.set(field, field.kind.toCache(given, field))
  else
    throw new UserError(
      `The field ${labelIn(field.label, null)} (${field.model}.${field.name}) is computed: it cannot be written.`,
    )
}

/** @throws {ValidationError} where a field that must have a value gets none */
export function checkRequired(values: ReadonlyMap<FieldDefinition, unknown>): void {
  for (const [field, value] of values) {
    if (!field.required || value !== null || field.compute !== null) continue
    throw new ValidationError(`Missing required value for the field '${labelIn(field.label, null)}' (${field.name}).`)
  }
}
