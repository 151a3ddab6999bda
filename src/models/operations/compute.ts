import { AsyncLocalStorage } from 'node:async_hooks'
import { ModelDefinitionError } from '../../errors/model-errors.ts'
import { emptyRow } from '../cache.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import type { Recordset } from '../recordset.ts'
import { roundToMultiple } from '../kinds/number-text.ts'
import { cachedValue, emptyValue, knownValue } from './attributes.ts'
import { hasColumn } from './field-place.ts'

/** What waits for what it follows from, the latest first. */
interface Waiting {
  readonly field: FieldDefinition
  readonly ids: readonly number[]
  readonly before: Waiting | undefined
}

const waiting = new AsyncLocalStorage<Waiting>()

/** Computes fields that have no column, for the records that lack them. */
export async function computeFields(records: Model, fields: readonly FieldDefinition[]): Promise<void> {
  for (const [method, group] of byMethod(fields)) {
    const first = group[0] as FieldDefinition
    const lacking = records.ids.filter((id) => group.some((field) => lacks(records, field, id)))
    if (lacking.length === 0) continue
    const chosen = records.withIds(lacking)
    const seen = first.computeSudo && first.inherited === null ? chosen.sudo() : chosen
    await (method === null ? followPath(seen, first) : runCompute(seen, method, fieldsOf(first, method, records)))
    if (seen.env !== records.env) for (const field of group) copyValues(seen, chosen, field)
  }
}

// A field that is just being computed is not begun again, even where its method leads back to it.
function lacks(records: Model, field: FieldDefinition, id: number): boolean {
  return knownOwn(records, field, id) === undefined && !records.env.transaction.computingOf(field)?.has(id)
}

/** A method computes all its fields at once; a related field is computed by itself. */
function byMethod(fields: readonly FieldDefinition[]): Array<[string | null, FieldDefinition[]]> {
  const groups: Array<[string | null, FieldDefinition[]]> = []
  for (const field of fields) {
    const group = field.compute === null ? undefined : groups.find(([method]) => method === field.compute)
    if (group === undefined) groups.push([field.compute, [field]])
    else group[1].push(field)
  }
  return groups
}

function fieldsOf(like: FieldDefinition, method: string, { definition }: Model): FieldDefinition[] {
  return [...definition.fields.values()].filter(({ compute, store }) => compute === method && store === like.store)
}

/**
 * Runs a method that computes fields, after reading what it depends on.
 *
 * @throws {ModelDefinitionError} where it leaves a record without a value
 */
export async function runCompute(records: Model, method: string, fields: readonly FieldDefinition[]): Promise<void> {
  const paths = [...new Set(fields.flatMap(({ depends }) => depends)), 'id']
  await waiting.run(linked(records, fields), () => load(records, paths))
  const release = records.env.transaction.protect(fields, records.ids)
  try {
    await (records as unknown as Record<string, () => unknown>)[method]?.()
  } finally {
    release()
  }
  for (const field of fields) {
    const without = records.ids.find((id) => knownOwn(records, field, id) === undefined)
    if (without === undefined) continue
    throw new ModelDefinitionError(`${method} gave ${field.model}(${without}).${field.name} no value.`)
  }
  for (const field of fields) if (field.type === 'monetary' && !hasColumn(field)) await roundMoney(records, field)
}

/**
 * Puts what is about to be computed before all that waits for it.
 *
 * @throws {ModelDefinitionError} where it waits for itself: nothing was computed since, so that it would do so for ever
 */
function linked({ ids }: Model, [field]: readonly FieldDefinition[]): Waiting {
  const before = waiting.getStore()
  const names = [field!.name]
  for (let link = before; link !== undefined; link = link.before) {
    names.unshift(link.field.name)
    if (link.field === field && link.ids.length === ids.length && link.ids.every((id) => ids.includes(id)))
      throw new ModelDefinitionError(`${field.model}.${field.name} follows from itself: ${names.join(' ← ')}.`)
  }
  return { field: field!, ids, before }
}

/** Amounts that no column takes are rounded here. Source: odoo.fields.Monetary.convert_to_cache. */
async function roundMoney(records: Model, field: FieldDefinition): Promise<void> {
  const { env } = records
  const currency = records.definition.fields.get(field.currencyField ?? '')
  if (currency?.comodel == null || !env.registry.definition(currency.comodel).fields.has('rounding')) return
  const amounts = records.filtered((record) => Boolean(knownOwn(record, field, record.ids[0] as number)))
  if (amounts.length === 0) return
  await load(amounts.sudo(), [`${currency.name}.rounding`])
  for (const record of amounts) {
    const rounding = valueAt(record.sudo(), [currency.name, 'rounding']) as number | null | undefined
    const amount = knownOwn(record, field, record.ids[0] as number) as number
    if (rounding) setValue(record, field, roundToMultiple(amount, rounding))
  }
}

/** Gives a related field the value at the end of its path. */
async function followPath(records: Model, field: FieldDefinition): Promise<void> {
  const path = field.related as readonly string[]
  await load(records, [path.join('.')])
  for (const record of records) setValue(record, field, valueAt(record, path) ?? emptyValue(field))
}

/** The cached value at the end of a path, by the first record of each relation; undefined where it breaks off. */
function valueAt(record: Model, path: readonly string[]): unknown {
  let at: Recordset = record
  for (const name of path.slice(0, -1)) at = (at as unknown as Record<string, Recordset>)[name]!.slice(0, 1)
  const [id] = at.ids
  const last = path.at(-1) as string
  if (id === undefined) return undefined
  return last === 'id' ? id : cachedValue(at.env, at.env.registry.field(at.definition.name, last), id)
}

// Reading may compute, and computing reads: the records' own method is between them.
async function load(records: Model, paths: readonly string[]): Promise<void> {
  await records.load(...(paths as never[]))
}

function copyValues(from: Model, to: Model, field: FieldDefinition): void {
  for (const [index, record] of [...to].entries()) {
    setValue(record, field, knownValue(from.env, field, from.ids[index] as number))
  }
}

function setValue({ env, ids: [id] }: Model, field: FieldDefinition, value: unknown): void {
  const cache = env.cacheOf(field.model)
  let row = cache.get(id as number)
  if (row === undefined) cache.set(id as number, (row = emptyRow()))
  row[field.name] = value
}

function knownOwn({ env }: Model, field: FieldDefinition, id: number): unknown {
  return env.cacheOf(field.model).get(id)?.[field.name]
}
