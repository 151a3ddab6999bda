import { AccessError } from 'pergola'
import type { AnyRecords, Domain, Model } from 'pergola/models'

type Operation = 'read' | 'write' | 'create' | 'unlink'

/** Those of the records that there are and that the user may read: of others nobody is told whether they exist. */
export async function readableOf(records: AnyRecords): Promise<Model> {
  const found = await allowed(records, 'read')
  return records.browse(records.ids.filter((id) => found.has(id)))
}

/** Whether the user may do something with all the records; of none: with records of the model. Source: odoo.models.Model.has_access. */
export async function hasAccess(records: AnyRecords, operation: Operation): Promise<boolean> {
  const { env, definition } = records
  if (!(await env.registry.access.allows(env, definition.name, operation))) return false
  const found = await allowed(records, operation)
  return records.ids.every((id) => found.has(id))
}

/** @throws {AccessError} where the user may not. Source: odoo.models.Model.check_access. */
export async function checkAccess(records: AnyRecords, operation: Operation): Promise<void> {
  const { env, definition } = records
  await env.registry.access.check(env, definition.name, operation)
  if (await hasAccess(records, operation)) return
  throw new AccessError(
    `Due to access restrictions, you are not allowed to ${operation} these records of ${definition.name}.`,
  )
}

async function allowed(records: AnyRecords, operation: Operation): Promise<ReadonlySet<number>> {
  const { env, definition, ids } = records
  await env.registry.access.check(env, definition.name, operation)
  if (ids.length === 0) return new Set()
  // Rules are the administrator's: they are looked up with all rights.
  const rules = (await env.registry.access.domain(env, definition.name, operation)) ?? []
  const condition = [['id', 'in', [...ids]], ...rules] as unknown as Domain
  const all = records.sudo().withContext({ active_test: false })
  return new Set((await all.search(condition, { order: 'id' })).ids)
}
