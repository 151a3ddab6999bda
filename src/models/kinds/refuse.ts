import { ValidationError } from '../../errors/business-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'

/** The error for a value that a field cannot hold. It shows the value only where it is short and plain. */
export function refused(field: FieldDefinition, given: unknown, expected: string): ValidationError {
  const message = `${JSON.stringify(labelIn(field.label, null))} takes ${expected}, not ${shown(given)}.`
  return new ValidationError(message, { context: { model: field.model, field: field.name } })
}

function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given)
  if (typeof given === 'bigint' || typeof given === 'symbol') return given.toString()
  if (given === null || typeof given === 'number' || typeof given === 'boolean') return String(given)
  if (Array.isArray(given)) return 'a list'
  return given instanceof Date ? 'a Date' : typeof given === 'object' ? 'an object' : `a ${typeof given}`
}

/** Whether nothing was given: null, undefined, or the `false` that stands for it in RPC. */
export function isNothing(given: unknown): given is null | undefined | false {
  return given === null || given === undefined || given === false
}

/** As it is: for kinds whose values look the same everywhere. */
export function same(value: unknown): unknown {
  return value
}

/** What a column gave; SQL has only null for nothing. */
export function orNull(raw: unknown): unknown {
  return raw ?? null
}
