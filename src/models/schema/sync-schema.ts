import type { Cursor } from '../../database/cursor.ts'
import type { DatabaseLog } from '../../database/database-settings.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { readCatalogue } from './catalogue.ts'
import { SchemaWork, type SchemaReport } from './schema-work.ts'
import { syncColumns } from './sync-columns.ts'
import { syncConstraints } from './sync-constraints.ts'
import { syncForeignKeys } from './sync-foreign-keys.ts'
import { syncIndexes } from './sync-indexes.ts'
import { relationsOf, syncRelation } from './sync-relations.ts'
import { syncRequired } from './sync-required.ts'

/** How tables are brought up to date. */
export interface SchemaOptions {
  /** Is told each warning of the report. */
  log?: DatabaseLog
  /** The names of the models whose tables are looked at; default: all that are given. */
  changedOnly?: ReadonlySet<string>
}

/**
 * Brings the tables up to what the models declare, inside the cursor's transaction: adds tables, columns, indexes,
 * constraints and the tables of many2many fields, changes a column's type where no value is lost by it. It removes no
 * column and no table. What the data does not allow is left and reported; a second run does nothing.
 *
 * @param definitions all models of the registry: relations are resolved among them
 * @returns what was done, and what could not be
 * @throws {pg.DatabaseError} where a declaration makes no valid column, or the connection is lost
 *
 * Source: odoo.orm.models.BaseModel._auto_init.
 */
export async function syncSchema(
  cr: Cursor,
  definitions: Iterable<ModelDefinition>,
  options: SchemaOptions = {},
): Promise<SchemaReport> {
  const byName = new Map([...definitions].map((definition) => [definition.name, definition]))
  const chosen = [...byName.values()].filter(
    ({ name, abstract, auto }) => !abstract && auto && (options.changedOnly?.has(name) ?? true),
  )
  const relations = [...relationsOf(byName.values()).values()].filter(({ field }) =>
    chosen.some(({ name }) => name === field.model || name === field.comodel),
  )
  const names = [...chosen, ...relations].map(({ table }) => table)
  const work = new SchemaWork(cr, await readCatalogue(cr, names), byName, options.log ?? null)
  for (const definition of chosen) await syncColumns(work, definition)
  const tables = chosen.filter(({ table }) => isTable(work, table))
  for (const definition of tables) {
    await syncRequired(work, definition)
    await syncIndexes(work, definition)
  }
  // Foreign keys need all tables, and constraints all columns.
  for (const definition of tables) {
    await syncForeignKeys(work, definition)
    await syncConstraints(work, definition)
  }
  for (const relation of relations) await syncRelation(work, relation)
  return work.report
}

function isTable(work: SchemaWork, name: string): boolean {
  const kind = work.table(name)?.kind ?? 'r'
  return kind === 'r' || kind === 'p'
}
