import { resolve } from 'node:path'
import { createDatabaseServer } from '../../database/create-database-server.ts'
import type { DatabaseSettings } from '../../database/database-settings.ts'
import type { DatabaseManagement } from '../../http/database-service.ts'
import { checkNames } from '../check-names.ts'
import type { DatabaseConfig } from '../config.ts'
import { changeAddons } from '../install/install-addons.ts'
import { Databases } from './databases.ts'
import { serve, type DatabaseParts } from './serve.ts'

const NAMES = ['url', 'filter', 'limit', 'masterPassword', 'manager', 'list']

/** What is passed on to each database. */
const SETTINGS = [
  'replicaUrl',
  'poolSize',
  'acquireTimeout',
  'idleTimeout',
  'statementTimeout',
  'lockTimeout',
  'replicaRetry',
  'preparedStatements',
  'pglite',
] as const

/**
 * The databases of a configuration; null where it names none.
 *
 * @param root what the folder of embedded databases is relative to
 */
export function openDatabases(
  parts: DatabaseParts,
  config: DatabaseConfig | undefined,
  root: string = process.cwd(),
): Databases | null {
  if (config === undefined) return null
  checkNames('configuration (database)', config, [...NAMES, ...SETTINGS])
  const { log, settings } = parts.app
  const { url = 'pglite:./data', filter, limit = 100 } = config
  const given = SETTINGS.filter((name) => config[name] !== undefined).map((name) => [name, config[name]] as const)
  const server = createDatabaseServer(below(root, url), { log, ...(Object.fromEntries(given) as DatabaseSettings) })
  return new Databases({
    server,
    filter,
    limit,
    log,
    management: managementOf(config, settings.development),
    addons: parts.addons,
    always: settings.serverWide,
    build: (database, content) => serve(parts, database, content),
    change: (database, plan, options) => changeAddons(parts, database, plan, options),
  })
}

/** `pglite:./data` as everything else in a configuration is meant: relative to its file. */
function below(root: string, url: string): string {
  if (url === 'pglite:memory' || !url.startsWith('pglite:')) return url
  return `pglite:${resolve(root, url.slice('pglite:'.length))}`
}

/** Without a master password the manager is for development only: there is nothing else that it could ask for. */
function managementOf(config: DatabaseConfig, development: boolean): DatabaseManagement {
  const { masterPassword = null, manager = true, list = true } = config
  return { enabled: manager && (development || masterPassword !== null), masterPassword, list }
}
