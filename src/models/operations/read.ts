import { MissingError } from '../../errors/business-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { cachedValue, knownValue } from './attributes.ts'
import { loadPaths } from './load.ts'

/** How values are read. */
export interface ReadOptions {
  /** Whether a many2one comes as `[id, name]`, as it does by default, or as the id alone. */
  names?: boolean
}

/** The values of one record as JSON; `id` is always among them. */
export type ReadRow = { id: number } & Record<string, unknown>

/** Values as JSON; see `Model.read`. */
export async function readValues(
  records: Model,
  names: readonly string[] | undefined,
  options: ReadOptions,
): Promise<ReadRow[]> {
  const { env, definition } = records
  const chosen = names === undefined || names.length === 0 ? await readableNames(records) : names
  const fields = [...new Set(chosen)]
    .filter((name) => name !== 'id')
    .map((name) => env.registry.field(definition.name, name))
  await loadPaths(records, ['id', ...fields.map(({ name }) => name)])
  if (options.names ?? true) for (const field of fields) if (field.type === 'many2one') await loadNames(records, field)
  return records.ids.map((id) => {
    const row: ReadRow = Object.assign(Object.create(null) as object, { id })
    for (const field of fields) row[field.name] = readValue(records, field, id, options.names ?? true)
    return row
  })
}

async function readableNames({ env, definition }: Model): Promise<string[]> {
  const names: string[] = []
  for (const field of definition.fields.values()) {
    if (field.groups === null || env.su || (await env.registry.access.fieldAllowed(env, field))) names.push(field.name)
  }
  return names
}

// Who may read a record may know what its relations are called. Source: odoo fields.Many2one.convert_to_read.
async function loadNames(records: Model, field: FieldDefinition): Promise<void> {
  const targets = (records.mapped(field.name) as unknown as Model).sudo()
  try {
    await loadPaths(targets, ['display_name'])
  } catch (error) {
    // A computed many2one may lead to a record that is gone.
    if (!(error instanceof MissingError)) throw error
    await loadPaths(await targets.exists(), ['display_name'])
  }
}

function readValue({ env }: Model, field: FieldDefinition, id: number, named: boolean): unknown {
  const value = cachedValue(env, field, id)
  if (field.type !== 'many2one' || value === null || !named) return field.kind.toRead(value, field)
  const target = env.registry.definition(field.comodel as string)
  const name = target.fields.get('display_name') as FieldDefinition
  const shown = knownValue(env.with({ su: true }), name, value as number)
  return shown === undefined ? null : [value, shown]
}
