import type { Cursor } from '../../database/cursor.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { readCatalogue, type TableState } from './catalogue.ts'
import { boundedName, indexName, literal, quoted } from './names.ts'
import { columnFields } from './sync-columns.ts'
import { dropConstraint } from './sync-foreign-keys.ts'
import { relationsOf } from './sync-relations.ts'

/**
 * Removes what only an uninstalled addon declared, with its data: tables of models, columns of fields, tables of many2many fields,
 * constraints and indexes; what has a choice that goes gets the field's default where it is required, else nothing. `syncSchema` with the models that are left then brings the rest in line.
 *
 * @param before the models with the addon
 * @param after the models without it
 * @returns the statements that were run
 *
 * Source: odoo ir.model.data._module_data_uninstall.
 */
export async function dropSchema(
  cr: Cursor,
  before: Iterable<ModelDefinition>,
  after: Iterable<ModelDefinition>,
): Promise<string[]> {
  const [old, left] = [[...before], [...after]]
  const kept = new Map(tablesOf(left).map((definition) => [definition.table, definition]))
  const keptRelations = relationsOf(left)
  const oldRelations = [...relationsOf(old).keys()]
  const { tables } = await readCatalogue(cr, [...tablesOf(old).map(({ table }) => table), ...oldRelations])
  const gone = [
    ...oldRelations.filter((table) => !keptRelations.has(table) && !kept.has(table)),
    ...tablesOf(old)
      .map(({ table }) => table)
      .filter((table) => !kept.has(table) && !keptRelations.has(table)),
  ].filter((table) => isTable(tables.get(table)))
  const statements = [...new Set(gone)].map((table) => `drop table ${quoted(table)} cascade`)
  for (const definition of tablesOf(old)) {
    const [stays, state] = [kept.get(definition.table), tables.get(definition.table)]
    if (stays !== undefined && state !== undefined && isTable(state)) {
      statements.push(...removedParts(definition, stays, state))
    }
  }
  if (statements.length > 0) await cr.query(statements.join(';\n'))
  return statements
}

function tablesOf(definitions: readonly ModelDefinition[]): ModelDefinition[] {
  return definitions.filter(({ abstract, auto }) => !abstract && auto)
}

function isTable(state: TableState | undefined): boolean {
  return state !== undefined && (state.kind === 'r' || state.kind === 'p')
}

function removedParts(old: ModelDefinition, left: ModelDefinition, state: TableState): string[] {
  const table = quoted(old.table)
  const fields = new Map(columnFields(left).map((field) => [field.name, field]))
  const constraints = new Set(left.sqlConstraints.map(({ name }) => boundedName(name)))
  const statements = old.sqlConstraints
    .map(({ name }) => boundedName(name))
    .filter((name) => !constraints.has(name) && state.constraints.has(name))
    .map((name) => dropConstraint(old.table, name))
  for (const before of columnFields(old)) {
    const { name } = before
    const field = fields.get(name)
    const index = indexName(old.table, name)
    if (field === undefined) {
      if (state.columns.has(name)) statements.push(`alter table ${table} drop column ${quoted(name)} cascade`)
    } else if (field.index === false && state.indexes.has(index)) statements.push(`drop index ${quoted(index)}`)
    const choices = field === undefined ? [] : goneChoices(before, field)
    if (field === undefined || choices.length === 0 || !state.columns.has(name)) continue
    const value = field.required ? (field.default as string) : null
    const among = choices.map(literal).join(', ')
    statements.push(`update ${table} set ${quoted(name)} = ${literal(value)} where ${quoted(name)} in (${among})`)
  }
  return statements
}

/** The choices of a selection that nobody declares any more; none where a required field has no default to put in their place. */
function goneChoices(
  before: FieldDefinition,
  { type, required, default: given, selection }: FieldDefinition,
): string[] {
  if (type !== 'selection' || !Array.isArray(before.selection) || !Array.isArray(selection)) return []
  const left = new Set(selection.map(([value]) => value as string))
  if (required && !(typeof given === 'string' && left.has(given))) return []
  return before.selection.map(([value]) => value as string).filter((value) => !left.has(value))
}
