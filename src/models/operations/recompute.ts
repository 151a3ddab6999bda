import { ModelDefinitionError } from '../../errors/model-errors.ts'
import { ALL_LINKED } from '../domain/linked-records.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, joined, sql } from '../sql.ts'
import { cachedValue } from './attributes.ts'
import { columnValue } from './column-values.ts'
import { checkConstraints } from './constraints.ts'
import { computeFields, runCompute } from './compute.ts'
import { hasColumn } from './field-place.ts'
import { fetchRows } from './load.ts'
import { run } from './run.ts'
import { setMany2many } from './many2many.ts'
import { searchRecords } from './search.ts'
import { forgetRelations } from './written.ts'

/** How many rounds of fields that follow from each other are computed. */
const ROUND_LIMIT = 1000

/** Stored fields that are to be computed, and of which records. */
export type Stale = Map<FieldDefinition, Set<number>>

/**
 * Finds what follows from fields of records: stored fields are noted, others forgotten.
 *
 * @param relationsOnly only what is found through relations that are about to change
 */
export async function noteStale(
  env: Environment,
  model: string,
  ids: readonly number[],
  names: Iterable<string>,
  stale: Stale,
): Promise<void> {
  const all = seeingAll(env)
  const found = new Map<string, readonly number[]>()
  for (const name of names) {
    for (const { field, path } of env.registry.triggers.of(model, name)) {
      if (!field.store) {
        env.transaction.forgetComputed(field)
        continue
      }
      const key = `${field.model} ${path.join('.')}`
      if (!found.has(key)) found.set(key, await sources(all, field.model, path, ids))
      add(stale, field, found.get(key) as readonly number[])
    }
  }
}

function add(stale: Stale, field: FieldDefinition, ids: readonly number[]): void {
  if (ids.length === 0) return
  const known = stale.get(field)
  if (known === undefined) stale.set(field, new Set(ids))
  else for (const id of ids) known.add(id)
}

async function sources(
  env: Environment,
  model: string,
  path: readonly string[],
  ids: readonly number[],
): Promise<readonly number[]> {
  if (path.length === 0) return ids
  const found = await searchRecords(env.records(model), [[path.join('.'), 'in', [...ids]]], { order: 'id' })
  return found.ids
}

/** Computes stored fields, and what follows from them. */
export async function recompute(env: Environment, stale: Stale): Promise<void> {
  const all = withAllRights(env)
  for (let round = 0; stale.size > 0; round++) {
    if (round > ROUND_LIMIT)
      throw new ModelDefinitionError(
        `Computed fields follow from each other without end: ${[...stale.keys()].map(({ model, name }) => `${model}.${name}`).join(', ')}.`,
      )
    const first = nextField(env, stale)
    const fields = [...stale.keys()].filter((field) => sameMethod(field, first))
    const due: Stale = new Map(fields.map((field) => [field, stale.get(field) as Set<number>]))
    const ids = [...new Set([...due.values()].flatMap((each) => [...each]))]
    for (const field of fields) stale.delete(field)
    await computeStored(all.records(first.model, ids), first, due, stale)
  }
}

/** A field that follows from none of the others that are still to be computed. */
function nextField(env: Environment, stale: Stale): FieldDefinition {
  const waiting = [...stale.keys()]
  const follows = new Set(
    waiting.flatMap((field) =>
      env.registry.triggers
        .of(field.model, field.name)
        .map((trigger) => trigger.field)
        .filter((other) => !sameMethod(other, field)),
    ),
  )
  // Money is rounded by its currency, which comes first.
  for (const field of waiting) {
    const { type, model, currencyField } = field
    if (type !== 'monetary' || !waiting.some((other) => other.model === model && other.name === currencyField)) continue
    for (const other of waiting) if (sameMethod(other, field)) follows.add(other)
  }
  return waiting.find((field) => !follows.has(field)) ?? (waiting[0] as FieldDefinition)
}

