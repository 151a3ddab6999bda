import { AccessError } from 'pergola'
import type { Domain, Environment } from 'pergola/models'

/**
 * The attachments that a user may read or change: public ones can be read by everybody; those of a record follow the
 * record; those of no record belong to who made them, and to who may change settings. Source: odoo `IrAttachment.check`, `_search`.
 *
 * @param env of any rights: it is its user that counts
 * @param wanted false for the others
 */
export async function attachmentsFor(env: Environment, operation: 'read' | 'write', wanted: boolean): Promise<Domain> {
  const own = env.with({ su: false, context: { ...env.context, active_test: false } })
  const isSystem = await own.hasGroup('base.group_system')
  const terms: Domain[] = [
    isSystem
      ? [['res_id', '=', false]]
      : ['&', '&', ['res_id', '=', false], ['create_uid', '=', own.uid ?? 0], ['res_field', '=', false]],
  ]
  if (operation === 'read') terms.push([['public', '=', true]])
  for (const [model, ids] of await attachedRecords(env)) {
    const usable = await usableIds(own, model, ids, operation)
    if (usable.length === 0) continue
    const fields = isSystem ? [] : await hiddenFields(own, model)
    const ofModel: Domain = ['&', ['res_model', '=', model], ['res_id', 'in', usable]]
    terms.push(fields.length === 0 ? ofModel : ['&', ...ofModel, ['res_field', 'not in', fields]])
  }
  const domain: Domain = [...terms.slice(1).map(() => '|' as const), ...terms.flat()]
  return wanted ? domain : ['!', ...domain]
}

/** The records that have attachments, by model. */
async function attachedRecords(env: Environment): Promise<Map<string, number[]>> {
  const { rows } = await env.cr.query<{ res_model: string; ids: number[] }>(
    `select res_model, array_agg(distinct res_id) as ids from ir_attachment
     where res_model is not null and res_id is not null group by res_model`,
  )
  return new Map(rows.map(({ res_model, ids }) => [res_model, ids]))
}

/** Those of the records that exist and that the user may read or write. */
async function usableIds(
  env: Environment,
  model: string,
  ids: readonly number[],
  operation: 'read' | 'write',
): Promise<readonly number[]> {
  const { registry } = env
  const definition = registry.definitions.get(model)
  if (definition === undefined || definition.abstract || model === 'ir.attachment') return []
  // Users may attach files to themselves, though they may write only little of themselves.
  const self = model === 'res.users' && env.uid !== null && ids.includes(env.uid) ? [env.uid] : []
  try {
    await registry.access.check(env, model, operation)
    const rules = await registry.access.domain(env, model, operation)
    const records = env.with({ su: true }).records(model)
    const found = await records.search([['id', 'in', ids], ...(rules ?? [])] as Domain, { order: 'id' })
    return [...new Set([...self, ...found.ids])]
  } catch (error) {
    if (error instanceof AccessError) return self
    throw error
  }
}

/** The fields of a model that the user may not use: their files are not to be seen either. */
async function hiddenFields(env: Environment, model: string): Promise<string[]> {
  const hidden: string[] = []
  for (const field of env.registry.definition(model).fields.values()) {
    if (field.groups !== null && !(await env.registry.access.canUseField(env, field))) hidden.push(field.name)
  }
  return hidden
}
