import type { OpenLimit } from './open-limit.ts'

/** Where the room writes its warnings; pino's loggers fit. */
export interface DatabaseLog {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** Settings of an embedded (PGlite) database only. Times are milliseconds. */
export interface PgliteSettings {
  /**
   * Whether the engine runs in a thread of its own. Default: true for a directory, false for `pglite:memory`. Only with a
   * thread does the event loop stay free during a statement, and can a statement be ended.
   */
  thread?: boolean
  /** PostgreSQL's `shared_buffers`. Default: `'32MB'` for the first open database of the process, `'8MB'` for further ones. */
  sharedBuffers?: string
  /** How often the log is written back into the tables, if something was written. 0: never. Default 300 000. */
  checkpointEvery?: number
  /** How often dead rows are removed and statistics renewed, if something was written. 0: never. Default 3 600 000. */
  vacuumEvery?: number
  /** Which databases share a bound on the number of open ones. Default: all of the process, at most 8. */
  limit?: OpenLimit
}

/** How a database is used. Times are milliseconds. */
export interface DatabaseSettings {
  /** A PostgreSQL streaming replica of the same database: read-only transactions go there. */
  replicaUrl?: string
  /** How many connections the pool (and the replica's) may have. PGlite always has one. Default 10. */
  poolSize?: number
  /** How long a cursor waits for a connection before `DatabaseBusyError`. Default 30 000. */
  acquireTimeout?: number
  /** After which time an unused connection is closed. Default 60 000. */
  idleTimeout?: number
  /** After which time a statement is ended with SQLSTATE 57014. 0: never. Default 60 000. */
  statementTimeout?: number
  /** How long a statement waits for a lock before SQLSTATE 55P03. 0: for ever. Default 0. */
  lockTimeout?: number
  /** For how long a replica that failed is left alone. Default 10 000. */
  replicaRetry?: number
  /**
   * How many statements each connection to a PostgreSQL server keeps prepared. 0: none, for connection poolers that cannot
   * have them. Default 250.
   */
  preparedStatements?: number
  pglite?: PgliteSettings
  /** Default: `process.emitWarning`. */
  log?: DatabaseLog
}

/** Settings with their defaults filled in. */
export interface ResolvedSettings extends Required<Omit<DatabaseSettings, 'replicaUrl'>> {
  readonly replicaUrl: string | null
}

const emitWarnings: DatabaseLog = {
  warn: (_details, message) => process.emitWarning(message, 'PergolaDatabaseWarning'),
  error: (_details, message) => process.emitWarning(message, 'PergolaDatabaseError'),
}

/** Fills in the defaults. */
export function resolveSettings(settings: DatabaseSettings): ResolvedSettings {
  return {
    replicaUrl: settings.replicaUrl ?? null,
    poolSize: settings.poolSize ?? 10,
    acquireTimeout: settings.acquireTimeout ?? 30_000,
    idleTimeout: settings.idleTimeout ?? 60_000,
    statementTimeout: settings.statementTimeout ?? 60_000,
    lockTimeout: settings.lockTimeout ?? 0,
    replicaRetry: settings.replicaRetry ?? 10_000,
    preparedStatements: settings.preparedStatements ?? 250,
    pglite: settings.pglite ?? {},
    log: settings.log ?? emitWarnings,
  }
}
