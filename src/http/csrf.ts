import { timingSafeEqual } from 'node:crypto'
import { BadRequest } from '../errors/http-errors.ts'
import type { Session } from './session/session.ts'

/** The form field that carries the token. */
export const CSRF_FIELD = 'csrf_token'

/** The header that may carry it instead. */
export const CSRF_HEADER = 'x-csrf-token'

/** The latest expiry of a token, in seconds since 1970: of as many digits as are read. */
const LATEST = 10 ** 12 - 1

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Whether a verb promises to change nothing (RFC 9110). */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method)
}

/**
 * A token that the session's next unsafe request must bring. Source: odoo.http.Request.csrf_token.
 *
 * @param timeLimit seconds for which it holds, or null for as long as the session
 * @throws TypeError where the limit is no number
 */
export function createCsrfToken(session: Session, timeLimit: number | null): string {
  if (timeLimit === null) return session.csrfToken('')
  if (!Number.isFinite(timeLimit)) throw new TypeError(`timeLimit is a number of seconds, or null, not ${timeLimit}.`)
  const expiry = Math.floor(Date.now() / 1000 + timeLimit)
  return session.csrfToken(String(Math.min(Math.max(expiry, 0), LATEST)))
}

/** Whether a token is one of the session's, and not past its time. */
export function isCsrfToken(session: Session, token: unknown): boolean {
  if (typeof token !== 'string' || token.length > 200) return false
  const expiry = /^[0-9a-f]{64}o([0-9]{0,12})$/.exec(token)?.[1]
  if (expiry === undefined) return false
  if (expiry !== '' && Number(expiry) < Date.now() / 1000) return false
  return timingSafeEqual(Buffer.from(token), Buffer.from(session.expectedCsrfToken(expiry)))
}

/** The error for an unsafe request without a valid token. */
export function csrfError(token: unknown, method: string, path: string): BadRequest {
  const problem =
    typeof token === 'string' && token !== ''
      ? 'The CSRF token is not valid, or no longer: reload the page and send the form again.'
      : `${method} ${path} needs a CSRF token: send the field ${CSRF_FIELD} (request.csrfToken() gives it) or the header ` +
        'X-CSRF-Token; a route that other programs call is declared with csrf: false.'
  return new BadRequest(problem)
}
