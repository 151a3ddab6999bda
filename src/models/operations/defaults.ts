import type { FieldDefinition } from '../field-definition.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
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

/** The same as `write` takes it, and clients know it: records as ids or commands. See `Model.defaultGet`. */
export async function writtenDefaults(records: Model, names: Iterable<string>): Promise<Record<string, unknown>> {
  const values = await defaultValues(records, names)
  for (const [name, value] of Object.entries(values)) {
    if (!isRecordset(value)) continue
    const field = records.env.registry.field(records.definition.name, name)
    const cached = field.kind.toCache(value, field)
    values[name] = Array.isArray(cached) ? [[6, 0, cached]] : cached
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
  if (typeof field.default !== 'function') return field.default
  // So that `env.company` is known, with all rights too.
  if (env.uid !== null && env.registry.has('res.users')) await env.ready()
  return (field.default as (environment: typeof env) => unknown)(env)
}

/** The fields for which a default is looked for where they are not given. */
export function defaultable(field: FieldDefinition): boolean {
  return (
    !field.automatic && field.inherited === null && (hasColumn(field) || isRelation(field) || field.inverse !== null)
  )
}