function sameMethod(left: FieldDefinition, right: FieldDefinition): boolean {
  return left === right || (left.compute !== null && left.model === right.model && left.compute === right.compute)
}

async function computeStored(records: Model, first: FieldDefinition, due: Stale, stale: Stale): Promise<void> {
  const { env, definition } = records
  const fields = [...due.keys()]
  // The method gives values to all its fields, also to those that were given one, which they keep.
  const computed = [...definition.fields.values()].filter((field) => field.store && sameMethod(field, first))
  const columns = computed.filter(hasColumn)
  await fetchRows(records, columns)
  const cache = env.cacheOf(definition.name)
  const there = records.withIds(records.ids.filter((id) => cache.get(id)?.['id'] !== undefined))
  if (there.length === 0) return
  const before = new Map(there.ids.map((id) => [id, { ...cache.get(id) }]))
  for (const [{ name }, ids] of due) for (const id of ids) delete cache.get(id)?.[name]
  if (first.compute === null) await computeFields(there, fields)
  else await runCompute(there, first.compute, computed)
  for (const field of computed) {
    for (const id of there.ids) {
      const row = cache.get(id)
      if (row !== undefined && !due.get(field)?.has(id)) row[field.name] = before.get(id)?.[field.name]
    }
  }
  const changed = await storeChanges(there, columns, before)
  for (const field of fields) {
    if (field.relation === null) continue
    const ids = there.ids.filter((id) => due.get(field)?.has(id))
    for (const id of ids) await setMany2many(env.cr, field, id, cachedValue(env, field, id) as readonly number[])
    add(changed, field, ids)
  }
  for (const [field, ids] of changed) {
    env.transaction.invalidateElsewhere(env, field.model, ids, [field.name])
    // Money is rounded by the database.
    if (field.type === 'monetary') env.transaction.invalidate(field.model, ids, [field.name])
    forgetRelations(env, field.model, new Set([field.name]))
    await noteStale(env, field.model, [...ids], [field.name], stale)
  }
  await checkConstraints(there, new Set(fields.map(({ name }) => name)))
}

/** Writes the computed values that are new. */
async function storeChanges(
  records: Model,
  columns: readonly FieldDefinition[],
  before: ReadonlyMap<number, Readonly<Record<string, unknown>>>,
): Promise<Stale> {
  const { env, definition, ids } = records
  const changed: Stale = new Map()
  const updates = new Map<string, { values: Map<FieldDefinition, unknown>; ids: number[] }>()
  for (const id of ids) {
    const values = new Map<FieldDefinition, unknown>()
    for (const field of columns) {
      const value = cachedValue(env, field, id)
      if (same(value, before.get(id)?.[field.name])) continue
      values.set(field, value)
      add(changed, field, [id])
    }
    if (values.size === 0) continue
    const key = JSON.stringify([...values].map(([{ name }, value]) => [name, value]))
    const known = updates.get(key)
    if (known === undefined) updates.set(key, { values, ids: [id] })
    else known.ids.push(id)
  }
  for (const update of updates.values()) {
    const assignments = [...update.values.keys()].map(
      (field) => sql`${identifier(field.name)} = ${columnValue(records, field, update.values, sql`t`)}`,
    )
    await run(
      env.cr,
      sql`update ${identifier(definition.table)} as t set ${joined(assignments)} where t.id = any(${update.ids}::int4[])`,
    )
  }
  return changed
}

function same(left: unknown, right: unknown): boolean {
  return Object.is(left, right) || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right))
}

/** Sees what once was, or will be, linked too. */
function seeingAll(env: Environment): Environment {
  return env.with({ su: true, context: { ...env.context, active_test: false, [ALL_LINKED]: true } })
}

// What is stored is the same for all, whatever archived records who writes wants to see.
function withAllRights(env: Environment): Environment {
  const { active_test: _, ...context } = env.context
  return env.with({ su: true, context })
}
