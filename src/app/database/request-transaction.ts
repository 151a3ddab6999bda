import type { Cursor } from '../../database/cursor.ts'
import { retrying } from '../../database/retrying.ts'
import { ReadOnlyViolation } from '../../errors/framework-errors.ts'
import { stateOf, type RequestState } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { ServedDatabase } from './served-database.ts'
import { snapshot } from './request-snapshot.ts'

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
  work: () => Promise<Response>,
): Promise<Response> {
  const restore = snapshot(request)
  if (!readonly) return attempt(request, served, false, restore, work)
  try {
    return await attempt(request, served, true, restore, work)
  } catch (error) {
    if (!(error instanceof ReadOnlyViolation)) throw error
    await restore()
    return attempt(request, served, false, restore, work)
  }
}

async function attempt(
  request: Request,
  { database, registry }: ServedDatabase,
  readonly: boolean,
  restore: () => Promise<void>,
  work: () => Promise<Response>,
): Promise<Response> {
  const state = stateOf(request)
  const after = readonly ? ((state.session?.get(WRITTEN) as string | undefined) ?? null) : null
  if (state.cr !== null) await state.closeCursor()
  const cursor = database.cursor({ readonly, after })
  state.cr = cursor
  if (state.app.development) logQueries(state, cursor)
  const begin = (): Promise<Response> => {
    Object.assign(state, { env: registry.env(cursor, { uid: null }), userId: undefined, authenticatedBy: null })
    return work()
  }
  const response = await retrying(begin, {
    cursor,
    onRetry: restore,
    constraintMessage: (violation) => registry.constraintMessage(violation, state.env?.lang ?? null),
  })
  notePosition(state, cursor)
  return response
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
