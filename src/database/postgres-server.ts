import { Client, escapeIdentifier } from 'pg'
import { UserError } from '../errors/business-errors.ts'
import { checkDatabaseName, isDatabaseName } from './database-name.ts'
import type { BackupOptions, DatabaseServer, RestoreOptions } from './database-server.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { withDatabase } from './database-url.ts'
import { Database } from './database.ts'
import { dumpPostgres, restorePostgres } from './dump-programs.ts'
import { OpenDatabases } from './open-databases.ts'
import { sqlStateOf } from './sql-state.ts'

const LIST = 'select datname as name from pg_database where datallowconn and not datistemplate order by datname'
const END_SESSIONS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()'

/** What PostgreSQL's refusals mean to whoever asked. */
const REFUSALS = new Map([
  ['42P04', 'There is a database of that name already.'],
  // The same, where another process makes it at this moment.
  ['23505', 'There is a database of that name already.'],
  ['3D000', 'There is no such database.'],
  ['55006', 'The database is being used by somebody else; try again.'],
])

/** The databases of a PostgreSQL server. */
export class PostgresServer implements DatabaseServer {
  readonly kind = 'postgres'
  readonly #url: string
  readonly #databases: OpenDatabases

  constructor(url: string, settings: ResolvedSettings) {
    this.#url = new URL(url).pathname.length > 1 ? url : withDatabase(url, 'postgres')
    this.#databases = new OpenDatabases((name) => {
      const own = withDatabase(url, name)
      const replicaUrl = settings.replicaUrl === null ? null : withDatabase(settings.replicaUrl, name)
      return new Database({ kind: 'postgres', name, url: own }, own, { ...settings, replicaUrl })
    })
  }

  async list(): Promise<string[]> {
    return this.#administer(async (client) => {
      const { rows } = await client.query<{ name: string }>(LIST)
      return rows.map(({ name }) => name).filter(isDatabaseName)
    })
  }

  async exists(name: string): Promise<boolean> {
    return isDatabaseName(name) && (await this.list()).includes(name)
  }

  database(name: string): Database {
    return this.#databases.get(name)
  }

  async create(name: string): Promise<Database> {
    const target = escapeIdentifier(checkDatabaseName(name))
    // template0, because somebody may be connected to template1 or have changed it.
    await this.#administer((client) => client.query(`create database ${target} encoding 'UTF8' template template0`))
    return this.database(name)
  }

  async drop(name: string): Promise<void> {
    const target = escapeIdentifier(checkDatabaseName(name))
    await this.#alone(name, (client) => client.query(`drop database ${target}`))
  }

  async duplicate(source: string, target: string): Promise<Database> {
    const [from, to] = [checkDatabaseName(source), checkDatabaseName(target)].map(escapeIdentifier)
    await this.#alone(source, (client) => client.query(`create database ${to} template ${from}`))
    return this.database(target)
  }

  async rename(from: string, to: string): Promise<Database> {
    const [old, young] = [checkDatabaseName(from), checkDatabaseName(to)].map(escapeIdentifier)
    await this.#alone(from, (client) => client.query(`alter database ${old} rename to ${young}`))
    return this.database(to)
  }

  async backup(name: string, { format = 'custom' }: BackupOptions = {}): Promise<ReadableStream<Uint8Array>> {
    if (format === 'directory') throw new UserError('A PostgreSQL server has no backups of the form "directory".')
    return dumpPostgres(withDatabase(this.#url, checkDatabaseName(name)), format)
  }

  async restore(name: string, backup: ReadableStream<Uint8Array>, options: RestoreOptions = {}): Promise<Database> {
    const database = await this.create(name)
    try {
      await restorePostgres(withDatabase(this.#url, name), backup, options.trusted ?? false)
      return database
    } catch (error) {
      await this.drop(name)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#databases.closeAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  // Our own connections first, in good order; then everybody else's.
  async #alone(name: string, work: (client: Client) => Promise<unknown>): Promise<void> {
    await this.#databases.close(name)
    await this.#administer(async (client) => {
      await client.query(END_SESSIONS, [name])
      await work(client)
    })
  }

  async #administer<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: this.#url, application_name: 'pergola administration' })
    client.on('error', () => {})
    await client.connect()
    try {
      return await work(client)
    } catch (error) {
      const refusal = REFUSALS.get(sqlStateOf(error) ?? '')
      throw refusal === undefined ? error : new UserError(refusal, { cause: error })
    } finally {
      await client.end()
    }
  }
}
