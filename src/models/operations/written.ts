import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { isOtherSide } from './triggers.ts'

/** Models that say what users may do, and of some the fields that count. */
const RIGHTS = new Map<string, ReadonlySet<string> | null>([
  ['ir.model.access', null],
  ['ir.rule', null],
  ['res.groups', null],
  ['res.users', new Set(['active', 'groups_id', 'company_id', 'company_ids', 'partner_id'])],
  ['res.partner', new Set(['lang', 'tz'])],
  ['res.company', null],
])

/**
 * Tells all who remember something that records of a model were made, changed or deleted.
 *
 * @param names the fields that were written; null where records came or went
 */
export function noteWritten(env: Environment, model: string, names: ReadonlySet<string> | null): void {
  forgetRelations(env, model, names)
  const counting = RIGHTS.get(model)
  if (counting === undefined) return
  if (
    counting === null ||
    (names !== null && !counting.isDisjointFrom(names)) ||
    (names === null && model !== 'res.partner')
  ) {
    env.transaction.clearCaches('access')
  }
}

/** Forgets sets of records that may have others in them now, or in another order. */
export function forgetRelations(env: Environment, model: string, names: ReadonlySet<string> | null): void {
  const { registry, transaction } = env
  for (const field of registry.triggers.relationsTo(model)) {
    if (names === null || [...names].some((name) => decides(field, model, name, env))) {
      transaction.invalidate(field.model, undefined, [field.name])
    }
  }
}

function decides(field: FieldDefinition, model: string, name: string, env: Environment): boolean {
  const { order, activeName } = env.registry.definition(field.comodel as string)
  if (name === field.inverseName || name === activeName) return true
  const written = env.registry.definition(model).fields.get(name)
  if (written !== undefined && isOtherSide(field, written)) return true
  const mentioned = new RegExp(`\\b${name}\\b`)
  return mentioned.test(order) || (field.domain.length > 0 && mentioned.test(JSON.stringify(field.domain)))
}
