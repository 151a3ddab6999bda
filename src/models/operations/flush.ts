import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Transaction } from '../transaction.ts'
import { writeRecords } from './write.ts'

/** Notes an assigned value: it is written before the next query, at the latest before the commit. */
export function noteAssigned(env: Environment, field: FieldDefinition, id: number, value: unknown): void {
  const { transaction } = env
  if (transaction.pending.size === 0) transaction.cr.precommit.add(() => flushPending(transaction))
  let models = transaction.pending.get(env)
  if (models === undefined) transaction.pending.set(env, (models = new Map()))
  let records = models.get(field.model)
  if (records === undefined) models.set(field.model, (records = new Map()))
  let values = records.get(id)
  if (values === undefined) records.set(id, (values = {}))
  values[field.name] = value
}

/** Writes what was assigned. */
export async function flushPending(transaction: Transaction): Promise<void> {
  while (transaction.pending.size > 0) {
    const taken = [...transaction.pending]
    transaction.pending.clear()
    for (const [env, models] of taken) {
      for (const [model, records] of models) {
        for (const [values, ids] of alike(records)) await writeRecords(env.records(model, ids), values)
      }
    }
  }
}

/** Records that get the same values, together. */
function alike(records: ReadonlyMap<number, Record<string, unknown>>): Array<[Record<string, unknown>, number[]]> {
  const groups = new Map<string, [Record<string, unknown>, number[]]>()
  for (const [id, values] of records) {
    const key = JSON.stringify(values)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [values, [id]])
    else group[1].push(id)
  }
  return [...groups.values()]
}
