import type { Cursor } from '../../database/cursor.ts'
import { retrying } from '../../database/retrying.ts'
import { ReadOnlyViolation } from '../../errors/framework-errors.ts'
import { stateOf, type RequestState } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { ServedDatabase } from './served-database.ts'
import { snapshot } from './request-snapshot.ts'

const NOBODY = Object.freeze({ uid: null })

/** Where a session keeps up to where the database's log holds what it wrote. */
const WRITTEN = '_lsn'

/**
 * Runs a request's work in a transaction: committed when it succeeds, rolled back when it throws, run again where it
 * conflicted with another or wrote although its route is read-only. Source: odoo.http.Request._serve_db.
 *
 * @param work begins at authentication; called once for each try
 */
export async function inTransaction(
  request: Request,
  served: ServedDatabase,
  readonly: boolean,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  const state = stateOf(request)
  const restore = snapshot(request)
  for (let isReadonly = readonly; ; isReadonly = false) {
    try {
      if (state.cr !== null) await state.closeCursor()
      const cursor = openCursor(state, served, isReadonly)
      const response = await retrying(() => begin(state, served, cursor, work), {
        cursor,
        onRetry: restore,
        constraintMessage: (violation) => served.registry.constraintMessage(violation, state.env?.lang ?? null),
      })
      notePosition(state, cursor)
      return response
    } catch (error) {
      if (!isReadonly || !(error instanceof ReadOnlyViolation)) throw error
      await restore()
    }
  }
}

function openCursor(state: RequestState, { database }: ServedDatabase, readonly: boolean): Cursor {
  const after = readonly ? ((state.session?.get(WRITTEN) as string | undefined) ?? null) : null
  const cursor = database.cursor({ readonly, after })
  state.cr = cursor
  if (state.app.development) logQueries(state, cursor)
  return cursor
}

/** One try: nobody is authenticated, and nothing is known. */
function begin(
  state: RequestState,
  { registry }: ServedDatabase,
  cursor: Cursor,
  work: () => Response | Promise<Response>,
): Response | Promise<Response> {
  state.env = registry.env(cursor, NOBODY)
  state.userId = undefined
  state.authenticatedBy = null
  return work()
}

/** How many queries the error page of development can show. */
const LOGGED_QUERIES = 1000

function logQueries(state: RequestState, cursor: Cursor): void {
  const log = (state.queryLog ??= [])
  cursor.observer = ({ sql, parameters, duration, error }) => {
    if (log.length >= LOGGED_QUERIES) return
    const failure = error === undefined ? {} : { error: error instanceof Error ? error.message : 'failed' }
    log.push({ sql, parameters, duration, ...failure })
  }
}

/** What a session wrote it must see, also where reads go to a replica. */
function notePosition(state: RequestState, cursor: Cursor): void {
  const position = cursor.readonly ? null : cursor.lsn()
  if (position === null || state.session === null || !state.saveSession) return
  // Who has no session gets none for this alone.
  if (!state.session.isNew || state.session.isDirty) state.session.set(WRITTEN, position)
}
