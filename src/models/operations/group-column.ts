import { UserError } from '../../errors/business-errors.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { identifier, NO_SQL, sql, type Sql } from '../sql.ts'
import { accessCondition } from './access-checks.ts'
import { hasColumn, shownPath } from './field-place.ts'

/** A field that keeps its values itself, and the record that has them. */
export interface Source {
  readonly field: FieldDefinition
  /** The record's id. */
  readonly id: Sql
  /** The value; null where the field has no column. */
  readonly column: Sql | null
}

/**
 * Where the values of a field stand that records are grouped by: those of a delegated or related one in another table. Source:
 * odoo.models.BaseModel._traverse_related_sql.
 *
 * @param alias what the table of the field's model is called in the statement
 * @throws {UserError} where the way leads through more than one record
 */
export async function sourceOf(env: Environment, field: FieldDefinition, alias: string = 't'): Promise<Source> {
  const path = shownPath(field)
  if (path === null) {
    const column = hasColumn(field) || field.name === 'id' ? identifier(alias, field.name) : null
    return { field, id: identifier(alias, 'id'), column }
  }
  const isTrusted = field.inherited !== null || field.computeSudo
  return follow(isTrusted ? env.with({ su: true }) : env, field, field.model, path, alias)
}

async function follow(
  env: Environment,
  shown: FieldDefinition,
  model: string,
  [name = '', ...rest]: readonly string[],
  alias: string,
): Promise<Source> {
  const step = await sourceOf(env, env.registry.field(model, name), alias)
  if (rest.length === 0) return step
  if (step.field.type !== 'many2one' || step.column === null)
    throw new UserError(
      `Records cannot be grouped by ${shown.name}: ${step.field.model}.${name}, through which it is shown, is no many2one with a column.`,
    )
  const comodel = env.registry.definition(step.field.comodel as string)
  const above = `${alias}_`
  const readable = await accessCondition(env, comodel, 'read', above)
  const further = await follow(env, shown, comodel.name, rest, above)
  const seen = readable === null ? NO_SQL : sql` and ${readable}`
  const read = (what: Sql): Sql =>
    sql`(select ${what} from ${identifier(comodel.table)} ${identifier(above)} where ${identifier(above, 'id')} = ${step.column}${seen})`
  return { field: further.field, id: read(further.id), column: further.column === null ? null : read(further.column) }
}
