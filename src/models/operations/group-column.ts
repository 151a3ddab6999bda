import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { hasColumn } from './field-place.ts'

/**
 * A field's column, as records are grouped by it: that of a delegated field stands in its parent's table. Null where it has none.
 *
 * @param alias what the table of the field's model is called in the statement
 */
export function columnOf(env: Environment, field: FieldDefinition, alias: string = 't'): Sql | null {
  if (field.inherited === null) return hasColumn(field) || field.name === 'id' ? identifier(alias, field.name) : null
  const { comodel } = env.registry.field(field.model, field.inherited)
  const parent = env.registry.definition(comodel as string)
  const above = `${alias}_`
  const column = columnOf(env, env.registry.field(parent.name, field.name), above)
  if (column === null) return null
  return sql`(select ${column} from ${identifier(parent.table)} ${identifier(above)} where ${identifier(above, 'id')} = ${identifier(alias, field.inherited)})`
}
