import { setTimeout as delay } from 'node:timers/promises'
import { ValidationError } from '../errors/business-errors.ts'
import { ReadOnlyViolation, ReplicaLostError } from '../errors/framework-errors.ts'
import { integrityMessage, type ConstraintMessage } from './integrity-message.ts'
import type { Cursor } from './cursor.ts'
import { isPlanOutdated, sqlErrorOf, sqlStateOf } from './sql-state.ts'

/** SQLSTATEs after which the same work may succeed: serialization failure, deadlock, lock not available. */
const RETRIED = new Set(['40001', '40P01', '55P03'])

/** How a call is repeated. */
export interface RetryOptions {
  /** The cursor the work is done on: rolled back before each further try, committed after success. */
  cursor: Cursor
  /** How often the work is tried at all. Default 5. */
  tries?: number
  /** What the waits, random between 0 and 2^try seconds, are multiplied by. Default 1. */
  backoffScale?: number
  /** Waits for some milliseconds. Default: a timer. */
  sleep?: (milliseconds: number) => Promise<void>
  /** Between 0 and 1. Default `Math.random`. */
  random?: () => number
  /** Whether success commits. Default true. */
  commit?: boolean
  /**
   * Called after the rollback and before the next try, to put back what the failed one changed outside the database.
   *
   * @param attempt number of the try that failed, from 1
   */
  onRetry?: (error: unknown, attempt: number) => void | Promise<void>
  /** Gives a violated constraint's own message, or null for a general one. Called after the rollback. */
  constraintMessage?: ConstraintMessage
}

/**
 * Does work in a transaction and commits it; a serialization failure, deadlock or lock timeout rolls back and does it
 * again. The work must not have effects outside the database, but by `cr.postcommit`. Whatever is thrown, the
 * transaction is rolled back.
 *
 * Source: odoo.service.model.retrying.
 *
 * @returns what the work returned
 * @throws {ValidationError} where a constraint was violated (SQLSTATE 23xxx)
 * @throws {ReadOnlyViolation} where a read-only cursor was written with: run the call again with a read-write one
 * @throws the last try's error
 * @example
 * ```ts
 * import { openDatabase, retrying } from 'pergola/database'
 * await using database = openDatabase('pglite:memory')
 * await using cr = database.cursor()
 * await retrying(() => cr.query('create table visit (n int)'), { cursor: cr })
 * ```
 */
export async function retrying<Result>(run: () => Result | Promise<Result>, options: RetryOptions): Promise<Result> {
  const { cursor, tries = 5, backoffScale = 1, sleep = delay, random = Math.random, commit = true } = options
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await cursor.run(run)
      // A handler that caught the refusal has not done what it was to do.
      if (cursor.readonly && cursor.readOnlyViolation !== null) throw readOnlyViolation(cursor.readOnlyViolation)
      if (commit) await cursor.run(() => cursor.commit())
      return result
    } catch (error) {
      const violation = cursor.readonly ? cursor.readOnlyViolation : null
      await cursor.rollback()
      if (violation !== null) throw readOnlyViolation(violation)
      if (!isRetried(error) || attempt >= tries) throw await explainIntegrity(error, options.constraintMessage)
      await sleep(random() * 2 ** attempt * 1000 * backoffScale)
      await options.onRetry?.(error, attempt)
    }
  }
}

function readOnlyViolation(cause: unknown): ReadOnlyViolation {
  return new ReadOnlyViolation('A read-only transaction tried to write.', { cause })
}

/** Whether the same work may succeed when it is done again in another transaction. */
export function isRetried(error: unknown): boolean {
  return error instanceof ReplicaLostError || RETRIED.has(sqlStateOf(error) ?? '') || isPlanOutdated(error)
}

/** A violated constraint as a `ValidationError`; any other error as it is. */
export async function explainIntegrity(error: unknown, constraintMessage?: ConstraintMessage): Promise<unknown> {
  const violation = sqlErrorOf(error)
  if (violation === null || !violation.code.startsWith('23')) return error
  const message = await integrityMessage(violation, constraintMessage)
  return new ValidationError(message, { cause: error })
}
