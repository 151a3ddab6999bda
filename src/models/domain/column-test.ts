import type { FieldDefinition } from '../field-definition.ts'
import { FALSE, sql, TRUE, type Sql } from '../sql.ts'
import { holdsForEmpty, type ValueTest } from './value-test.ts'

/** A test in SQL, true or false for every value of the column. */
export function compileTest(field: FieldDefinition, column: Sql, test: ValueTest): Sql {
  if (test.kind === 'always') return test.result ? TRUE : FALSE
  if (test.kind === 'among') return among(field, column, test)
  const holds = test.kind === 'compare' ? compare(field, column, test) : like(field, column, test)
  if (!test.negated) return holds
  return test.kind === 'compare' ? sql`(${holds}) is not true` : sql`(${holds} or ${column} is null)`
}

function among(field: FieldDefinition, column: Sql, test: ValueTest & { kind: 'among' }): Sql {
  const { values, negated } = test
  if (values.length === 0) {
    if (!test.empty) return negated ? TRUE : FALSE
    return negated ? sql`${column} is not null` : sql`${column} is null`
  }
  if (field.type === 'boolean') return negated ? sql`${column} is not true` : sql`${column} is true`
  const type = parameterType(field)
  const [one] = values
  // Strings keep numbers exact and texts as they are; the cast gives the type.
  const listed =
    values.length === 1
      ? sql`${column} ${negated ? NOT_EQUAL : EQUAL} ${one}::${type}`
      : negated
        ? sql`${column} <> all(${values}::${type}[])`
        : sql`${column} = any(${values}::${type}[])`
  return holdsForEmpty(test)
    ? sql`(${listed} or ${column} is null)`
    : negated
      ? sql`(${listed} and ${column} is not null)`
      : listed
}

const EQUAL = sql`=`
const NOT_EQUAL = sql`<>`
const COMPARISONS = { '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` }

function compare(field: FieldDefinition, column: Sql, test: ValueTest & { kind: 'compare' }): Sql {
  const type = field.type === 'integer' && !Number.isInteger(test.value) ? sql`float8` : parameterType(field)
  return sql`${column} ${COMPARISONS[test.operator]} ${test.value}::${type}`
}

function like(field: FieldDefinition, column: Sql, { pattern, anyCase, negated }: ValueTest & { kind: 'like' }): Sql {
  const text = textOf(field, column)
  if (anyCase) return negated ? sql`${text} not ilike ${pattern}::text` : sql`${text} ilike ${pattern}::text`
  return negated ? sql`${text} not like ${pattern}::text` : sql`${text} like ${pattern}::text`
}

/** A value's text, as it is read. */
function textOf(field: FieldDefinition, column: Sql): Sql {
  switch (field.type) {
    case 'float':
    case 'monetary':
      return sql`trim_scale(${column}::numeric)::text`
    case 'datetime':
      return sql`to_char(${column}, 'YYYY-MM-DD HH24:MI:SS')`
    case 'integer':
    case 'many2one':
    case 'date':
      return sql`${column}::text`
    default:
      return column
  }
}

const TYPES: Readonly<Record<string, Sql>> = {
  boolean: sql`bool`,
  date: sql`date`,
  datetime: sql`timestamp`,
}

function parameterType({ type, columnType }: FieldDefinition): Sql {
  if (type === 'integer' || type === 'many2one')
    return columnType === 'int8' || columnType === 'bigint' ? sql`int8` : sql`int4`
  if (type === 'float' || type === 'monetary') return columnType?.startsWith('numeric') ? sql`numeric` : sql`float8`
  return TYPES[type] ?? sql`text`
}
