import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, sql } from '../sql.ts'
import { PREFETCH_LIMIT } from './prefetch.ts'
import { select } from './run.ts'
import { buildSelection } from './search.ts'

/** Reads which records a one2many or many2many leads to: those that the user may read, in their model's order. */
export async function loadRelation(records: Model, field: FieldDefinition): Promise<void> {
  const cache = records.env.cacheOf(field.model)
  const ids = relationIds(records, field)
  if (ids.length === 0) return
  const found = new Map<number, number[]>(ids.map((id) => [id, []]))
  for (const { source, id } of await selectPairs(records, field, ids)) found.get(source)?.push(id)
  for (const [id, linked] of found) {
    const row = cache.get(id)
    if (row !== undefined) row[field.name] = linked
  }
}

// Only records that are known to be readable, those that came along included.
function relationIds(records: Model, field: FieldDefinition): number[] {
  const cache = records.env.cacheOf(field.model)
  const wanted = (id: number): boolean => {
    const row = cache.get(id)
    return row?.['id'] !== undefined && row[field.name] === undefined
  }
  if (!records.ids.some(wanted)) return []
  const ids = new Set(records.ids.filter(wanted))
  for (const id of records.prefetchIds ?? []) {
    if (ids.size >= PREFETCH_LIMIT) break
    if (wanted(id)) ids.add(id)
  }
  return [...ids]
}

/** The records that a one2many or many2many of some records leads to and shows, in their model's order. */
export async function selectPairs(
  { env }: Model,
  field: FieldDefinition,
  ids: readonly number[],
): Promise<Array<{ source: number; id: number }>> {
  const target = env.registry.definition(field.comodel as string)
  const seen =
    Object.keys(field.context).length === 0 ? env : env.with({ context: { ...env.context, ...field.context } })
  const { joins, where, orderBy } = await buildSelection(seen, target, field.domain as never, target.order)
  const table = identifier(target.table)
  if (field.relation === null) {
    const inverse = sql`t.${identifier(field.inverseName as string)}`
    return select(
      env.cr,
      sql`select ${inverse} as source, t.id from ${table} t${joins} where ${inverse} = any(${ids}::int4[]) and ${where}${orderBy}`,
    )
  }
  const { table: link, column, otherColumn } = field.relation
  const source = sql`link.${identifier(column)}`
  return select(
    env.cr,
    sql`select ${source} as source, t.id from ${identifier(link)} link join ${table} t on t.id = link.${identifier(otherColumn)}${joins} where ${source} = any(${ids}::int4[]) and ${where}${orderBy}`,
  )
}
