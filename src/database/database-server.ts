import type { Database } from './database.ts'

/** `'sql'`: text for `psql`; `'custom'`: `pg_dump`'s own form; `'directory'`: PGlite's data directory as a gzipped tar. */
export type BackupFormat = 'sql' | 'custom' | 'directory'

export interface BackupOptions {
  /** Default: `'custom'` on a PostgreSQL server; PGlite has `'directory'` only. */
  format?: BackupFormat
}

export interface RestoreOptions {
  /**
   * That the backup is your own. SQL text is run by `psql`, which obeys commands for the server's shell inside it, so
   * text is refused without this. Default false.
   */
  trusted?: boolean
}

/**
 * A place with several databases: a folder of embedded ones, the memory of this process, or a PostgreSQL server. Names are
 * checked by `checkDatabaseName`. Guard these functions yourself: they ask for no password.
 *
 * Source: odoo.service.db.
 */
export interface DatabaseServer extends AsyncDisposable {
  readonly kind: 'pglite' | 'postgres'
  /** The names of all databases, sorted. */
  list(): Promise<string[]>
  exists(name: string): Promise<boolean>
  /** The database of that name, always the same object until it is dropped or renamed. It need not exist before it is used. */
  database(name: string): Database
  /** @throws {UserError} where there is one of that name, or the name is none */
  create(name: string): Promise<Database>
  /** Deletes a database, ending the sessions on it. @throws {UserError} where there is none */
  drop(name: string): Promise<void>
  /** Copies a database, ending the sessions on it. @throws {UserError} where there is no source, or already a target */
  duplicate(source: string, target: string): Promise<Database>
  /** Gives a database another name, ending the sessions on it. @throws {UserError} as `duplicate` */
  rename(from: string, to: string): Promise<Database>
  /**
   * Writes a backup. The stream fails where the backup does; only a whole stream is a backup.
   *
   * @throws {ConfigurationError} where `pg_dump` is missing
   */
  backup(name: string, options?: BackupOptions): Promise<ReadableStream<Uint8Array>>
  /**
   * Creates a database from a backup; where that fails, the database is not there.
   *
   * @throws {UserError} where there is one of that name, or the backup is not one of this kind of server
   */
  restore(name: string, backup: ReadableStream<Uint8Array>, options?: RestoreOptions): Promise<Database>
  /** Closes all databases. */
  close(): Promise<void>
}
