import type { Values } from '../context.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import type { ModelDefinition } from '../model-definition.ts'
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
  const delegated = new Set(givenByDelegation(env, definition, definition, given))
  for (const field of definition.fields.values()) {
    if (!isCopied(field) || given.has(field.name) || delegated.has(field.name)) continue
    if (field.groups === null || env.su || (await env.registry.access.fieldAllowed(env, field))) readable.push(field)
  }
  await loadFields(
    record,
    readable.map(({ name }) => name),
  )
  const data: Record<string, unknown> = {}
  for (const field of readable) {
    const value = cachedValue(env, field, record.ids[0] as number)
    data[field.name] = field.type === 'one2many' ? await copyLines(record, field, value as number[], depth) : value
  }
  return data
}

/**
 * What is not copied by itself: the many2one to a delegated record, of which the copy gets one of its own, at every level; where that is
 * given, what it gives. Source: odoo.models.BaseModel.copy_data (blacklist_given_fields).
 */
function* givenByDelegation(
  env: Environment,
  copied: ModelDefinition,
  model: ModelDefinition,
  given: ReadonlySet<string>,
): Iterable<string> {
  for (const [name, link] of model.inherits) {
    yield link
    const parent = env.registry.definition(name)
    if (!given.has(link)) yield* givenByDelegation(env, copied, parent, given)
    else for (const field of parent.fields.keys()) if (copied.fields.get(field)?.inherited !== null) yield field
  }
}

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
