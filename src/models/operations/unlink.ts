import type { Environment } from '../environment.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Model } from '../model.ts'
import { identifier, sql } from '../sql.ts'
import { checkRecords } from './access-checks.ts'
import { hasColumn } from './field-place.ts'
import { fetchRows } from './load.ts'
import { noteDeletion } from './note-deletion.ts'
import { recompute, type Stale } from './recompute.ts'
import { run, runCounting } from './run.ts'
import { noteWritten } from './written.ts'

/** Deletes records; see `Model.unlink`. */
export async function unlinkRecords(records: Model): Promise<void> {
  const { env, definition, ids } = records
  if (ids.length === 0) return
  await env.flush()
  await checkRecords(records, 'unlink')
  if (definition.ondelete.length > 0) await callMethods(records)
  const stale: Stale = new Map()
  await noteDeletion(env, definition.name, ids, stale)
  await run(env.cr, sql`delete from ${identifier(definition.table)} where id = any(${ids}::int4[])`)
  await deleteBelongings(env, definition, ids)
  // Other records may have gone with these, or lost their link to them.
  env.transaction.invalidate()
  noteWritten(env, definition.name, null)
  for (const [field, waiting] of stale) {
    if (field.model === definition.name) for (const id of ids) waiting.delete(id)
    if (waiting.size === 0) stale.delete(field)
  }
  await recompute(env, stale)
}

/** Calls the methods with `@api.ondelete`, which may read the records' own values. */
async function callMethods(records: Model): Promise<void> {
  const { env, definition } = records
  await fetchRows(records, [...definition.fields.values()].filter(hasColumn))
  const cache = env.cacheOf(definition.name)
  const there = records.withIds(records.ids.filter((id) => cache.get(id)?.['id'] !== undefined))
  for (const method of definition.ondelete) await (there as unknown as Record<string, () => unknown>)[method]?.()
  await env.flush()
}

/** What only names a record by its model and id. */
async function deleteBelongings(env: Environment, { name }: ModelDefinition, ids: readonly number[]): Promise<void> {
  const { definitions } = env.registry
  const externalIds = definitions.get('ir.model.data')
  if (externalIds !== undefined) {
    const forgotten = await runCounting(
      env.cr,
      sql`delete from ${identifier(externalIds.table)} where model = ${name} and res_id = any(${ids}::int4[])`,
    )
    if (forgotten > 0) env.transaction.clearCaches('ids')
  }
  const attachments = definitions.get('ir.attachment')
  if (attachments === undefined || name === 'ir.attachment') return
  const kept = await run<{ id: number }>(
    env.cr,
    sql`select id from ${identifier(attachments.table)} where res_model = ${name} and res_id = any(${ids}::int4[])`,
  )
  if (kept.length > 0)
    await env
      .with({ su: true })
      .records(
        'ir.attachment',
        kept.map(({ id }) => id),
      )
      .unlink()
}
