import { createApp, type App } from '../app/app.ts'
import type { Config } from '../app/config.ts'
import type { Databases } from '../app/database/databases.ts'
import type { ServedDatabase } from '../app/database/served-database.ts'
import { ConfigurationError, DatabaseLockedError } from '../errors/framework-errors.ts'
import { nearestName } from '../http/nearest-name.ts'
import { commandLog } from './command-log.ts'
import type { CliOptions } from './options.ts'
import { note } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Whose environment is; the room of models is not known here. */
export type Environment = Parameters<Parameters<Databases['inEnvironment']>[1]>[0]

/** Does something with the databases of a configuration. @throws {ConfigurationError} where it names none */
export async function withDatabases<Result>(
  config: Config,
  run: (databases: Databases, app: App) => Promise<Result>,
): Promise<Result> {
  await using app = await createApp({ ...config, log: commandLog() }).ready()
  if (app.databases === null)
    throw new ConfigurationError("The configuration names no database: database: { url: 'pglite:./data' }.")
  return await run(app.databases, app)
}

/** Does something in a database with all rights, in a transaction. */
export function inDatabase<Result>(
  config: Config,
  options: CliOptions,
  run: (env: Environment, name: string) => Promise<Result>,
): Promise<Result> {
  return withDatabases(config, async (databases) => {
    const name = await databaseName(databases, options)
    return databases.inEnvironment(name, (env) => run(env, name))
  })
}

/**
 * The database that is meant: the named one, or the only one.
 *
 * @throws UsageError where there are several, or not that one
 */
export async function databaseName(databases: Databases, { database }: CliOptions): Promise<string> {
  const names = await databases.names()
  if (database !== undefined) return knownDatabase(names, database)
  const [only] = names
  if (only === undefined) throw new UsageError('There is no database yet: pergola db create <name>.')
  if (names.length > 1) throw new UsageError(`Say which database, by --database: ${names.join(', ')}.`)
  return only
}

/** @throws UsageError where there is no database of that name */
export function knownDatabase(names: readonly string[], name: string): string {
  if (names.includes(name)) return name
  const nearest = nearestName(name, names)
  throw new UsageError(`There is no database ${name}.${nearest === undefined ? '' : ` Is ${nearest} meant?`}`)
}

/**
 * What is looked at: the named database, the only one, or null, what is served without any. Where none is named and none can be
 * chosen, a note says so.
 */
export async function lookedAt(app: App, options: CliOptions): Promise<ServedDatabase | null> {
  const { databases } = app
  if (databases === null) {
    if (options.database === undefined) return null
    throw new ConfigurationError('--database: the configuration names no database.')
  }
  const names = await databases.names()
  if (options.database !== undefined) return databases.open(knownDatabase(names, options.database))
  if (names.length === 0) return null
  if (names.length > 1) return unchosen(`There are several databases, ${names.join(', ')}`)
  try {
    return await databases.open(names[0] as string)
  } catch (error) {
    if (!(error instanceof DatabaseLockedError)) throw error
    return unchosen(error.message)
  }
}

function unchosen(reason: string): null {
  note(`${reason.replace(/\.$/, '')}: this is what is served without one. Choose one by --database.`)
  return null
}
