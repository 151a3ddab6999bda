import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'

/** Notes an assigned value: it is written before the next query, at the latest before the commit. */
export function noteAssigned(env: Environment, field: FieldDefinition, id: number, value: unknown): void {
  const { transaction } = env
  if (!transaction.hasPending) transaction.cr.precommit.add(() => transaction.registry.flush(transaction))
  let models = transaction.pending.get(env)
  if (models === undefined) transaction.pending.set(env, (models = new Map()))
  let records = models.get(field.model)
  if (records === undefined) models.set(field.model, (records = new Map()))
  let values = records.get(id)
  if (values === undefined) records.set(id, (values = {}))
  // An empty list of commands would change nothing.
  values[field.name] = Array.isArray(value) && field.comodel !== null ? [[6, 0, value]] : value
}
