import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { cachedValue } from './attributes.ts'
import { hasColumn, isRelation } from './field-place.ts'
import { loadFields } from './load.ts'

/** How deep lines of lines are copied. */
const DEPTH_LIMIT = 8

/** Makes a record like another; see `Model.copy`. */
export async function copyRecord(records: Model, values: Values): Promise<Model> {
  records.ensureOne()
  return records.create({ ...(await copyData(records, new Set(Object.keys(values)), 0)), ...values })
}

async function copyData(record: Model, given: ReadonlySet<string>, depth: number): Promise<Record<string, unknown>> {
  const { env, definition } = record
  const readable: FieldDefinition[] = []
  const links = new Set(definition.inherits.values())
  for (const field of definition.fields.values()) {
    if (!isCopied(field) || given.has(field.name) || links.has(field.name)) continue
    if (field.groups === null || env.su || (await env.registry.access.fieldAllowed(env, field))) readable.push(field)
  }
  await loadFields(
    record,
    readable.map(({ name }) => name),
  )
  const data: Record<string, unknown> = {}
  for (const field of readable) {
    if (field.inherited !== null && given.has(field.inherited)) continue
    const value = cachedValue(env, field, record.ids[0] as number)
    data[field.name] = field.type === 'one2many' ? await copyLines(record, field, value as number[], depth) : value
  }
  return data
}

// The many2one to a delegated record is left out: the copy gets one of its own.
function isCopied(field: FieldDefinition): boolean {
  if (!field.copy || field.automatic || field.name === 'id') return false
  if (field.inherited !== null) return true
  return hasColumn(field) || isRelation(field)
}

async function copyLines(
  record: Model,
  field: FieldDefinition,
  ids: readonly number[],
  depth: number,
): Promise<unknown> {
  if (depth >= DEPTH_LIMIT) return []
  const commands: unknown[] = []
  for (const line of record.env.records(field.comodel as string, ids)) {
    commands.push([0, 0, await copyData(line, new Set([field.inverseName as string]), depth + 1)])
  }
  return commands
}
