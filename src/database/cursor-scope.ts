import { AsyncLocalStorage } from 'node:async_hooks'
import { NestedCursorError } from '../errors/framework-errors.ts'
import type { Cursor } from './cursor.ts'

/** The cursors inside whose calls we are, innermost first. */
interface Scope {
  readonly cursor: Cursor
  readonly parent: Scope | undefined
}

const scopes = new AsyncLocalStorage<Scope>()

/** Runs a function, and what it calls and awaits, inside a cursor's scope. */
export function runInScope<Result>(cursor: Cursor, run: () => Result): Result {
  return scopes.run({ cursor, parent: scopes.getStore() }, run)
}

/**
 * Refuses a transaction that would wait for the end of one that waits for it.
 *
 * @throws {NestedCursorError} where a cursor around us holds the database's only connection
 */
export function refuseNested(cursor: Cursor): void {
  for (let scope = scopes.getStore(); scope !== undefined; scope = scope.parent) {
    const outer = scope.cursor
    if (outer === cursor || outer.database !== cursor.database || !outer.inTransaction) continue
    throw new NestedCursorError(
      `A second transaction on the embedded database "${cursor.database.name}" was begun inside another one's call. ` +
        'PGlite has one transaction at a time, so it would wait for ever. Use the outer cursor (with a savepoint if parts ' +
        'may fail), commit it first, or queue the work with cr.postcommit.add(…).',
    )
  }
}
