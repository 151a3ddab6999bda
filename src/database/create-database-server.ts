import type { DatabaseServer } from './database-server.ts'
import { resolveSettings, type DatabaseSettings } from './database-settings.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { PgliteFolder } from './pglite-folder.ts'
import { PgliteMemory } from './pglite-memory.ts'
import { PostgresServer } from './postgres-server.ts'

/**
 * Opens a place with several databases: `pglite:<folder>` (one directory below it each), `pglite:memory`, or
 * `postgres://…`, whose database is the one to connect to for administration (`postgres` where the URL names none).
 * A `replicaUrl` is the replica's server.
 *
 * @throws {ConfigurationError} where the URL is none of these
 * @example
 * ```ts
 * import { createDatabaseServer } from 'pergola/database'
 * await using server = createDatabaseServer('pglite:memory')
 * await server.create('shop')
 * await server.list() // ['shop']
 * ```
 */
export function createDatabaseServer(url: string, settings: DatabaseSettings = {}): DatabaseServer {
  const location = parseDatabaseUrl(url)
  const resolved = resolveSettings(settings)
  if (location.kind === 'postgres') return new PostgresServer(location.url, resolved)
  return location.directory === null ? new PgliteMemory(resolved) : new PgliteFolder(location.directory, resolved)
}
