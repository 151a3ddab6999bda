import { setImmediate as nextTurn } from 'node:timers/promises'
import type pg from 'pg'
import type { Connection, PoolClient } from 'pg'
import { DatabaseBusyError } from '../errors/framework-errors.ts'
import { ClientLease } from './client-lease.ts'
import type { Lease } from './connector.ts'
import { createSqlError } from './sql-state.ts'

/** Somebody who waits for a client. */
interface Waiting {
  readonly resolve: (lease: ClientLease) => void
  readonly reject: (error: unknown) => void
  /** Until when, in milliseconds. */
  readonly until: number
}

/**
 * The clients of a pool. While transactions wait, a client goes from one straight to the next: the pool's own queue sets two timers and
 * changes listeners each time, which costs as much as a short statement.
 */
export class ClientQueue {
  readonly pool: pg.Pool
  /** Which server they are connected to. */
  readonly node: Lease['node']
  /** Is told what a connection was lost by. */
  onLost: (error: unknown) => void = () => {}
  readonly #database: string
  readonly #leases = new WeakMap<PoolClient, ClientLease>()
  readonly #waiting: Waiting[] = []
  #taken = 0
  #timer: NodeJS.Timeout | null = null

  /** @param database for messages */
  constructor(pool: pg.Pool, database: string, node: Lease['node'] = 'primary') {
    this.pool = pool
    this.node = node
    this.#database = database
    pool.on('connect', (client) => this.#follow(client))
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Takes a client; `give` gives it back.
   *
   * @throws {DatabaseBusyError} where none became free in time
   */
  take(): Promise<ClientLease> {
    if (this.#taken >= this.pool.options.max) return this.#wait()
    this.#taken++
    return this.#connect()
  }

  /** Gives a client back; with an error it is thrown away. */
  give(lease: ClientLease, error?: Error): void {
    const isUsable = error === undefined && !lease.isBroken && !this.pool.ending
    const next = isUsable ? this.#waiting.shift() : undefined
    if (next !== undefined) {
      next.resolve(lease)
    } else {
      lease.client.release(error)
      this.#left()
    }
  }

  /** Ends all clients, those in use when they are given back. */
  async close(): Promise<void> {
    // The pool gives an idle client in the next turn only, and none once it ends.
    if (this.pool.waitingCount > 0) await nextTurn()
    if (!this.pool.ending) await this.pool.end()
  }

  #connect(): Promise<ClientLease> {
    return new Promise((resolve, reject) => {
      this.pool.connect((error, client) => {
        const lease = client === undefined ? undefined : this.#leases.get(client)
        if (lease !== undefined) {
          resolve(lease)
          return
        }
        reject(this.pool.ending ? this.#closedError(error) : error)
        this.#left()
      })
    })
  }

  /** A place is free: who waits makes a connection of their own. */
  #left(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken--
    else this.#connect().then(next.resolve, next.reject)
  }

  #wait(): Promise<ClientLease> {
    // 0 is for ever, as in the pool.
    const timeout = this.pool.options.connectionTimeoutMillis || Infinity
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, until: performance.now() + timeout })
      if (timeout < Infinity && this.#timer === null) this.#timer = setTimeout(() => this.#expire(), timeout).unref()
    })
  }

  /** Ends the waiting of those who have waited too long. One timer is enough: all wait equally long. */
  #expire(): void {
    const now = performance.now()
    this.#timer = null
    while (this.#waiting[0] !== undefined && this.#waiting[0].until <= now) {
      this.#waiting.shift()?.reject(this.#busyError())
    }
    const [first] = this.#waiting
    if (first !== undefined) this.#timer = setTimeout(() => this.#expire(), Math.ceil(first.until - now)).unref()
  }

  /** Errors of a connection that nobody waits for are kept from ending the process: its next statement tells of them. */
  #follow(client: PoolClient): void {
    const lease = new ClientLease(client, this)
    this.#leases.set(client, lease)
    const broken = (): void => void (lease.isBroken = true)
    client.on('error', broken)
    client.on('end', broken)
    refuseCopyIn(client)
  }

  #closedError(cause: unknown): DatabaseBusyError {
    return new DatabaseBusyError(`The database "${this.#database}" was closed.`, { cause })
  }

  #busyError(): DatabaseBusyError {
    const { connectionTimeoutMillis, max } = this.pool.options
    return new DatabaseBusyError(
      `No connection to the database "${this.#database}" became free within ${connectionTimeoutMillis} ms: all ${max} ` +
        'are in use. Close cursors early (await using), and do not wait for other work while one is open.',
    )
  }
}

/**
 * A server that waits for rows takes all that was sent after the statement for a part of them, and the two would wait for each other for
 * ever: that connection ends.
 */
function refuseCopyIn(client: PoolClient): void {
  const { connection } = client as unknown as { connection: Connection }
  connection.on('copyInResponse', () => {
    connection.stream.destroy(createSqlError('0A000', 'COPY … FROM STDIN cannot be sent through a cursor.'))
  })
}
