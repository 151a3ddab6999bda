import { UserError } from '../../errors/business-errors.ts'
import { emptyRow } from '../cache.ts'
import type { Values } from '../context.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, joined, sql, type Sql } from '../sql.ts'
import { checkFields, checkRecords } from './access-checks.ts'
import { fillNew } from './apply-commands.ts'
import { emptyValue } from './attributes.ts'
import { checkChoices } from './check-choices.ts'
import { columnValue } from './column-values.ts'
import { checkConstraints } from './constraints.ts'
import { defaultable, defaultValues } from './defaults.ts'
import { hasColumn, isRelation } from './field-place.ts'
import { noteStale, recompute, type Stale } from './recompute.ts'
import { run } from './run.ts'
import { checkRequired, checkValues, splitValues, type SplitValues } from './split-values.ts'
import { keepGiven, writeElsewhere } from './write.ts'
import { forgetRelations, noteWritten } from './written.ts'

/** How many values one statement may have. */
const PARAMETER_LIMIT = 30_000

/** Makes records; see `Model.create`. */
export async function createRecords(records: Model, list: readonly Values[]): Promise<Model> {
  const { env, definition } = records
  if (definition.abstract) throw new UserError(`${definition.name} is abstract: it has no records.`)
  for (const values of list) checkValues(definition, values)
  await env.flush()
  if (!env.su) {
    await env.registry.access.check(env, definition.name, 'create')
    const given = new Set([...list.flatMap((values) => Object.keys(values)), ...givenByContext(records)])
    await checkFields(
      env,
      [...given].map((name) => env.registry.field(definition.name, name)),
    )
  }
  if (list.length === 0) return records.withIds([])
  const splits: SplitValues[] = []
  for (const values of list) splits.push(splitValues(records, await withDefaults(records, values)))
  await createParents(records, splits)
  const rows = splits.map(({ columns }) => columns)
  for (const columns of rows) checkRequired(complete(records, columns))
  await checkChoices(records, rows)
  const made = records.withIds(await insertRows(records, rows))
  await finish(made, splits)
  return made
}

/** The fields that the context gives new records: who may not use one gives it nothing in this way either. */
function givenByContext({ env, definition }: Model): string[] {
  const names = Object.keys(env.context).filter((name) => name.startsWith('default_'))
  return names.map((name) => name.slice('default_'.length)).filter((name) => definition.fields.has(name))
}

/** The rest of what makes a record, once its row is there. */
async function finish(made: Model, splits: readonly SplitValues[]): Promise<void> {
  const { env, definition } = made
  const stale: Stale = new Map()
  noteWritten(env, definition.name, null)
  for (const [index, split] of splits.entries()) {
    const record = made.withIds([made.ids[index] as number])
    rememberRow(record, split)
  }
  const relations = new Set(splits.flatMap((split) => [...split.relations.keys()]))
  for (const field of relations) {
    const given = splits.flatMap((split, index): Array<[number, unknown]> =>
      split.relations.has(field) ? [[made.ids[index] as number, split.relations.get(field)]] : [],
    )
    await fillNew(withoutDefaults(made), field, given)
  }
  // What was linked is known from the other side, too.
  if (relations.size > 0) forgetRelations(env, definition.name, new Set([...relations].map(({ name }) => name)))
  for (const [index, split] of splits.entries()) await writeElsewhere(made.withIds([made.ids[index] as number]), split)
  await checkRecords(made, 'create')
  const names = new Set(splits.flatMap((split) => [...writtenNames(split)]))
  for (const field of definition.fields.values()) {
    if (field.store && isComputed(field)) stale.set(field, new Set(made.ids))
  }
  await noteStale(env, definition.name, made.ids, names, stale)
  for (const [index, split] of splits.entries()) keepGiven(stale, split.columns, [made.ids[index] as number])
  await recompute(env, stale)
  await checkConstraints(made, names)
}

/** What the context gives new records is not meant for their lines. Source: odoo.models.Model._create (clean_context). */
function withoutDefaults(made: Model): Model {
  const { context } = made.env
  const kept = Object.entries(context).filter(([name]) => !name.startsWith('default_'))
  if (kept.length === Object.keys(context).length) return made
  return made.withContext(Object.fromEntries(kept), { replace: true })
}

function isComputed({ compute, related, inherited }: FieldDefinition): boolean {
  return inherited === null && (compute !== null || related !== null)
}

