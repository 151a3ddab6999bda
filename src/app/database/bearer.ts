import { Forbidden, Unauthorized } from '../../errors/http-errors.ts'
import { HttpRequest } from '../../http/http-request.ts'
import { stateOf, type RequestState } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { Environment } from '../../models/environment.ts'
import { sessionUser } from './session-user.ts'

const CHALLENGE = { headers: { 'www-authenticate': 'Bearer' } }

/**
 * The user of the request's API key; without a key the session's, where a person opened the page by hand or from a page of ours.
 * The session is not saved. Source: odoo's ir.http._auth_method_bearer.
 *
 * @throws {Unauthorized} for a key that does not hold, and for nobody; {Forbidden} where session and key contradict each other
 */
export async function bearerUser(request: Request, env: Environment, scope: string): Promise<number> {
  const state = stateOf(request)
  state.saveSession = false
  const header = state.source.header('authorization')
  // Another scheme is a proxy's in front of us, and says nothing here.
  if (header !== undefined && /^bearer(?: |$)/i.test(header)) {
    const key = /^bearer +([\x21-\x7e]{1,512}) *$/i.exec(header)?.[1]
    const uid = key === undefined ? null : await keyUser(env, scope, key)
    if (uid === null)
      throw new Unauthorized('The API key does not hold.', {
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      })
    const own = await sessionUser(state, env)
    if (own !== null && own !== uid) throw new Forbidden('The session belongs to another user than the API key.')
    return uid
  }
  const uid = await sessionUser(state, env)
  if (uid === null) throw new Unauthorized('An API key is needed: send it as Authorization: Bearer.', CHALLENGE)
  if (!isOwnNavigation(state)) {
    throw new Unauthorized('A session counts here only where a person opens the page: send an API key.', CHALLENGE)
  }
  return uid
}

async function keyUser(env: Environment, scope: string, key: string): Promise<number | null> {
  const keys = env.with({ su: true }).records('res.users.apikeys')
  return (await keys.checkCredentials(scope, key)) as number | null
}

/** Whether a browser says that the page itself is opened, and not by somebody else's page. */
function isOwnNavigation(state: RequestState): boolean {
  const { source } = state
  const site = source.header('sec-fetch-site')
  const mode = source.header('sec-fetch-mode')
  const dest = source.header('sec-fetch-dest')
  if (site === undefined && mode === undefined && dest === undefined) return isSameOriginReferer(state)
  const byPerson = source.header('sec-fetch-user') === '?1'
  return (site === 'same-origin' || site === 'none') && mode === 'navigate' && dest === 'document' && byPerson
}

// Browsers that do not send Sec-Fetch headers.
function isSameOriginReferer(state: RequestState): boolean {
  const referer = state.source.header('referer')
  if (referer === undefined || !URL.canParse(referer)) return false
  return new URL(referer).host === new HttpRequest(state).host
}
