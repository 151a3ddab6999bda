import type { Cursor } from '../../database/cursor.ts'
import type { Database } from '../../database/database.ts'
import { DatabaseBusyError } from '../../errors/framework-errors.ts'
import { SubrequestError } from '../../errors/request-errors.ts'

/** How many subrequests with a transaction of their own there are. */
const running = new WeakMap<Database, number>()

/**
 * Runs a subrequest that is to have a transaction of its own, beside the one that its outer request holds. There are fewer
 * of them than connections: else all connections could be held by requests that each wait for a second one.
 *
 * @param held the outer request's
 * @throws SubrequestError where the database has one transaction at a time
 * @throws DatabaseBusyError where too many wait already
 */
export async function inOwnTransaction<Result>(
  database: Database,
  held: Cursor | null,
  run: () => Promise<Result>,
): Promise<Result> {
  if (!held?.inTransaction) return run()
  if (!database.concurrent) {
    throw new SubrequestError(
      'ownTransaction: an embedded database has one transaction at a time, and the outer request has it.',
    )
  }
  const others = running.get(database) ?? 0
  const { poolSize } = database.settings
  if (others + 1 >= poolSize) {
    throw new DatabaseBusyError(
      `ownTransaction: ${others} subrequests have or await a transaction beside that of their outer request, and the pool has ${poolSize} connections: one more could wait for ever.`,
    )
  }
  running.set(database, others + 1)
  try {
    return await run()
  } finally {
    running.set(database, (running.get(database) ?? 1) - 1)
  }
}
