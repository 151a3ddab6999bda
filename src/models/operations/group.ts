import { DomainError } from '../../errors/model-errors.ts'
import { Domain } from '../domain/domain.ts'
import type { Model } from '../model.ts'
import { identifier, joined, NO_SQL, sql, type Sql } from '../sql.ts'
import { checkFields } from './access-checks.ts'
import { parseAggregate, type Aggregate } from './aggregate.ts'
import { parseGrouping, type Grouping } from './grouping.ts'
import { run } from './run.ts'
import { buildSelection, limits } from './search.ts'

/** How records are grouped. */
export interface GroupOptions {
  groupby: string | readonly string[]
  limit?: number
  offset?: number
  /** Of the groups: fields as in SQL; default: by the groups' values. */
  orderby?: string
  /** Whether only the first field groups, the others being left for later in `__context`; as Odoo does by default: false here. */
  lazy?: boolean
}

/** One group: its values, `__count`, and the `__domain` that holds for its records. */
export type Group = Record<string, unknown> & { __count: number; __domain: Domain }

/** Groups records; see `Model.readGroup`. */
export async function groupRecords(
  records: Model,
  domain: Domain,
  fields: readonly string[],
  options: string | readonly string[] | GroupOptions,
): Promise<Group[]> {
  const { env, definition } = records
  const settings: GroupOptions = typeof options === 'string' || isList(options) ? { groupby: options } : options
  const all = [settings.groupby].flat().map((text) => parseGrouping(records, text))
  const groupings = settings.lazy ? all.slice(0, 1) : all
  const aggregates = fields
    .map((text) => parseAggregate(records, text))
    .filter((aggregate) => aggregate !== null)
    .filter(({ name }) => !groupings.some((grouping) => grouping.text === name || grouping.field.name === name))
  await checkFields(
    env,
    [...groupings, ...aggregates].map(({ field }) => field),
  )
  await env.flush()
  const selection = await buildSelection(env, definition, domain, null)
  const rows = await run(env.cr, statement(records, groupings, aggregates, selection.where, settings))
  return Promise.all(
    rows.map((row) => toGroup(row, groupings, aggregates, { domain, rest: all.slice(groupings.length) })),
  )
}

function isList(options: unknown): options is readonly string[] {
  return Array.isArray(options)
}

function statement(
  { definition }: Model,
  groupings: readonly Grouping[],
  aggregates: readonly Aggregate[],
  where: Sql,
  settings: GroupOptions,
): Sql {
  const columns = [
    ...groupings.map(({ expression }, index) => sql`${expression} as ${identifier(`g${index}`)}`),
    ...aggregates.map(({ expression }, index) => sql`${expression} as ${identifier(`a${index}`)}`),
    sql`count(distinct t.id) as n`,
  ]
  const joins = joined(
    groupings.map(({ join }) => join).filter((join) => !join.isEmpty),
    ' ',
  )
  const places = groupings.map((_, index) => identifier(`g${index}`))
  const groupBy = places.length === 0 ? NO_SQL : sql` group by ${joined(places)}`
  const orderBy = orderOf(groupings, aggregates, settings.orderby)
  return sql`select ${joined(columns)} from ${identifier(definition.table)} t ${joins} where ${where}${groupBy}${orderBy}${limits(settings)}`
}

function orderOf(groupings: readonly Grouping[], aggregates: readonly Aggregate[], text: string | undefined): Sql {
  if (text === undefined || text === '') {
    return groupings.length === 0
      ? NO_SQL
      : sql` order by ${joined(groupings.map((_, index) => identifier(`g${index}`)))}`
  }
  const parts = text.split(',').map((part) => {
    const found = /^\s*([\w:]+)(?:\s+(asc|desc))?\s*$/i.exec(part)
    const [, name = '', direction] = found ?? []
    const place = placeOf(name, groupings, aggregates)
    if (found === null || place === null)
      throw new DomainError(`The groups cannot be ordered by ${JSON.stringify(part.trim())}.`)
    return direction?.toLowerCase() === 'desc' ? sql`${place} desc` : place
  })
  return sql` order by ${joined(parts)}`
}

function placeOf(name: string, groupings: readonly Grouping[], aggregates: readonly Aggregate[]): Sql | null {
  if (name === '__count') return sql`n`
  const grouping = groupings.findIndex(({ text, field }) => text === name || field.name === name)
  if (grouping !== -1) return identifier(`g${grouping}`)
  const aggregate = aggregates.findIndex((each) => each.name === name)
  return aggregate === -1 ? null : identifier(`a${aggregate}`)
}

async function toGroup(
  row: Record<string, unknown>,
  groupings: readonly Grouping[],
  aggregates: readonly Aggregate[],
  { domain, rest }: { domain: Domain; rest: readonly Grouping[] },
): Promise<Group> {
  const group: Record<string, unknown> = {}
  const conditions: Domain[] = [domain]
  const ranges: Record<string, unknown> = {}
  for (const [index, grouping] of groupings.entries()) {
    const { shown, condition, range } = await grouping.describe(row[`g${index}`])
    group[grouping.text] = shown
    conditions.push(condition)
    if (range !== undefined) ranges[grouping.text] = range
  }
  for (const [index, { name, convert }] of aggregates.entries()) group[name] = convert(row[`a${index}`])
  group['__count'] = row['n']
  const [first] = groupings
  if (first !== undefined) group[`${first.field.name}_count`] = row['n']
  if (Object.keys(ranges).length > 0) group['__range'] = ranges
  if (rest.length > 0) group['__context'] = { group_by: rest.map(({ text }) => text) }
  group['__domain'] = Domain.and(conditions)
  return group as Group
}
