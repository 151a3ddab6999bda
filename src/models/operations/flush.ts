import type { Transaction } from '../transaction.ts'

/** Writes what was assigned, through the models' own `write`. */
export async function flushPending(transaction: Transaction): Promise<void> {
  while (transaction.hasPending) {
    const taken = [...transaction.pending]
    transaction.pending.clear()
    for (const [env, models] of taken) {
      for (const [model, records] of models) {
        for (const [values, ids] of alike(records)) await env.records(model, ids).write(values)
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
