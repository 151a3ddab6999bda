import type { Environment } from '../environment.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { noteStale, type Stale } from './recompute.ts'
import { run } from './run.ts'

/**
 * Notes what follows from records that are about to be deleted: from their own values, from those of records that go with them, and
 * from the links of others that the database empties.
 */
export async function noteDeletion(
  env: Environment,
  model: string,
  ids: readonly number[],
  stale: Stale,
  going: Map<string, Set<number>> = new Map(),
): Promise<void> {
  const { triggers } = env.registry
  // Each record counts once, whichever ways there are to it.
  const own = going.get(model) ?? new Set()
  going.set(model, own)
  for (const id of ids) own.add(id)
  const definition = env.registry.definition(model)
  await noteStale(env, model, ids, definition.fields.keys(), stale)
  for (const field of triggers.relationsTo(model)) {
    if (field.relation === null || !field.store || !triggers.isFollowed(field)) continue
    const { table, column, otherColumn } = field.relation
    const linked = sql`select ${identifier(column)} as id from ${identifier(table)} where ${identifier(otherColumn)}`
    await noteStale(env, field.model, await linkedTo(env, linked, ids), [field.name], stale)
  }
  for (const field of triggers.linksTo(model)) {
    if (field.ondelete === 'restrict') continue
    const cascades = field.ondelete === 'cascade'
    if (cascades ? !triggers.matters(field.model) : !triggers.isFollowed(field)) continue
    const { table } = env.registry.definition(field.model)
    const linked = sql`select id from ${identifier(table)} where ${identifier(field.name)}`
    const found = (await linkedTo(env, linked, ids)).filter((id) => going.get(field.model)?.has(id) !== true)
    if (found.length === 0) continue
    if (cascades) await noteDeletion(env, field.model, found, stale, going)
    else await noteStale(env, field.model, found, [field.name], stale)
  }
}

async function linkedTo({ cr }: Environment, select: Sql, ids: readonly number[]): Promise<number[]> {
  const rows = await run<{ id: number }>(cr, sql`${select} = any(${ids}::int4[])`)
  return [...new Set(rows.map(({ id }) => id))].toSorted((left, right) => left - right)
}
