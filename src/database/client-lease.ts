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

/**
 * Takes a client from a pool. Until it is given back, errors of the idle connection are kept from ending the process:
 * its next statement tells of them.
 *
 * @throws {DatabaseBusyError} where none became free in time
 */
export async function leaseClient(pool: pg.Pool, options: LeaseOptions): Promise<Lease> {
  const client = await pool.connect().catch((error: unknown) => {
    throw explained(error, pool, options.database)
  })
  client.on('error', ignore)
  return {
    client,
    node: options.node,
    lost: (error) => options.lost?.(error),
    limit: (milliseconds) => {
      // Answered in order, before the statement that it is for; its failure is that statement's failure.
      client.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`).catch(ignore)
    },
    setReadonly: (readonly) => setReadonly(client, readonly),
    release: (error) => release(client, error),
  }
}

/** Clients whose transactions are read-only where nothing else is said. */
const readonlyClients = new WeakSet<PoolClient>()

function setReadonly(client: PoolClient, readonly: boolean): void {
  if (readonlyClients.has(client) === readonly) return
  if (readonly) readonlyClients.add(client)
  else readonlyClients.delete(client)
  // Answered in order, before the statement that it is for: where it fails, the connection is gone.
  client
    .query(readonly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only')
    .catch(ignore)
}

function release(client: PoolClient, error: Error | undefined): void {
  client.off('error', ignore)
  // An ending connection emits its errors to nobody else.
  if (error !== undefined) client.on('error', ignore)
  client.release(error)
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
