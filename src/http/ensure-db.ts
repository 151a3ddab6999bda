import { HttpFound, HttpSeeOther, NotFound } from '../errors/http-errors.ts'
import { HttpRequest } from './http-request.ts'
import { sessionOf, stateOf, type RequestState } from './request-state.ts'
import type { Request } from './request.ts'

/**
 * Makes sure that a request has a database, at the beginning of an endpoint with `auth: 'none'`: `?db=` chooses one, else it is
 * the session's, or the only one. Where there is none yet, the client is sent elsewhere.
 *
 * @param redirect where a database is chosen, for requests without one
 * @returns the database's name
 * @throws {HttpFound} to the same URL, once the session has the database that was chosen
 * @throws {HttpSeeOther} to `redirect`, where there is nothing to go by
 * @throws {NotFound} where the application has no databases
 *
 * Source: odoo.addons.web.controllers.utils.ensure_db.
 *
 * @example
 * ```ts
 * import { Controller, ensureDb, route, type Request } from 'pergola'
 * class Kiosk extends Controller {
 *   @route('/kiosk', { auth: 'none' })
 *   async open(_params: object, request: Request) {
 *     const name = await ensureDb(request)
 *     return `This is the kiosk of ${name}.`
 *   }
 * }
 * ```
 */
export async function ensureDb(request: Request, redirect: string = '/web/database/selector'): Promise<string> {
  const state = stateOf(request)
  const { databases, settings } = state.app
  if (databases === null) throw new NotFound('This server has no databases.')
  const current = state.registry?.name ?? null
  const wanted = await wantedDatabase(request, state)
  if (wanted === null) {
    if (current !== null) return current
    throw new HttpSeeOther(settings.http.basePath + redirect)
  }
  const session = sessionOf(state)
  if (session.db !== wanted) {
    // What belongs to another database must not be taken along.
    if (session.db !== null) session.invalidate()
    session.db = wanted
  }
  if (wanted === current) return current
  throw new HttpFound(ownUrl(state))
}

/** The database that `db` names, if the host may see it, and it is not the one that could not be opened just now. */
async function wantedDatabase(request: Request, state: RequestState): Promise<string | null> {
  const { databases, sessions } = state.app
  // A program that names its database by the header, request for request, has no session to put another one in.
  if (databases === null || sessions === null || !state.saveSession) return null
  const { db } = request.params
  const name = typeof db === 'string' ? db.trim() : ''
  if (name === '' || name === state.unusableDatabase) return null
  const names = await databases.namesFor(new HttpRequest(state).host)
  return names.includes(name) ? name : null
}

// Two slashes at the beginning would name another host; browsers read a backslash as one.
function ownUrl({ rawPath, rawQuery }: RequestState): string {
  const path = rawPath.replace(/^[/\\]+/, '/')
  return rawQuery === '' ? path : `${path}?${rawQuery}`
}
