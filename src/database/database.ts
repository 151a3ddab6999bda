import type { Connector, Usage } from './connector.ts'
import { Cursor, type CursorOptions } from './cursor.ts'
import { resolveSettings, type DatabaseSettings, type ResolvedSettings } from './database-settings.ts'
import { parseDatabaseUrl, withoutPassword, type DatabaseLocation } from './database-url.ts'
import { PgliteConnector } from './pglite-connector.ts'
import { PostgresConnector } from './postgres-connector.ts'
import { retrying, type RetryOptions } from './retrying.ts'
import { Signals } from './signals.ts'
import { StatementNames } from './statement-names.ts'

/** How a transaction is run. */
export interface TransactionOptions extends CursorOptions, Omit<RetryOptions, 'cursor' | 'commit'> {}

/**
 * One database, embedded (PGlite) or on a PostgreSQL server. Opened by `openDatabase`; connections are made when they are needed.
 *
 * Source: odoo.sql_db.Connection.
 */
export class Database implements AsyncDisposable {
  readonly name: string
  /** Without the password. */
  readonly url: string
  readonly settings: ResolvedSettings
  /** Tells which things other processes changed. */
  readonly signals: Signals
  /** @internal */
  readonly connector: Connector
  /** The names of prepared statements. An embedded database has no way to the server that they could save. @internal */
  readonly statements: StatementNames

  /** @internal Use `openDatabase`. `archive`: a data directory to begin with, where an embedded database has none. */
  constructor(location: DatabaseLocation, url: string, settings: ResolvedSettings, archive: Blob | null = null) {
    this.name = location.name
    this.url = withoutPassword(url)
    this.settings = settings
    if (location.kind === 'pglite') {
      const connector = new PgliteConnector(location, settings, archive)
      this.statements = new StatementNames(0)
      this.connector = connector
      this.signals = new Signals(this, null)
      connector.onNotification = (channel, payload) => this.signals.notified(channel, payload)
      connector.onShut = () => this.signals.distrust()
    } else {
      this.connector = new PostgresConnector(location, settings)
      this.statements = new StatementNames(settings.preparedStatements)
      this.signals = new Signals(this, location.url)
    }
  }

  /** What may be told of it: its settings are nobody's business. */
  toJSON(): object {
    return { name: this.name }
  }

  /** Opens a cursor; nothing is sent before its first query. Close it. */
  cursor(options: CursorOptions = {}): Cursor {
    return new Cursor(this, options)
  }

  /**
   * Does work in a transaction of its own: committed when it succeeds, rolled back when it throws, tried again as
   * `retrying` says.
   *
   * @returns what the work returned
   * @throws what `retrying` throws
   * @example
   * ```ts
   * import { openDatabase } from 'pergola/database'
   * await using database = openDatabase('pglite:memory')
   * const three = await database.transaction(async (cr) => {
   *   const { rows } = await cr.query('select 1 + $1::int as sum', [2])
   *   return rows[0]!.sum
   * })
   * three // 3
   * ```
   */
  async transaction<Result>(
    run: (cursor: Cursor) => Result | Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    await using cursor = this.cursor(options)
    return await retrying(() => run(cursor), { ...options, cursor })
  }

  /**
   * Writes an embedded database's log back into its tables, removes dead rows and renews statistics. A timer does it from
   * time to time; a PostgreSQL server does it by itself, and this does nothing.
   */
  async maintain(options: { vacuum?: boolean } = {}): Promise<void> {
    if (this.connector instanceof PgliteConnector) await this.connector.maintain(options)
  }

  /** Whether a second transaction can be open beside the first: on a server, not on an embedded database. */
  get concurrent(): boolean {
    return !this.connector.single
  }

  /**
   * Has all reads from now on see what is committed by now, those on a replica too: after tables changed, a replica that is behind would
   * show rows as they were before.
   */
  async catchUp(): Promise<void> {
    await this.connector.catchUp()
  }

  /** How many connections are in use. */
  usage(): Usage {
    return this.connector.usage()
  }

  /** Closes all connections, after the transactions that are open. */
  async close(): Promise<void> {
    await this.signals.stop()
    await this.connector.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * Opens a database by its URL: `pglite:<directory>`, `pglite:memory` or `postgres://…`. Nothing is connected or
 * created before the first query; an embedded database's directory is made then.
 *
 * @throws {ConfigurationError} where the URL is none of these
 * @example
 * ```ts
 * import { openDatabase } from 'pergola/database'
 * const database = openDatabase('postgres://shop@localhost/shop', { replicaUrl: 'postgres://shop@replica/shop' })
 * database.name // 'shop'
 * await database.close()
 * ```
 */
export function openDatabase(url: string, settings: DatabaseSettings = {}): Database {
  return new Database(parseDatabaseUrl(url), url, resolveSettings(settings))
}
