import type { Environment } from 'pergola/models'

/** After how many hours without a change the record of a transient model is removed. */
const HOURS = 1
/** So many are removed at once, and at most so many times: the rest waits for the next day. */
const BATCH = 1000
const BATCHES = 100

/**
 * Removes the records of a transient model that nobody changed for an hour, as `unlink` does.
 *
 * Source: odoo `TransientModel._transient_vacuum`.
 */
export async function removeTransientRecords(env: Environment, model: string): Promise<void> {
  const { logAccess } = env.registry.definition(model)
  // Without dates nobody knows how old they are.
  if (!logAccess) return
  const before = new Date(Date.now() - HOURS * 3_600_000)
  const records = env.records(model).withContext({ active_test: false })
  for (let batch = 0; batch < BATCHES; batch++) {
    const old = await records.search([['write_date', '<', before]], { limit: BATCH, order: 'id' })
    if (old.length === 0) return
    await old.unlink()
  }
}
