import type { Environment } from '../environment.ts'

/** Models whose records describe what is declared: they come and go with the declarations, not with data files. */
const REFLECTED: ReadonlySet<string> = new Set([
  'ir.model',
  'ir.model.fields',
  'ir.model.fields.selection',
  'ir.model.constraint',
  'ir.model.relation',
  'ir.model.inherit',
  'ir.module.module',
  'ir.module.category',
])

interface StaleRow {
  id: number
  module: string
  name: string
  model: string
  res_id: number
}

/** What was removed, and what could not be. */
export interface StaleReport {
  readonly deleted: number
  readonly warnings: readonly string[]
}

/**
 * Deletes the records that an addon's data files no longer have: after an upgrade, those with an external id of the addon
 * that is not `noupdate` and was not loaded. A record that another external id keeps stays; one that is still needed
 * (a foreign key restricts it) stays too, with a warning.
 *
 * @param loaded the external ids that the addon's files have now, all of them
 *
 * Source: odoo ir.model.data._process_end.
 */
export async function removeStaleRecords(
  env: Environment,
  addon: string,
  loaded: ReadonlySet<string>,
): Promise<StaleReport> {
  const root = env.with({ uid: 1, su: true, context: { install_mode: true, module: addon } })
  await root.flush()
  const { rows } = await env.cr.query<StaleRow>(
    `select id, module, name, model, res_id from ir_model_data
     where module = $1 and noupdate is not true and res_id is not null order by id desc`,
    [addon],
  )
  const stale = rows.filter(({ module, name, model }) => !loaded.has(`${module}.${name}`) && !REFLECTED.has(model))
  let deleted = 0
  let warnings: string[] = []
  // What one of the others needed can go when that is gone: it is tried again for as long as anything goes.
  for (let left = stale, before = Infinity; left.length < before;) {
    before = left.length
    const refused: StaleRow[] = []
    warnings = []
    for (const row of left) {
      const outcome = await removeOne(root, row, stale)
      if (typeof outcome === 'number') deleted += outcome
      else {
        refused.push(row)
        warnings.push(outcome)
      }
    }
    left = refused
  }
  env.transaction.clearCaches('ids')
  return { deleted, warnings }
}

async function removeOne(env: Environment, row: StaleRow, stale: readonly StaleRow[]): Promise<number | string> {
  const { id, model, res_id: resId } = row
  const known = env.registry.has(model)
  const forget = (): Promise<unknown> => env.cr.query('delete from ir_model_data where id = $1', [id])
  if (!known || (await isKept(env, row, stale))) {
    await forget()
    return 0
  }
  try {
    return await env.cr.savepoint(async () => {
      const record = await env.records(model, [resId]).exists()
      if (record.length > 0) await record.unlink()
      await forget()
      return record.length
    })
  } catch (error) {
    return `${row.module}.${row.name} (${model}, ${resId}) is no longer in the data files, but cannot be deleted: ${error instanceof Error ? error.message : 'it was refused'}`
  }
}

async function isKept(
  env: Environment,
  { id, model, res_id: resId }: StaleRow,
  stale: readonly StaleRow[],
): Promise<boolean> {
  const { rows } = await env.cr.query<{ id: number }>(
    'select id from ir_model_data where model = $1 and res_id = $2 and id <> $3',
    [model, resId, id],
  )
  const going = new Set(stale.map((each) => each.id))
  return rows.some((other) => !going.has(other.id))
}
