import { DatabaseError } from 'pg'
import { PergolaError } from '../errors/pergola-error.ts'

/** What PostgreSQL says about a failed statement. */
export interface SqlError extends Error {
  /** SQLSTATE, five characters. */
  readonly code: string
  readonly severity?: string | undefined
  readonly constraint?: string | undefined
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
  readonly detail?: string | undefined
  readonly routine?: string | undefined
}

/**
 * PostgreSQL's own error, or the one that is the cause of what was thrown. An error of the catalogue stands for itself:
 * who turned a lock timeout into a `LockError` meant it.
 */
export function sqlErrorOf(error: unknown): SqlError | null {
  for (let depth = 0; depth < 5 && error instanceof Error && !(error instanceof PergolaError); depth++) {
    if (error instanceof DatabaseError && error.code !== undefined) return error as SqlError
    error = error.cause
  }
  return null
}

/** The SQLSTATE of an error, or null. */
export function sqlStateOf(error: unknown): string | null {
  return sqlErrorOf(error)?.code ?? null
}

/** An error as PostgreSQL would have sent it. */
export function createSqlError(code: string, message: string): Error {
  const error = new DatabaseError(message, message.length, 'error')
  error.code = code
  error.severity = 'ERROR'
  return error
}

// Class 08, and the server's own shutting down, crashing and starting.
const LOST_STATES = /^(08...|57P0[123])$/
const LOST_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** SQLSTATE and place in the server. */
const OUTDATED = new Map([
  ['0A000', 'RevalidateCachedQuery'],
  ['26000', 'FetchPreparedStatement'],
])
const LOST_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|Query read timeout)/

/**
 * Whether a prepared statement was refused because the columns' types changed since, or because it is prepared no longer. The message is in
 * the server's language.
 */
export function isPlanOutdated(error: unknown): boolean {
  const found = sqlErrorOf(error)
  return found !== null && OUTDATED.has(found.code) && OUTDATED.get(found.code) === found.routine
}

/** Whether an error tells that the connection is gone, and not that a statement failed. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state !== null) return LOST_STATES.test(state)
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost)
  return (
    error instanceof Error &&
    (LOST_CODES.has((error as NodeJS.ErrnoException).code ?? '') || LOST_MESSAGES.test(error.message))
  )
}
