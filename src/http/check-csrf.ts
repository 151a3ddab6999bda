import { checkOrigin } from './csrf-origin.ts'
import { CSRF_FIELD, CSRF_HEADER, csrfError, isCsrfToken, isSafeMethod } from './csrf.ts'
import { sessionOf, type RequestState } from './request-state.ts'

/**
 * Refuses an unsafe request that comes from a page of somebody else, or whose token is not one of its session's; takes
 * the token out of the form. Source: pyramid.csrf.check_csrf_origin, check_csrf_token.
 *
 * @returns whether there was anything to be checked
 * @throws BadRequest
 */
export function checkCsrf(state: RequestState): boolean {
  if (isSafeMethod(state.source.method) || state.app.sessions === null) return false
  checkOrigin(state)
  const fields = state.body?.fields ?? []
  const field = fields.find(([name]) => name === CSRF_FIELD)?.[1]
  const token = state.source.header(CSRF_HEADER) || field
  const session = sessionOf(state)
  if (!isCsrfToken(session, token)) throw csrfError(token, state.source.method, state.path)
  if (field === undefined || state.body === null) return true
  state.body = { ...state.body, fields: fields.filter(([name]) => name !== CSRF_FIELD) }
  state.form = null
  return true
}
