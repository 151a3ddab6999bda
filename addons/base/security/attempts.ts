import { AccessDenied } from 'pergola'
import type { Database } from 'pergola/database'

/** What is known of one thing that is being attempted, in this process. */
interface Attempts {
  /** How many are under way, among them those that wait. */
  here: number
  /** How many are being tried at the moment. */
  tried: number
  /** How many have failed since somebody was here. */
  failed: number
  readonly waiting: Array<() => void>
}

const known = new WeakMap<Database, Map<string, Attempts>>()

/**
 * Makes one of several attempts that may run side by side. Failures are only written when their transactions have ended, and transactions
 * that began before do not see them: so no more are tried at once than may fail, and the others wait for what becomes of these.
 *
 * @param steps.allowed tells how many more may fail, of what is written; throws where none may
 * @param steps.attempt what is tried; it fails by `AccessDenied`
 * @param steps.refused makes the error where too many have failed meanwhile
 */
export async function oneAttempt<Result>(
  database: Database,
  key: string,
  steps: { allowed: () => Promise<number>; attempt: () => Promise<Result>; refused: () => Error },
): Promise<Result> {
  const all = attemptsIn(database)
  let attempts = all.get(key)
  if (attempts === undefined) all.set(key, (attempts = { here: 0, tried: 0, failed: 0, waiting: [] }))
  attempts.here++
  try {
    return await inTurn(attempts, steps)
  } finally {
    if (--attempts.here === 0) all.delete(key)
  }
}

async function inTurn<Result>(
  attempts: Attempts,
  { allowed, attempt, refused }: Parameters<typeof oneAttempt<Result>>[2],
): Promise<Result> {
  const before = attempts.failed
  // Who waits has a connection by then, as those have for whom it waits.
  const most = await allowed()
  while (attempts.failed - before + attempts.tried >= most) {
    if (attempts.failed - before >= most) throw refused()
    await new Promise<void>((resolve) => attempts.waiting.push(resolve))
  }
  attempts.tried++
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof AccessDenied) attempts.failed++
    throw error
  } finally {
    attempts.tried--
    for (const goOn of attempts.waiting.splice(0)) goOn()
  }
}

function attemptsIn(database: Database): Map<string, Attempts> {
  let all = known.get(database)
  if (all === undefined) known.set(database, (all = new Map()))
  return all
}
