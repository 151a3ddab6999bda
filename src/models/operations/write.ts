import { UserError } from '../../errors/business-errors.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, joined, NO_SQL, sql } from '../sql.ts'
import { checkFields, checkRecords, missing } from './access-checks.ts'
import { applyCommands, idsAfter } from './apply-commands.ts'
import { assignField } from './attributes.ts'
import { checkChoices } from './check-choices.ts'
import { columnValue } from './column-values.ts'
import { checkConstraints } from './constraints.ts'
import { hasCycle } from './cycle.ts'
import { hasColumn, isMany } from './field-place.ts'
import { loadFields, loadPaths } from './load.ts'
import { noteStale, recompute, type Stale } from './recompute.ts'
import { checkRequired, splitValues, type SplitValues } from './split-values.ts'
import { noteWritten } from './written.ts'

/** Gives records values; see `Model.write`. */
export async function writeRecords(records: Model, values: Values): Promise<void> {
  const { env, definition } = records
  await env.flush()
  const split = splitValues(records, values)
  const fields = fieldsOf(split, records)
  if (records.length === 0 || fields.length === 0) return
  await checkFields(env, fields)
  await checkRecords(records, 'write')
  checkRequired(split.columns)
  await checkChoices(records, [split.columns])
  const names = new Set(fields.map(({ name }) => name))
  const stale: Stale = new Map()
  const linking = fields.filter(({ kind }) => kind.relational).map(({ name }) => name)
  await noteStale(env, definition.name, records.ids, linking, stale)
  await writeParents(records, split)
  await updateColumns(records, split.columns)
  for (const [field, given] of split.relations) await applyCommands(records, field, given)
  await writeElsewhere(records, split)
  noteWritten(env, definition.name, names)
  await noteStale(env, definition.name, records.ids, names, stale)
  keepGiven(stale, split.columns, records.ids)
  await refuseCircles(records, fields, names)
  await recompute(env, stale)
  await checkConstraints(records, names)
}

/**
 * What follows from the record above, and that from the next, has no end in a circle: the models' own rules say so, or we do.
 * Source: odoo.models.BaseModel._parent_store_update.
 */
async function refuseCircles(
  records: Model,
  fields: readonly FieldDefinition[],
  names: ReadonlySet<string>,
): Promise<void> {
  const { name: model, fields: all } = records.definition
  for (const { type, comodel, name } of fields) {
    if (type !== 'many2one' || comodel !== model) continue
    const goesUp = [...all.values()].some((each) => each.store && each.depends.includes(`${name}.${each.name}`))
    if (!goesUp || !(await hasCycle(records, name))) continue
    await checkConstraints(records, names)
    throw new UserError('Recursion Detected.')
  }
}

function fieldsOf({ columns, relations, inverse, related, parents }: SplitValues, records: Model): FieldDefinition[] {
  const delegated = [...parents.values()].flatMap((values) => Object.keys(values))
  return [
    ...columns.keys(),
    ...relations.keys(),
    ...inverse.keys(),
    ...related.keys(),
    ...delegated.map((name) => records.env.registry.field(records.definition.name, name)),
  ]
}

/** What other records keep, after the model's own table was written. */
export async function writeElsewhere(records: Model, { related, inverse }: SplitValues): Promise<void> {
  for (const [field, given] of related) await writeRelated(records, field, given)
  const methods = Map.groupBy(inverse, ([field]) => field.inverse as string)
  for (const [method, fields] of methods) {
    await runInverse(records, method, new Map(fields))
  }
}

/** Calls a method that finds the new values in the attributes, whatever it writes meanwhile. */
async function runInverse(
  records: Model,
  method: string,
  values: ReadonlyMap<FieldDefinition, unknown>,
): Promise<void> {
  const { transaction } = records.env
  const sets = [...values.keys()].filter(isMany)
  await loadFields(
    records,
    sets.map(({ name }) => name),
  )
  const changed = new Map<FieldDefinition, Map<number, number[]>>()
  for (const field of sets) changed.set(field, await idsAfter(records, field, values.get(field)))
  const release = transaction.protect([...values.keys()], records.ids)
  try {
    for (const [field, value] of values) {
      const each = changed.get(field)
      if (each === undefined) assignField(records, field, value)
      else for (const [id, ids] of each) assignField(records.withIds([id]), field, ids)
    }
    await (records as unknown as Record<string, () => unknown>)[method]?.()
  } finally {
    release()
  }
  for (const field of values.keys()) {
    if (!hasColumn(field)) transaction.invalidate(field.model, records.ids, [field.name])
  }
}

async function writeRelated(records: Model, field: FieldDefinition, given: unknown): Promise<void> {
  const path = field.related as readonly string[]
  const leading = path.slice(0, -1).join('.')
  const seen = field.computeSudo ? records.sudo() : records
  await loadPaths(seen, [leading])
  const targets = seen.mapped(leading) as unknown as Model
  await targets.write({ [path.at(-1) as string]: given })
}

async function writeParents(records: Model, { parents }: SplitValues): Promise<void> {
  for (const [via, values] of parents) {
    await loadFields(records, [via])
    await (records.mapped(via) as unknown as Model).write(values)
  }
}

async function updateColumns(records: Model, columns: ReadonlyMap<FieldDefinition, unknown>): Promise<void> {
  const { env, definition, ids } = records
  const table = sql`t`
  const assignments = [...columns.keys()].map(
    (field) => sql`${identifier(field.name)} = ${columnValue(records, field, columns, table)}`,
  )
  if (definition.logAccess) {
    assignments.push(sql`write_uid = ${env.uid}::int4`, sql`write_date = (now() at time zone 'UTC')`)
  }
  if (assignments.length === 0) return
  // Money is rounded by the database, which tells what it became.
  const money = [...columns.keys()].filter(({ type }) => type === 'monetary')
  const asked = joined([sql`t.id`, ...money.map(({ name }) => identifier('t', name))])
  const returning = money.length === 0 ? NO_SQL : sql` returning ${asked}`
  const statement = sql`update ${identifier(definition.table)} as t set ${joined(assignments)} where t.id = any(${ids}::int4[])${returning}`
  const { text, values } = statement.compile()
  const { rows, rowCount } = await env.cr.query<Record<string, unknown>>(text, values)
  if ((rowCount ?? 0) < new Set(ids).size) {
    const there = await records.exists()
    throw missing(records.difference(there))
  }
  remember(records, columns)
  const cache = env.cacheOf(definition.name)
  for (const told of rows) {
    const row = cache.get(told['id'] as number)
    if (row === undefined) continue
    for (const field of money) row[field.name] = field.kind.fromColumn(told[field.name], field)
  }
}

function remember({ env, definition, ids }: Model, columns: ReadonlyMap<FieldDefinition, unknown>): void {
  const { transaction } = env
  const cache = env.cacheOf(definition.name)
  const names = [...columns.keys()].map(({ name }) => name)
  transaction.invalidateElsewhere(env, definition.name, ids, names)
  transaction.invalidate(definition.name, ids, ['write_uid', 'write_date'])
  for (const [field, value] of columns) {
    for (const id of ids) {
      const row = cache.get(id)
      if (row !== undefined) row[field.name] = value
    }
  }
}

/** Computed fields that were given a value keep it. */
export function keepGiven(stale: Stale, columns: ReadonlyMap<FieldDefinition, unknown>, ids: readonly number[]): void {
  for (const field of columns.keys()) {
    const waiting = stale.get(field)
    if (waiting === undefined) continue
    for (const id of ids) waiting.delete(id)
    if (waiting.size === 0) stale.delete(field)
  }
}
