import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { hasColumn } from './field-place.ts'

/**
 * A value as it is put into a column; an amount of money is rounded to its currency on the way.
 *
 * @param values all values that are put into the row
 * @param table how the row's other columns are reached; null in an insert
 */
export function columnValue(
  { env }: Model,
  field: FieldDefinition,
  values: ReadonlyMap<FieldDefinition, unknown>,
  table: Sql | null,
): Sql {
  const value = field.kind.toColumn(values.get(field) ?? null, field)
  const plain = sql`${value}::${typeOf(field)}`
  if (field.type !== 'monetary' || value === null || field.currencyField === null) return plain
  const currency = env.registry.definitions.get(field.model)?.fields.get(field.currencyField)
  const currencies = env.registry.definitions.get('res.currency')
  if (currency === undefined || currencies?.fields.get('rounding')?.store !== true) return plain
  const id = linkedId(env, currency, (link) => {
    if (values.has(link)) return sql`${values.get(link)}::int4`
    return table === null ? null : sql`${table}.${identifier(link.name)}`
  })
  if (id === null) return plain
  // What was meant as half may lie just below it, as for floats with digits.
  return sql`coalesce((select round(q + sign(q) * least(abs(q) * 8.9e-16, 0.0078125)) * c.rounding::numeric from ${identifier(currencies.table)} c, lateral (select ${value}::numeric / c.rounding::numeric) as quotient(q) where c.id = ${id} and c.rounding > 0), ${value}::numeric)`
}

/** The id that a many2one leads to, also where it shows that of another record; null where it cannot be told in SQL. */
function linkedId(env: Environment, field: FieldDefinition, own: (link: FieldDefinition) => Sql | null): Sql | null {
  if (field.type !== 'many2one') return null
  if (hasColumn(field)) return own(field)
  const [first, ...rest] = field.inherited === null ? (field.related ?? []) : [field.inherited, field.name]
  if (first === undefined) return null
  let link = env.registry.field(field.model, first)
  let id = linkedId(env, link, own)
  for (const name of rest) {
    if (id === null) return null
    const before = id
    const { table } = env.registry.definition(link.comodel as string)
    link = env.registry.field(link.comodel as string, name)
    id = linkedId(
      env,
      link,
      (next) => sql`(select s.${identifier(next.name)} from ${identifier(table)} s where s.id = ${before})`,
    )
  }
  return id
}

const types = new Map<string, Sql>()

// Column types come from kinds, not from outside.
function typeOf({ columnType }: FieldDefinition): Sql {
  const text = columnType as string
  let found = types.get(text)
  if (found === undefined) types.set(text, (found = rawType(text)))
  return found
}

function rawType(text: string): Sql {
  if (!/^[a-z][a-z0-9 ]*(\(\d+(, ?\d+)?\))?$/i.test(text)) throw new TypeError(`${text} is no type of a column.`)
  const strings = Object.assign([text], { raw: [text] })
  return sql(strings)
}
