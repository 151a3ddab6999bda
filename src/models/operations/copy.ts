import { AsyncLocalStorage } from 'node:async_hooks'
import type { Values } from '../context.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { cachedValue } from './attributes.ts'
import { hasColumn, isRelation } from './field-place.ts'
import { loadFields } from './load.ts'

/** The records that are copied with the one that is: each once, whatever leads to it. Source: odoo `__copy_data_seen`. */
const along = new AsyncLocalStorage<Set<string>>()

/** Makes records like others; see `Model.copy`. */
export async function copyRecords(records: Model, values: Values): Promise<Model> {
  // Archived records are linked, and archived lines copied, too.
  const list = await along.exit(() => records.withContext({ active_test: false }).copyData(values))
  return records.create(list.length === 1 ? list[0] : list)
}

/** The values that copies of records are made of; see `Model.copyData`. */
export async function valuesToCopy(records: Model, values: Values): Promise<Values[]> {
  const { env, definition } = records
  const given = new Set(Object.keys(values))
  const readable: FieldDefinition[] = []
  const delegated = new Set(givenByDelegation(env, definition, definition, given))
  for (const field of definition.fields.values()) {
    if (!isCopied(field) || given.has(field.name) || delegated.has(field.name)) continue
    if (field.groups === null || env.su || (await env.registry.access.fieldAllowed(env, field))) readable.push(field)
  }
  await loadFields(
    records,
    readable.map(({ name }) => name),
  )
  const list: Values[] = []
  for (const record of records) {
    const seen = along.getStore() ?? new Set([keyOf(definition.name, record.id)])
    list.push({ ...(await along.run(seen, () => dataOf(record, readable, seen))), ...values })
  }
  return list
}

async function dataOf(record: Model, fields: readonly FieldDefinition[], seen: Set<string>): Promise<Values> {
  const data: Record<string, unknown> = {}
  for (const field of fields) {
    const value = cachedValue(record.env, field, record.id)
    data[field.name] = field.type === 'one2many' ? await copyLines(record, field, value as number[], seen) : value
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

// In the order in which they were made, so that the copies have it too.
async function copyLines(
  { env }: Model,
  { comodel, inverseName }: FieldDefinition,
  ids: readonly number[],
  seen: Set<string>,
): Promise<unknown> {
  const model = comodel as string
  const fresh = ids.filter((id) => !seen.has(keyOf(model, id))).toSorted((left, right) => left - right)
  for (const id of fresh) seen.add(keyOf(model, id))
  const copies = await env.records(model, fresh).copyData({ [inverseName as string]: null })
  return copies.map((values) => [0, 0, values])
}

function keyOf(model: string, id: number): string {
  return `${model},${id}`
}
