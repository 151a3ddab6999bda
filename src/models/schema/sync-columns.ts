import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { ColumnState, TableState } from './catalogue.ts'
import { canonicalType, typeChange } from './column-types.ts'
import { literal, quoted } from './names.ts'
import type { SchemaWork } from './schema-work.ts'

/** The fields that have a column in a model's own table, without `id`. */
export function columnFields(definition: ModelDefinition): FieldDefinition[] {
  return [...definition.fields.values()].filter(
    ({ name, store, columnType, inherited }) => store && columnType !== null && inherited === null && name !== 'id',
  )
}

/** Makes a model's table, or adds what it lacks. */
export async function syncColumns(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const table = work.table(definition.table)
  if (table === null) return createTable(work, definition)
  if (table.kind !== 'r' && table.kind !== 'p') {
    work.warn(
      `${definition.table} of model ${definition.name} is no table (its kind is ${table.kind}); it is left as it is.`,
    )
    return
  }
  await addColumns(work, definition, table)
  for (const field of columnFields(definition)) {
    const column = table.columns.get(field.name)
    if (column !== undefined) await changeType(work, definition, field, column)
  }
  await work.run([...commentChanges(definition, table), ...freedColumns(definition, table)])
}

async function createTable(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const fields = columnFields(definition)
  const columns = [
    '"id" serial primary key',
    ...fields.map((field) => columnDeclaration(field) + (isRequired(field) ? ' not null' : '')),
  ]
  await work.run([
    `create table ${quoted(definition.table)} (${columns.join(', ')})`,
    `comment on table ${quoted(definition.table)} is ${literal(labelIn(definition.description, null))}`,
    ...fields.map((field) => columnComment(definition.table, field)),
  ])
  work.report.tables.push(definition.table)
}

async function addColumns(work: SchemaWork, definition: ModelDefinition, table: TableState): Promise<void> {
  const added = columnFields(definition).filter(({ name }) => !table.columns.has(name))
  const id = table.columns.has('id') ? [] : ['add column "id" serial primary key']
  const changes = [...id, ...added.map((field) => `add column ${columnDeclaration(field)}`)]
  if (changes.length === 0) return
  await work.run([
    `alter table ${quoted(definition.table)} ${changes.join(', ')}`,
    ...added.map((field) => columnComment(definition.table, field)),
  ])
  for (const field of added) {
    work.report.columns.push({ model: definition.name, field: field.name })
    await fillWithDefault(work, definition.table, field)
  }
}

/** Gives empty columns the field's default, where that is a plain value; a function needs an environment. */
export async function fillWithDefault(work: SchemaWork, table: string, field: FieldDefinition): Promise<void> {
  const given = field.default
  if (given === undefined || given === null || typeof given === 'function' || isComputed(field)) return
  const value = field.kind.toColumn(field.kind.toCache(given, field), field)
  if (value === null || value === undefined) return
  const column = quoted(field.name)
  const text = `update ${quoted(table)} set ${column} = $1 where ${column} is null`
  const { rowCount } = await work.cr.query(text, [value])
  if ((rowCount ?? 0) > 0) work.report.statements.push(text)
}

/** Whether the database requires a value. A computed field's comes after the row. */
export function isRequired(field: FieldDefinition): boolean {
  return field.required && !isComputed(field)
}

/** Whether its value comes from a method or another field. */
function isComputed({ compute, related }: FieldDefinition): boolean {
  return compute !== null || related !== null
}

function columnDeclaration(field: FieldDefinition): string {
  return `${quoted(field.name)} ${field.columnType}`
}

function columnComment(table: string, field: FieldDefinition): string {
  return `comment on column ${quoted(table)}.${quoted(field.name)} is ${literal(labelIn(field.label, null))}`
}

async function changeType(
  work: SchemaWork,
  definition: ModelDefinition,
  field: FieldDefinition,
  { type: from }: ColumnState,
): Promise<void> {
  const to = canonicalType(field.columnType!)
  if (from === to) return
  const place = quoted(definition.table)
  const column = quoted(field.name)
  const warning = `Column ${definition.table}.${field.name} is ${from}, field ${definition.name}.${field.name} needs ${to}, and not every value can be converted; write a migration script`
  const change = typeChange(from, to)
  if (change === 'refused' || (change === 'checked' && (await losesValues(work, place, column, from, to)))) {
    work.warn(`${warning}.`)
    return
  }
  // Without `using`, PostgreSQL refuses values that are too long instead of cutting them.
  const using = change === 'checked' ? ` using ${column}::${to}` : ''
  await work.attempt([{ statement: `alter table ${place} alter column ${column} type ${to}${using}`, warning }])
}

async function losesValues(
  work: SchemaWork,
  table: string,
  column: string,
  from: string,
  to: string,
): Promise<boolean> {
  const text = `select 1 from ${table} where ${column} is not null and (${column}::${to})::${from} is distinct from ${column} limit 1`
  // A value outside the other type's range is an error.
  return work.cr
    .savepoint(() => work.cr.query(text))
    .then(
      ({ rows }) => rows.length > 0,
      () => true,
    )
}

function commentChanges(definition: ModelDefinition, table: TableState): string[] {
  const description = labelIn(definition.description, null)
  const changes: string[] = []
  if ((table.comment ?? '') !== description) {
    changes.push(`comment on table ${quoted(definition.table)} is ${literal(description)}`)
  }
  for (const field of columnFields(definition)) {
    const column = table.columns.get(field.name)
    if (column === undefined || (column.comment ?? '') === labelIn(field.label, null)) continue
    changes.push(columnComment(definition.table, field))
  }
  return changes
}

/** Columns that no field has any more keep their values, but nobody fills them: they can no longer be required. */
function freedColumns(definition: ModelDefinition, table: TableState): string[] {
  const known = new Set(columnFields(definition).map(({ name }) => name))
  const key = [...table.constraints.values()].find(({ type }) => type === 'p')?.columns ?? []
  return [...table.columns]
    .filter(
      ([name, { notNull, filled }]) => notNull && !filled && name !== 'id' && !known.has(name) && !key.includes(name),
    )
    .map(([name]) => `alter table ${quoted(definition.table)} alter column ${quoted(name)} drop not null`)
}
