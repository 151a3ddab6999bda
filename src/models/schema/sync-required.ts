import type { ModelDefinition } from '../model-definition.ts'
import { quoted } from './names.ts'
import type { SchemaWork, Step } from './schema-work.ts'
import { columnFields, fillWithDefault, isRequired } from './sync-columns.ts'

/**
 * Lets the database require what the fields do, in a table that stood before. Where values are missing, the field's default is put in; where there is none, the column stays as it is, with a warning.
 */
export async function syncRequired(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const table = work.table(definition.table)
  if (table === null) return
  const steps: Step[] = []
  const dropped: string[] = []
  for (const field of columnFields(definition)) {
    const wanted = isRequired(field)
    const column = table.columns.get(field.name)
    if (wanted === (column?.notNull ?? false)) continue
    const place = `alter table ${quoted(definition.table)} alter column ${quoted(field.name)}`
    if (!wanted) {
      dropped.push(`${place} drop not null`)
      continue
    }
    if (column !== undefined) await fillWithDefault(work, definition.table, field)
    steps.push({
      statement: `${place} set not null`,
      warning: `Field ${definition.name}.${field.name} is required, but column ${definition.table}.${field.name} has empty values; fill them by a migration script`,
      failed: () => work.report.unfilled.push({ model: definition.name, field: field.name }),
    })
  }
  await work.run(dropped)
  await work.attempt(steps)
}
