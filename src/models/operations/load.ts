import { UnknownFieldError } from '../../errors/model-errors.ts'
import { emptyRow, type ModelCache } from '../cache.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Model } from '../model.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
import { identifier, joined, sql, type Sql } from '../sql.ts'
import { hasColumn, isRelation } from './field-place.ts'
import { PREFETCH_LIMIT } from './prefetch.ts'
import { accessCondition, checkFields, refuse } from './access-checks.ts'
import { computeFields } from './compute.ts'
import { loadRelation } from './load-relation.ts'
import { PREPARED_READ } from './run.ts'

/** How many relations a path may lead through. */
const PATH_LIMIT = 32

/** Reads what paths lead to. Without paths: all that has a column and may be read. @returns the records */
export function loadPaths<Records extends Model>(records: Records, paths: readonly string[]): Promise<Records> {
  const isReady = paths.length > 0 && !records.env.transaction.hasPending
  return isReady ? loadTree(records, paths, 0) : prepareAndLoad(records, paths)
}

async function prepareAndLoad<Records extends Model>(records: Records, paths: readonly string[]): Promise<Records> {
  await records.env.flush()
  return loadTree(records, paths.length === 0 ? await allColumns(records) : paths, 0)
}

function loadTree<Records extends Model>(records: Records, paths: readonly string[], depth: number): Promise<Records> {
  const isDeep = paths.some((path) => path.includes('.'))
  return isDeep ? loadDeep(records, paths, depth) : loadFields(records, [...new Set(paths)])
}

async function loadDeep<Records extends Model>(
  records: Records,
  paths: readonly string[],
  depth: number,
): Promise<Records> {
  if (depth > PATH_LIMIT) throw new UnknownFieldError(`A path leads through more than ${PATH_LIMIT} relations.`)
  const tree = new Map<string, string[]>()
  for (const path of paths) {
    const dot = path.indexOf('.')
    const name = dot === -1 ? path : path.slice(0, dot)
    const rest = tree.get(name) ?? []
    if (dot !== -1) rest.push(path.slice(dot + 1))
    tree.set(name, rest)
  }
  await loadFields(records, [...tree.keys()])
  for (const [name, rest] of tree) {
    if (rest.length === 0 || records.length === 0) continue
    const next = records.mapped(name)
    if (!isRecordset(next)) throw noRelation(records, name)
    await loadTree(next as Model, rest, depth + 1)
  }
  return records
}

function noRelation(records: Model, name: string): UnknownFieldError {
  return new UnknownFieldError(`${records.definition.name}.${name} is no relation: a path cannot lead through it.`)
}

async function allColumns({ env, definition }: Model): Promise<string[]> {
  const names: string[] = []
  for (const field of definition.fields.values()) {
    if (!hasColumn(field)) continue
    if (field.groups === null || env.su || (await env.registry.access.fieldAllowed(env, field))) names.push(field.name)
  }
  return names
}

/** Reads fields of records into the cache. @returns the records */
export async function loadFields<Records extends Model>(records: Records, names: readonly string[]): Promise<Records> {
  const { env, definition } = records
  const fields = names.map((name) => env.registry.field(definition.name, name))
  const checked = checkFields(env, fields)
  if (checked !== undefined) await checked
  if (records.ids.length === 0) return records
  const columns = fields.filter(hasColumn)
  const computed =
    columns.length === fields.length
      ? []
      : fields.filter((field) => field.name !== 'id' && !hasColumn(field) && !isRelation(field))
  await fetchRows(records, columns, computed.length === 0 ? [] : ownDependencies(definition, computed))
  const lacks = lacking(env.cacheOf(definition.name), columns)
  const unknown = records.ids.filter(lacks)
  if (unknown.length > 0) await refuse(records.withIds(unknown), 'read')
  for (const field of fields) if (isRelation(field)) await loadRelation(records, field)
  if (computed.length > 0) await computeFields(records, computed)
  return records
}

