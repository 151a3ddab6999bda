import type { Environment } from '../models/environment.ts'

/** What the manager of databases may do. */
export interface DatabaseManagement {
  /** Whether the manager is served at all. */
  readonly enabled: boolean
  /** What it asks for; null where nothing was configured. */
  readonly masterPassword: string | null
  /** Whether visitors are told the names of the databases that their host may see. */
  readonly list: boolean
}

/** How a database is copied. */
export interface CopyOptions {
  /** Whether nothing of it acts on its own: its scheduled actions are switched off. Default false. */
  neutralize?: boolean
}

/** The databases of an application, as addons see them. They ask for no password: guard what you make of them. */
export interface DatabaseService {
  readonly management: DatabaseManagement
  /** The forms that backups may have, the usual one first. */
  readonly backupFormats: readonly string[]
  /** The databases that a host may see. */
  namesFor(host: string): Promise<string[]>
  /** All databases. */
  names(): Promise<string[]>
  /** Does something with all rights, in a transaction of its own. */
  inEnvironment<Result>(name: string, run: (env: Environment) => Promise<Result>): Promise<Result>
  /**
   * Makes a database, with the addons that every one has and others.
   *
   * @param options.demo whether it has demonstration data
   * @param options.finish is called at the end of the installation, in its transaction
   * @throws {UserError} where there is one of that name, or the name is none
   */
  create(
    name: string,
    addons?: readonly string[],
    options?: { demo?: boolean; finish?: (env: Environment) => unknown },
  ): Promise<unknown>
  /** Deletes a database. @throws {UserError} where there is none */
  drop(name: string): Promise<void>
  /** Copies a database, which gets an id and secrets of its own. @throws {UserError} */
  duplicate(source: string, target: string, options?: CopyOptions): Promise<void>
  /** Gives a database another name. @throws {UserError} */
  rename(from: string, to: string): Promise<void>
  /**
   * A backup, as it is written: only a whole stream is one. Where attachments are kept as files, they are in it.
   *
   * @throws {UserError} for a form that there is not
   */
  backup(name: string, format?: string): Promise<ReadableStream<Uint8Array>>
  /**
   * Makes a database from a backup.
   *
   * @param options.copy whether it gets an id and secrets of its own, because the original goes on; default true
   * @throws {UserError} where it is none, or there is a database of that name
   */
  restore(name: string, backup: ReadableStream<Uint8Array>, options?: CopyOptions & { copy?: boolean }): Promise<void>
}
