import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, sql, type Sql } from '../sql.ts'

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
  const id = currencyId(currency, values, table)
  if (id === null) return plain
  return sql`coalesce((select round(${value}::numeric / c.rounding::numeric) * c.rounding::numeric from ${identifier(currencies.table)} c where c.id = ${id} and c.rounding > 0), ${value}::numeric)`
}

function currencyId(
  currency: FieldDefinition,
  values: ReadonlyMap<FieldDefinition, unknown>,
  table: Sql | null,
): Sql | null {
  if (values.has(currency)) return sql`${values.get(currency)}::int4`
  return currency.store && table !== null ? sql`${table}.${identifier(currency.name)}` : null
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