/** The columns that computed fields follow from: they are read in the same query, where there is one. */
function ownDependencies({ fields }: ModelDefinition, computed: readonly FieldDefinition[]): FieldDefinition[] {
  return computed
    .filter(({ computeSudo }) => !computeSudo)
    .flatMap(({ depends }) => depends)
    .map((path) => fields.get(path.split('.', 1)[0] as string))
    .filter((field) => field !== undefined && field.groups === null && hasColumn(field)) as FieldDefinition[]
}

/** Reads columns of the records that may be read, with those that came together with them; others stay unknown. */
export async function fetchRows(
  records: Model,
  columns: readonly FieldDefinition[],
  along: readonly FieldDefinition[] = [],
): Promise<void> {
  const { env, definition } = records
  const cache = env.cacheOf(definition.name)
  const lacks = lacking(cache, columns)
  const wanted = records.ids.filter(lacks)
  if (wanted.length === 0) return
  const access = accessCondition(env, definition, 'read', 't')
  const condition = access instanceof Promise ? await access : access
  const ids = withPrefetch(records, wanted, lacks)
  const read = along.length === 0 ? columns : [...new Set([...columns, ...along])]
  const { text, values } = statementFor(definition, read, condition, ids)
  const { rows } = await env.cr.query(text, values, PREPARED_READ)
  for (const raw of rows) {
    const id = raw['id'] as number
    let row = cache.get(id)
    if (row === undefined) cache.set(id, (row = emptyRow()))
    row['id'] = id
    // What is known stays: it may be newer than the column.
    for (const field of read) {
      if (row[field.name] === undefined) row[field.name] = field.kind.fromColumn(raw[field.name], field)
    }
  }
}

/** What reads some columns: as SQL for conditions to be added, and as a text of its own. */
interface Selection {
  readonly list: Sql
  readonly text: string
}

const selections = new WeakMap<ModelDefinition, Map<string, Selection>>()
/** How many lists of columns are remembered of a model. */
const LIST_LIMIT = 200

function statementFor(
  definition: ModelDefinition,
  read: readonly FieldDefinition[],
  condition: Sql | null,
  ids: readonly number[],
): { text: string; values: unknown[] } {
  const { list, text } = selectionOf(definition, read)
  if (condition === null) return { text, values: [ids] }
  const table = identifier(definition.table)
  return sql`select ${list} from ${table} t where t.id = any(${ids}::int4[]) and ${condition}`.compile()
}

/** `t.id` and the columns of some fields. */
function selectionOf(definition: ModelDefinition, read: readonly FieldDefinition[]): Selection {
  let known = selections.get(definition)
  if (known === undefined) selections.set(definition, (known = new Map()))
  const key = read.map(({ name }) => name).join()
  let selection = known.get(key)
  if (selection === undefined) {
    const list = joined([sql`t.id`, ...read.map(({ name }) => sql`t.${identifier(name)}`)]).flat()
    const { text } =
      sql`select ${list} from ${identifier(definition.table)} t where t.id = any(${[]}::int4[])`.compile()
    selection = { list, text }
    if (known.size >= LIST_LIMIT) known.clear()
    known.set(key, selection)
  }
  return selection
}

/** Whether something of a record is not known, or whether it may be read at all. */
function lacking(cache: ModelCache, columns: readonly FieldDefinition[]): (id: number) => boolean {
  const names = ['id', ...columns.map(({ name }) => name)]
  return (id) => {
    const row = cache.get(id)
    if (row === undefined) return true
    for (const name of names) if (row[name] === undefined) return true
    return false
  }
}

function withPrefetch(records: Model, wanted: readonly number[], lacks: (id: number) => boolean): readonly number[] {
  const { prefetchIds } = records
  if (prefetchIds === null || wanted.length >= PREFETCH_LIMIT) return wanted
  const ids = new Set(wanted)
  for (const id of prefetchIds) {
    if (ids.size >= PREFETCH_LIMIT) break
    if (!ids.has(id) && lacks(id)) ids.add(id)
  }
  return [...ids]
}
