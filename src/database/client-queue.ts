import type pg from 'pg'
import type { PoolClient } from 'pg'
import { DatabaseBusyError } from '../errors/framework-errors.ts'

/** Somebody who waits for a client. */
interface Waiting {
  readonly resolve: (client: PoolClient) => void
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
  readonly #database: string
  readonly #broken = new WeakSet<PoolClient>()
  readonly #waiting: Waiting[] = []
  #taken = 0
  #timer: NodeJS.Timeout | null = null

  /** @param database for messages */
  constructor(pool: pg.Pool, database: string) {
    this.pool = pool
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
  take(): Promise<PoolClient> {
    if (this.#taken >= this.pool.options.max) return this.#wait()
    this.#taken++
    return this.#connect()
  }

  /** Gives a client back; with an error it is thrown away. */
  give(client: PoolClient, error?: Error): void {
    const isUsable = error === undefined && !this.#broken.has(client) && !this.pool.ending
    const next = isUsable ? this.#waiting.shift() : undefined
    if (next !== undefined) {
      next.resolve(client)
    } else {
      client.release(error)
      this.#left()
    }
  }

  /** Ends all clients, those in use when they are given back. */
  async close(): Promise<void> {
    if (!this.pool.ending) await this.pool.end()
  }

  #connect(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      this.pool.connect((error, client) => {
        if (client !== undefined) {
          resolve(client)
          return
        }
        reject(error)
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

  #wait(): Promise<PoolClient> {
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
    client.on('error', () => this.#broken.add(client))
    client.on('end', () => this.#broken.add(client))
  }

  #busyError(): DatabaseBusyError {
    const { connectionTimeoutMillis, max } = this.pool.options
    return new DatabaseBusyError(
      `No connection to the database "${this.#database}" became free within ${connectionTimeoutMillis} ms: all ${max} ` +
        'are in use. Close cursors early (await using), and do not wait for other work while one is open.',
    )
  }
}
