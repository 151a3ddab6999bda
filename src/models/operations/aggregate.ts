import { UserError } from '../../errors/business-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { sql, type Sql } from '../sql.ts'
import { sourceOf } from './group-column.ts'

/** A value that is put together of a group's. */
export interface Aggregate {
  readonly name: string
  /** As it was written: `'price:avg'`. */
  readonly text: string
  readonly field: FieldDefinition
  readonly expression: Sql
  convert(raw: unknown): unknown
}

const FUNCTIONS: Readonly<Record<string, (column: Sql) => Sql>> = {
  sum: (column) => sql`sum(${column})`,
  avg: (column) => sql`avg(${column})`,
  min: (column) => sql`min(${column})`,
  max: (column) => sql`max(${column})`,
  count: (column) => sql`count(${column})`,
  count_distinct: (column) => sql`count(distinct ${column})`,
  array_agg: (column) => sql`array_agg(${column} order by t.id)`,
  bool_and: (column) => sql`bool_and(${column})`,
  bool_or: (column) => sql`bool_or(${column})`,
}

/**
 * Reads `'price'`, `'price:avg'` or `'dearest:max(price)'`. A field that has no way of its own gives null and is left out, as Odoo does.
 *
 * @throws {UserError} for a function that is not known, or a field without a column
 */
export async function parseAggregate({ env, definition }: Model, text: string): Promise<Aggregate | null> {
  const found = /^(\w+)(?::(\w+)(?:\((\w+)\))?)?$/.exec(text)
  if (found === null) throw new UserError(`${JSON.stringify(text)} puts no values together: write 'field:function'.`)
  const [, name = '', written, inner] = found
  if (name === '__count') return null
  const field = env.registry.field(definition.name, inner ?? name)
  const wanted = written ?? field.aggregator
  if (wanted === null) return null
  const apply = Object.hasOwn(FUNCTIONS, wanted) ? FUNCTIONS[wanted] : undefined
  if (apply === undefined) throw new UserError(`${wanted} is none of ${Object.keys(FUNCTIONS).join(', ')}.`)
  const { column } = await sourceOf(env, field)
  if (column === null) {
    if (written === undefined) return null
    throw new UserError(`Values of ${field.name} cannot be put together: it has no column.`)
  }
  const numeric = wanted === 'sum' || wanted === 'avg' || wanted === 'count' || wanted === 'count_distinct'
  return {
    name,
    text,
    field,
    expression: apply(column),
    convert: (raw) =>
      raw === null ? (wanted === 'sum' ? 0 : null) : numeric ? Number(raw) : converted(raw, field, wanted),
  }
}

function converted(raw: unknown, field: FieldDefinition, wanted: string): unknown {
  if (wanted === 'array_agg')
    return (raw as unknown[]).map((item) => field.kind.toRead(field.kind.fromColumn(item, field), field))
  return field.kind.toRead(field.kind.fromColumn(raw, field), field)
}
