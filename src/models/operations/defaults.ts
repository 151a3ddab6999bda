import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { hasColumn, isRelation } from './field-place.ts'

/** The values that new records have for fields that were not given, of those that have a default. */
export async function defaultValues(records: Model, names: Iterable<string>): Promise<Record<string, unknown>> {
  const { env, definition } = records
  const values: Record<string, unknown> = {}
  for (const name of names) {
    const field = env.registry.field(definition.name, name)
    const value = await defaultOf(records, field)
    if (value !== undefined) values[name] = value
  }
  return values
}

async function defaultOf(records: Model, field: FieldDefinition): Promise<unknown> {
  const { env } = records
  const key = `default_${field.name}`
  if (Object.hasOwn(env.context, key)) return env.context[key]
  if (field.inherited !== null) {
    const { comodel } = env.registry.field(field.model, field.inherited)
    return (await env.records(comodel as string).defaultGet([field.name]))[field.name]
  }
  return typeof field.default === 'function'
    ? await (field.default as (environment: typeof env) => unknown)(env)
    : field.default
}

/** The fields for which a default is looked for where they are not given. */
export function defaultable(field: FieldDefinition): boolean {
  return (
    !field.automatic && field.inherited === null && (hasColumn(field) || isRelation(field) || field.inverse !== null)
  )
}