function* writtenNames({ columns, relations, inverse, related, parents }: SplitValues): Iterable<string> {
  for (const fields of [columns, relations, inverse, related]) for (const { name } of fields.keys()) yield name
  for (const values of parents.values()) yield* Object.keys(values)
}

async function withDefaults(records: Model, values: Values): Promise<Values> {
  const absent: string[] = []
  for (const field of records.definition.fields.values()) {
    if (defaultable(field) && values[field.name] === undefined) absent.push(field.name)
  }
  return { ...(await defaultValues(records, absent)), ...values }
}

/** The values of a row, with null for fields that must have one and got none. */
function complete({ definition }: Model, columns: Map<FieldDefinition, unknown>): Map<FieldDefinition, unknown> {
  for (const field of definition.fields.values()) {
    if (!hasColumn(field) || field.automatic || columns.has(field) || field.compute !== null) continue
    if (field.type === 'boolean') columns.set(field, false)
    else if (field.required) columns.set(field, null)
  }
  return columns
}

/** Makes the records that the new ones delegate to, or changes those that were given. */
async function createParents({ env, definition }: Model, splits: readonly SplitValues[]): Promise<void> {
  for (const [model, via] of definition.inherits) {
    const link = env.registry.field(definition.name, via)
    const without = splits.filter(({ columns }) => (columns.get(link) ?? null) === null)
    const made =
      without.length === 0
        ? null
        : await env.records(model).create(without.map(({ parents }) => parents.get(via) ?? {}))
    for (const [index, { columns }] of without.entries()) columns.set(link, made?.ids[index] ?? null)
    for (const split of splits) {
      const values = split.parents.get(via)
      if (values !== undefined && !without.includes(split)) {
        await env.records(model, [split.columns.get(link) as number]).write(values)
      }
    }
  }
}

/** All rows have the same columns, so that the ids are in the order of the list. */
async function insertRows(
  records: Model,
  rows: ReadonlyArray<ReadonlyMap<FieldDefinition, unknown>>,
): Promise<number[]> {
  // A boolean is never empty, also where it is still to be computed.
  const booleans = [...records.definition.fields.values()].filter(
    (field) => field.type === 'boolean' && hasColumn(field),
  )
  const fields = [...new Set([...rows.flatMap((columns) => [...columns.keys()]), ...booleans])]
  const size = Math.max(1, Math.floor(PARAMETER_LIMIT / (2 * fields.length + 2)))
  const ids: number[] = []
  for (let from = 0; from < rows.length; from += size) {
    ids.push(...(await insertChunk(records, fields, rows.slice(from, from + size))))
  }
  return ids
}

async function insertChunk(
  records: Model,
  fields: readonly FieldDefinition[],
  rows: ReadonlyArray<ReadonlyMap<FieldDefinition, unknown>>,
): Promise<number[]> {
  const { env, definition } = records
  const names = fields.map(({ name }) => identifier(name))
  const logged: Sql[] = definition.logAccess
    ? [sql`${env.uid}::int4`, sql`(now() at time zone 'UTC')`, sql`${env.uid}::int4`, sql`(now() at time zone 'UTC')`]
    : []
  if (definition.logAccess) names.push(sql`create_uid`, sql`create_date`, sql`write_uid`, sql`write_date`)
  const table = identifier(definition.table)
  if (names.length === 0) {
    const made = await Promise.all(
      rows.map(() => run<{ id: number }>(env.cr, sql`insert into ${table} default values returning id`)),
    )
    return made.map(([row]) => (row as { id: number }).id)
  }
  const tuples = rows.map(
    (values) => sql`(${joined([...fields.map((field) => columnValue(records, field, values, null)), ...logged])})`,
  )
  const made = await run<{ id: number }>(
    env.cr,
    sql`insert into ${table} (${joined(names)}) values ${joined(tuples)} returning id`,
  )
  return made.map(({ id }) => id)
}

/** What is known of a record that was just made. */
function rememberRow({ env, definition, ids }: Model, { columns, relations }: SplitValues): void {
  const row = emptyRow()
  const id = ids[0] as number
  row['id'] = id
  for (const field of definition.fields.values()) {
    if (field.automatic) continue
    if (isRelation(field)) {
      if (!relations.has(field)) row[field.name] = []
    } else if (hasColumn(field) && (columns.has(field) || !isComputed(field)) && field.type !== 'monetary') {
      row[field.name] = columns.get(field) ?? emptyValue(field)
    }
  }
  env.cacheOf(definition.name).set(id, row)
}
