import { DatabaseBusyError } from '../errors/framework-errors.ts'
import { ClientQueue } from './client-queue.ts'
import type { Lease } from './connector.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { createPostgresPool } from './postgres-pool.ts'
import { isConnectionLost } from './sql-state.ts'

/** A replica that cannot be reached must not hold up reads that the primary can answer. */
const CONNECT_TIMEOUT = 2000

const POSITION = /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i

// A replica that was promoted is no longer in recovery: it has everything.
const CAUGHT_UP = `select not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::pg_lsn as "caughtUp"`

/** The replica of a database: gives connections while it works and has replayed what is asked for. */
export class Replica {
  readonly clients: ClientQueue
  readonly #name: string
  readonly #settings: ResolvedSettings
  #downUntil = 0
  /** What every read must see; null once the replica has it. */
  #floor: string | null = null

  constructor(name: string, url: string, settings: ResolvedSettings) {
    this.#name = name
    this.#settings = settings
    const connectionTimeoutMillis = Math.min(settings.acquireTimeout, CONNECT_TIMEOUT)
    this.clients = new ClientQueue(createPostgresPool(url, settings, { connectionTimeoutMillis }), name, 'replica')
    this.clients.onLost = (error) => this.#down(error)
  }

  /** Has all reads from now on see what the log holds up to a position. */
  requireAll(position: string): void {
    this.#floor = position
  }

  /**
   * A connection to the replica, or null where the primary is to be used instead: the replica is down, busy, or behind.
   *
   * @param after the position in the log that must have been replayed
   */
  async lease(after: string | null): Promise<Lease | null> {
    if (Date.now() < this.#downUntil || (after !== null && !POSITION.test(after))) return null
    let lease: Lease | null = null
    try {
      lease = await this.clients.take()
      if ((await this.#hasFloor(lease)) && (after === null || (await hasReplayed(lease, after)))) return lease
    } catch (error) {
      lease?.release(error as Error)
      if (!(error instanceof DatabaseBusyError)) this.#down(error)
      return null
    }
    lease.release()
    return null
  }

  async close(): Promise<void> {
    await this.clients.close()
  }

  async #hasFloor(lease: Lease): Promise<boolean> {
    const floor = this.#floor
    if (floor === null) return true
    if (!(await hasReplayed(lease, floor))) return false
    if (this.#floor === floor) this.#floor = null
    return true
  }

  #down(error: unknown): void {
    const { replicaRetry, log } = this.#settings
    if (Date.now() < this.#downUntil) return
    this.#downUntil = Date.now() + replicaRetry
    const reason = isConnectionLost(error) ? 'is down' : 'cannot be used'
    log.warn(
      { err: error, database: this.#name },
      `The replica of database "${this.#name}" ${reason}: ${describe(error)}. Reads go to the primary; it is tried again in ${replicaRetry} ms.`,
    )
  }
}

async function hasReplayed(lease: Lease, position: string): Promise<boolean> {
  const { rows } = await lease.client.query<{ caughtUp: boolean }>(CAUGHT_UP, [position])
  return rows[0]?.caughtUp === true
}

// Connecting to several addresses fails with an AggregateError, whose own message is empty.
function describe(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message : String(first)
}
