import type pg from 'pg'
import type { PoolClient } from 'pg'
import { DatabaseBusyError } from '../errors/framework-errors.ts'
import type { Lease } from './connector.ts'

/** What happens around a client that is given out. */
export interface LeaseOptions {
  readonly node: Lease['node']
  /** For messages. */
  readonly database: string
  lost?(error: unknown): void
}

/** What lasts as long as a client: whether its transactions are read-only where nothing else is said. */
interface ClientState {
  isReadonly: boolean
}

const states = new WeakMap<PoolClient, ClientState>()

/** A client of a pool, for one transaction. */
class ClientLease implements Lease {
  readonly client: PoolClient
  readonly #options: LeaseOptions

  constructor(client: PoolClient, options: LeaseOptions) {
    this.client = client
    this.#options = options
  }

  get node(): Lease['node'] {
    return this.#options.node
  }

  lost(error: unknown): void {
    this.#options.lost?.(error)
  }

  // Both are answered in order, before the statement that they are for; their failure is that statement's failure.
  limit(milliseconds: number): void {
    this.client.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`).catch(ignore)
  }

  setReadonly(readonly: boolean): void {
    const state = stateOf(this.client)
    if (state.isReadonly === readonly) return
    state.isReadonly = readonly
    const statement = readonly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'
    this.client.query(statement).catch(ignore)
  }

  release(error?: Error): void {
    this.client.release(error)
  }
}

/**
 * Takes a client from a pool.
 *
 * @throws {DatabaseBusyError} where none became free in time
 */
export function leaseClient(pool: pg.Pool, options: LeaseOptions): Promise<Lease> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) {
        reject(explained(error, pool, options.database))
        return
      }
      stateOf(client)
      resolve(new ClientLease(client, options))
    })
  })
}

/** Errors of a connection that nobody waits for are kept from ending the process from here on: its next statement tells of them. */
function stateOf(client: PoolClient): ClientState {
  let state = states.get(client)
  if (state === undefined) {
    states.set(client, (state = { isReadonly: false }))
    client.on('error', ignore)
  }
  return state
}

function explained(error: unknown, pool: pg.Pool, database: string): unknown {
  if (!isQueueTimeout(error)) return error
  return new DatabaseBusyError(
    `No connection to the database "${database}" became free within ${pool.options.connectionTimeoutMillis} ms: all ${pool.options.max} ` +
      'are in use. Close cursors early (await using), and do not wait for other work while one is open.',
    { cause: error },
  )
}

/** Whether a pool's error tells that all its clients were in use. */
export function isQueueTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect'
}

function ignore(): void {}
