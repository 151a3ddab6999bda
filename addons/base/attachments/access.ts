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
  for (const model of await attachedModels(env)) {
    const ofModel = await recordsFor(own, model, operation)
    if (ofModel === null) continue
    const fields = isSystem ? [] : await hiddenFields(own, model)
    terms.push(fields.length === 0 ? ofModel : ['&', ...ofModel, ['res_field', 'not in', fields]])
  }
  const domain = anyOf(terms)
  return wanted ? domain : ['!', ...domain]
}

/** Terms joined by or, nested as little as can be: there may be many models. */
function anyOf(terms: readonly Domain[]): Domain {
  const middle = Math.ceil(terms.length / 2)
  if (terms.length <= 1) return terms[0] ?? [[0, '=', 1]]
  return ['|', ...anyOf(terms.slice(0, middle)), ...anyOf(terms.slice(middle))]
}

/** The models whose records have attachments. */
async function attachedModels(env: Environment): Promise<string[]> {
  const { rows } = await env.cr.query<{ res_model: string }>(
    'select distinct res_model from ir_attachment where res_model is not null and res_id is not null order by 1',
  )
  return rows.map(({ res_model }) => res_model)
}

/** Which attachments are of records of a model that the user may read or write; null for none. */
async function recordsFor(env: Environment, model: string, operation: 'read' | 'write'): Promise<Domain | null> {
  const { registry } = env
  const definition = registry.definitions.get(model)
  if (definition === undefined || definition.abstract || model === 'ir.attachment') return null
  // Users may attach files to themselves, though they may write only little of themselves.
  const self: Domain | null =
    model === 'res.users' ? ['&', ['res_model', '=', model], ['res_id', '=', env.uid ?? 0]] : null
  if (!(await registry.access.allows(env, model, operation))) return self
  const rules = await registry.access.domain(env, model, operation)
  const all: Domain = ['&', ['res_model', '=', model], ['res_id', '!=', false]]
  const usable = rules === null ? all : await withinRules(env, model, rules)
  return self === null ? usable : ['|', ...self, ...usable]
}

/** The records with attachments that rules leave: named, or all but those that they do not leave, whichever is shorter. */
async function withinRules(env: Environment, model: string, rules: Domain): Promise<Domain> {
  const { rows } = await env.cr.query<{ res_id: number }>(
    'select distinct res_id from ir_attachment where res_model = $1 and res_id is not null',
    [model],
  )
  const ids = rows.map(({ res_id }) => res_id)
  const records = env.with({ su: true }).records(model)
  const found = await records.search([['id', 'in', ids], ...rules] as Domain, { order: 'id' })
  const left = new Set(found.ids)
  const hidden = ids.filter((id) => !left.has(id))
  const named: Domain = hidden.length < left.size ? [['res_id', 'not in', hidden]] : [['res_id', 'in', [...left]]]
  return ['&', ['res_model', '=', model], '&', ['res_id', '!=', false], ...named]
}

/** The fields of a model that the user may not use: their files are not to be seen either. */
async function hiddenFields(env: Environment, model: string): Promise<string[]> {
  const hidden: string[] = []
  for (const field of env.registry.definition(model).fields.values()) {
    if (field.groups !== null && !(await env.registry.access.canUseField(env, field))) hidden.push(field.name)
  }
  return hidden
}
