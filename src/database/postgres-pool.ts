import { Pool, type ClientBase, type PoolConfig } from 'pg'
import type { ResolvedSettings } from './database-settings.ts'
import { GatheringSocket } from './gathering-socket.ts'
import { valueTypes } from './value-types.ts'

/**
 * A pool of connections to a PostgreSQL server. Statements are sent without waiting for the answers to those before
 * (`pipeline`), so that BEGIN costs no time of its own.
 */
export function createPostgresPool(url: string, settings: ResolvedSettings, config: PoolConfig = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: settings.poolSize,
    connectionTimeoutMillis: settings.acquireTimeout,
    idleTimeoutMillis: settings.idleTimeout,
    allowExitOnIdle: true,
    application_name: 'pergola',
    keepAlive: true,
    pipeline: true,
    stream: () => new GatheringSocket(),
    types: valueTypes,
    onConnect: (client) => prepareSession(client, settings),
    ...config,
  })
  // An idle connection that breaks is removed by the pool; the next transaction gets another.
  // Only the message: the error has the whole client on it.
  pool.on('error', ({ message }) => settings.log.warn({}, `An idle database connection broke: ${message}`))
  return pool
}

// By statements and not by start-up parameters, which connection poolers refuse. The pool waits for the promise.
async function prepareSession(client: ClientBase, settings: ResolvedSettings): Promise<void> {
  await client.query(
    `set time zone 'UTC'; set default_transaction_isolation = 'repeatable read'; ` +
      `set statement_timeout = ${Math.trunc(settings.statementTimeout)}; set lock_timeout = ${Math.trunc(settings.lockTimeout)}`,
  )
}
