import { UserError } from '../../errors/business-errors.ts'
import { DomainError } from '../../errors/model-errors.ts'
import { Domain } from '../domain/domain.ts'
import { compileOrder } from '../domain/order.ts'
import type { Environment } from '../environment.ts'
import type { Model } from '../model.ts'
import { identifier, joined, NO_SQL, sql, type Sql } from '../sql.ts'
import { checkFields } from './access-checks.ts'
import { parseAggregate, type Aggregate } from './aggregate.ts'
import { parseGrouping, type Grouping } from './grouping.ts'
import { select } from './run.ts'
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
  const all = await Promise.all([settings.groupby].flat().map((text) => parseGrouping(records, text)))
  const groupings = settings.lazy ? all.slice(0, 1) : all
  const parsed = await Promise.all(fields.map((text) => parseAggregate(records, text)))
  const aggregates = parsed
    .filter((aggregate) => aggregate !== null)
    .filter(({ name }) => !groupings.some((grouping) => grouping.text === name || grouping.field.name === name))
  const twice = aggregates.find(({ name }, index) => aggregates.findIndex((each) => each.name === name) < index)
  if (twice !== undefined)
    throw new UserError(`Two values would be called ${twice.name}: write them as 'name:function(field)'.`)
  await checkFields(
    env,
    [...groupings, ...aggregates].map(({ field }) => field),
  )
  await env.flush()
  const selection = await buildSelection(env, definition, domain, null)
  const rows = await select(env.cr, await statement(records, groupings, aggregates, selection.where, settings))
  for (const [index, { prepare }] of groupings.entries()) await prepare(rows.map((row) => row[`g${index}`]))
  const rest = all.slice(groupings.length)
  return rows.map((row) => toGroup(row, groupings, aggregates, { domain, rest }))
}

function isList(options: unknown): options is readonly string[] {
  return Array.isArray(options)
}

async function statement(
  records: Model,
  groupings: readonly Grouping[],
  aggregates: readonly Aggregate[],
  where: Sql,
  settings: GroupOptions,
): Promise<Sql> {
  const columns = [
    ...groupings.map(({ expression }, index) => sql`${expression} as ${identifier(`g${index}`)}`),
    ...aggregates.map(({ expression }, index) => sql`${expression} as ${identifier(`a${index}`)}`),
    sql`count(*) as n`,
  ]
  const joins = joined(
    groupings.map(({ join }) => join),
    ' ',
  )
  const places = groupings.map((_, index) => identifier(`g${index}`))
  const groupBy = places.length === 0 ? NO_SQL : sql` group by ${joined(places)}`
  const table = identifier(records.definition.table)
  const groups = sql`select ${joined(columns)} from ${table} t ${joins} where ${where}${groupBy}`
  const order = await orderOf(records, groupings, aggregates, settings.orderby)
  return sql`with g as (${groups}) select g.* from g${order.joins}${order.orderBy}${limits(settings)}`
}

async function orderOf(
  { env }: Model,
  groupings: readonly Grouping[],
  aggregates: readonly Aggregate[],
  text: string | undefined,
): Promise<{ joins: Sql; orderBy: Sql }> {
  const parts = (text ?? '').trim() === '' ? groupings.map((grouping) => grouping.text) : (text as string).split(',')
  const joins: Sql[] = []
  const terms: Sql[] = []
  for (const part of parts) {
    const found = /^\s*([\w:]+)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/i.exec(part)
    const [, name = '', direction, nulls] = found ?? []
    const place = placeOf(name, groupings, aggregates)
    if (found === null || place === null)
      throw new DomainError(`The groups cannot be ordered by ${JSON.stringify(part.trim())}.`)
    const grouping = groupings.find((each) => each.text === name || each.field.name === name)
    let term = place
    if (grouping?.field.type === 'many2one') {
      const alias = `p${joins.length}`
      joins.push(await ranks(env, grouping.field.comodel as string, place, alias))
      term = identifier(alias, 'place')
    }
    const sorted = direction?.toLowerCase() === 'desc' ? sql`${term} desc` : term
    terms.push(nulls === undefined ? sorted : sql`${sorted} nulls ${nulls.toLowerCase() === 'first' ? FIRST : LAST}`)
  }
  return {
    joins: joined(joins, ''),
    orderBy: terms.length === 0 ? NO_SQL : sql` order by ${joined(terms)}`,
  }
}

const FIRST = sql`first`
const LAST = sql`last`

/** Groups by a many2one are in the order of its records. */
async function ranks(env: Environment, model: string, place: Sql, alias: string): Promise<Sql> {
  const comodel = env.registry.definition(model)
  const { joins, orderBy } = await compileOrder(env.with({ su: true }), comodel, comodel.order, 't')
  const table = identifier(comodel.table)
  return sql` left join (select t.id, row_number() over (order by ${orderBy}) as place from ${table} t ${joins} where t.id in (select ${place} from g)) ${identifier(alias)} on ${identifier(alias, 'id')} = ${place}`
}

function placeOf(name: string, groupings: readonly Grouping[], aggregates: readonly Aggregate[]): Sql | null {
  if (name === '__count') return sql`n`
  const grouping = groupings.findIndex(({ text, field }) => text === name || field.name === name)
  if (grouping !== -1) return identifier(`g${grouping}`)
  const aggregate = aggregates.findIndex((each) => each.name === name || each.text === name)
  return aggregate === -1 ? null : identifier(`a${aggregate}`)
}

function toGroup(
  row: Record<string, unknown>,
  groupings: readonly Grouping[],
  aggregates: readonly Aggregate[],
  { domain, rest }: { domain: Domain; rest: readonly Grouping[] },
): Group {
  const group: Record<string, unknown> = {}
  const conditions: Domain[] = [domain]
  const ranges: Record<string, unknown> = {}
  for (const [index, grouping] of groupings.entries()) {
    const { shown, condition, range } = grouping.describe(row[`g${index}`])
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
