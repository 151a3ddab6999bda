import type { Database } from 'pergola/database'

/** How many attempts at each thing are being made at the moment, in this process. */
const running = new WeakMap<Database, Map<string, number>>()

/**
 * Does one of several attempts that may run side by side. Failures are only written when their transactions have ended: what
 * runs at the same time counts as failed until then.
 *
 * @param attempt is told how many others run
 */
export async function oneAttempt<Result>(
  database: Database,
  key: string,
  attempt: (others: number) => Promise<Result>,
): Promise<Result> {
  let counts = running.get(database)
  if (counts === undefined) running.set(database, (counts = new Map()))
  const others = counts.get(key) ?? 0
  counts.set(key, others + 1)
  try {
    return await attempt(others)
  } finally {
    const left = (counts.get(key) ?? 1) - 1
    if (left === 0) counts.delete(key)
    else counts.set(key, left)
  }
}
