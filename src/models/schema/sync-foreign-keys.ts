import type { FieldDefinition, OnDelete } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { TableState } from './catalogue.ts'
import { foreignKeyName, quoted } from './names.ts'
import type { SchemaWork, Step } from './schema-work.ts'
import { columnFields } from './sync-columns.ts'

/** A foreign key that there should be. */
export interface ForeignKey {
  readonly table: string
  readonly column: string
  readonly target: string
  readonly ondelete: OnDelete
  /** The field it is for, `shop.book.author_id`. */
  readonly field: string
}

/** Makes the foreign keys of a model's many2one fields, and mends those that go elsewhere. */
export async function syncForeignKeys(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const table = work.table(definition.table)
  const fields = columnFields(definition)
  const wanted = fields.flatMap((field) => foreignKeyOf(work, definition, field) ?? [])
  const columns = new Set(wanted.map(({ column }) => column))
  const ours = fields.filter(({ name }) => !columns.has(name)).map(({ name }) => foreignKeyName(definition.table, name))
  const unwanted = ours.filter((name) => table?.constraints.get(name)?.type === 'f')
  await work.run(unwanted.map((name) => dropConstraint(definition.table, name)))
  await work.attempt(wanted.flatMap((key) => foreignKeyStep(key, table) ?? []))
}

function foreignKeyOf(work: SchemaWork, definition: ModelDefinition, field: FieldDefinition): ForeignKey | null {
  if (field.type !== 'many2one' || field.comodel === null) return null
  const target = work.definitions.get(field.comodel)
  if (target === undefined) {
    if (!field.automatic)
      work.warn(`${definition.name}.${field.name} refers to ${field.comodel}, which is no model here.`)
    return null
  }
  if (!hasKeys(target) || (target.transient && !definition.transient)) return null
  const ondelete = field.automatic ? 'set null' : field.ondelete
  const { name: column } = field
  return { table: definition.table, column, target: target.table, ondelete, field: `${definition.name}.${column}` }
}

/** Whether a model has rows that a foreign key can point to. */
export function hasKeys({ abstract, auto }: ModelDefinition): boolean {
  return !abstract && auto
}

/** What makes a foreign key; null where it is there. */
export function foreignKeyStep(key: ForeignKey, table: TableState | null): Step | null {
  const present = [...(table?.constraints.values() ?? [])].filter(
    ({ type, columns }) => type === 'f' && columns.length === 1 && columns[0] === key.column,
  )
  if (present.some(({ target, ondelete }) => target === key.target && ondelete === key.ondelete)) return null
  const drops = present.map(({ name }) => `${dropConstraint(key.table, name)};\n`)
  const name = foreignKeyName(key.table, key.column)
  return {
    statement: `${drops.join('')}alter table ${quoted(key.table)} add constraint ${quoted(name)} foreign key (${quoted(key.column)}) references ${quoted(key.target)} on delete ${key.ondelete}`,
    warning: `The foreign key of ${key.field} cannot be made, mend ${key.table}.${key.column} by a migration script`,
  }
}

/** The statement that removes a constraint. */
export function dropConstraint(table: string, name: string): string {
  return `alter table ${quoted(table)} drop constraint ${quotedAny(name)}`
}

// Its name was read from the database, and may be any.
function quotedAny(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
