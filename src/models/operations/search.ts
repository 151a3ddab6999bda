import { DomainError } from '../../errors/model-errors.ts'
import { withActiveTest } from '../domain/active-test.ts'
import { compileDomain } from '../domain/compile-domain.ts'
import type { Domain } from '../domain/domain.ts'
import { compileOrder } from '../domain/order.ts'
import type { Environment } from '../environment.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Model } from '../model.ts'
import { identifier, NO_SQL, sql, type Sql } from '../sql.ts'
import { accessCondition } from './access-checks.ts'
import { select } from './run.ts'

/** Which records are looked for. */
export interface SearchOptions {
  /** How many at most; 0 or nothing: all. */
  limit?: number | null
  /** How many are left out at the beginning. */
  offset?: number
  /** Fields as in SQL, `'name, id desc'`; default: the model's order. */
  order?: string
}

/** The parts of a query on a model's table, which is called `t` in it. */
export interface Selection {
  /** Begins with a space, or is empty. */
  readonly joins: Sql
  readonly where: Sql
  /** ` order by …`, or empty. */
  readonly orderBy: Sql
}

/** What selects the records that a domain holds for and the user may read. @internal */
export async function buildSelection(
  env: Environment,
  definition: ModelDefinition,
  domain: Domain,
  order: string | null,
): Promise<Selection> {
  if (definition.abstract) throw new DomainError(`${definition.name} is abstract: it has no records.`)
  const access = await accessCondition(env, definition, 'read', 't')
  const condition = await compileDomain(env, definition, withActiveTest(env, definition, domain), 't')
  const where = access === null ? condition : sql`(${condition}) and ${access}`
  if (order === null) return { joins: NO_SQL, where, orderBy: NO_SQL }
  const sorted = await compileOrder(env, definition, order, 't')
  return {
    joins: sorted.joins.isEmpty ? NO_SQL : sql` ${sorted.joins}`,
    where,
    orderBy: sorted.orderBy.isEmpty ? NO_SQL : sql` order by ${sorted.orderBy}`,
  }
}

export async function searchRecords(records: Model, domain: Domain, options: SearchOptions): Promise<Model> {
  const { env, definition } = records
  const bounds = limits(options)
  await env.flush()
  const order = options.order === undefined || options.order === '' ? definition.order : options.order
  const { joins, where, orderBy } = await buildSelection(env, definition, domain, order)
  const table = identifier(definition.table)
  const rows = await select<{ id: number }>(
    env.cr,
    sql`select t.id from ${table} t${joins} where ${where}${orderBy}${bounds}`,
  )
  return records.withIds(rows.map(({ id }) => id))
}

export async function countRecords(records: Model, domain: Domain, options: { limit?: number }): Promise<number> {
  const { env, definition } = records
  const bounds = limits(options)
  await env.flush()
  const { where } = await buildSelection(env, definition, domain, null)
  const table = identifier(definition.table)
  const counted = bounds.isEmpty
    ? sql`select count(*) as n from ${table} t where ${where}`
    : sql`select count(*) as n from (select 1 from ${table} t where ${where}${bounds}) found`
  const [row] = await select<{ n: number }>(env.cr, counted)
  return row?.n ?? 0
}

/** Those records that are in the database. */
export async function existing(records: Model): Promise<Model> {
  const { env, definition, ids } = records
  if (ids.length === 0 || definition.abstract) return records.withIds([])
  await env.flush()
  const table = identifier(definition.table)
  const rows = await select<{ id: number }>(env.cr, sql`select id from ${table} where id = any(${ids}::int4[])`)
  const found = new Set(rows.map(({ id }) => id))
  return records.withIds(ids.filter((id) => found.has(id)))
}

/** ` limit … offset …`, from numbers that may come from outside. */
export function limits({ limit, offset }: { limit?: number | null; offset?: number }): Sql {
  const parts = [bound('limit', limit), bound('offset', offset)].filter((part) => part !== null)
  return parts.length === 0 ? NO_SQL : parts.length === 1 ? (parts[0] as Sql) : sql`${parts[0]}${parts[1]}`
}

function bound(name: 'limit' | 'offset', value: unknown): Sql | null {
  if (value === undefined || value === null || value === false || value === 0) return null
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new DomainError(`${name} is a whole number from 0 on, not ${JSON.stringify(value)}.`)
  }
  return name === 'limit' ? sql` limit ${value}::bigint` : sql` offset ${value}::bigint`
}
