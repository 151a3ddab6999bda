import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { indexName, literal, quoted } from './names.ts'
import type { SchemaWork } from './schema-work.ts'
import { foreignKeyStep, hasKeys, type ForeignKey } from './sync-foreign-keys.ts'

/** The table of a many2many field (and of the field on the other side). */
export interface Relation {
  readonly table: string
  readonly column: string
  readonly otherColumn: string
  readonly field: FieldDefinition
}

/** The relations' tables of many2many fields, each once. Tables that are a model's own are left out. */
export function relationsOf(definitions: Iterable<ModelDefinition>): Map<string, Relation> {
  const all = [...definitions]
  const owned = new Set(all.filter(({ auto, abstract }) => auto && !abstract).map(({ table }) => table))
  const found = new Map<string, Relation>()
  for (const { abstract, auto, fields } of all) {
    if (abstract || !auto) continue
    for (const field of fields.values()) {
      const { relation, type, store, inherited } = field
      if (type !== 'many2many' || relation === null || !store || inherited !== null) continue
      if (!owned.has(relation.table) && !found.has(relation.table)) found.set(relation.table, { ...relation, field })
    }
  }
  return found
}

/** Makes a relation's table: each pair once, gone with either side. */
export async function syncRelation(work: SchemaWork, relation: Relation): Promise<void> {
  const { table, column, otherColumn, field } = relation
  const present = work.table(table)
  const [one, other] = [quoted(column), quoted(otherColumn)]
  if (present === null) {
    await work.run([
      `create table ${quoted(table)} (${one} int4 not null, ${other} int4 not null, primary key (${one}, ${other}))`,
      `create index ${quoted(indexName(table, otherColumn))} on ${quoted(table)} (${other}, ${one})`,
      `comment on table ${quoted(table)} is ${literal(`Relation between ${field.model} and ${field.comodel}`)}`,
    ])
    work.report.tables.push(table)
  } else if (!present.columns.has(column) || !present.columns.has(otherColumn)) {
    work.warn(
      `Table ${table} of ${field.model}.${field.name} has no columns ${column} and ${otherColumn}; write a migration script.`,
    )
    return
  }
  const steps = foreignKeys(work, relation).flatMap((key) => foreignKeyStep(key, present) ?? [])
  await work.attempt(steps)
}

function foreignKeys(work: SchemaWork, { table, column, otherColumn, field }: Relation): ForeignKey[] {
  const sides = [
    { column, model: field.model, ondelete: 'cascade' as const },
    {
      column: otherColumn,
      model: field.comodel ?? '',
      ondelete: field.ondelete === 'restrict' ? 'restrict' : 'cascade',
    } as const,
  ]
  return sides.flatMap(({ column: side, model, ondelete }) => {
    const target = work.definitions.get(model)
    if (target === undefined || !hasKeys(target)) return []
    return [{ table, column: side, target: target.table, ondelete, field: `${field.model}.${field.name}` }]
  })
}
