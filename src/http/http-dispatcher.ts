import { CSRF_FIELD, CSRF_HEADER, csrfError, isCsrfToken, isSafeMethod } from './csrf.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Endpoint } from './endpoint.ts'
import { toResponse } from './endpoint-result.ts'
import { errorResponse } from './error-response.ts'
import { httpParams, withUrlArgs, type Params } from './params.ts'
import { isReadFirst, readBodyOf } from './request-body.ts'
import { stateOf, type RequestState } from './request-state.ts'
import { parseQuery } from './request-target.ts'
import type { Response } from './response.ts'
import { validateParams } from './validate-params.ts'

/** Routes of type `http`: query, form, files and URL in, a page or any other response out. Source: odoo.http.HttpDispatcher. */
export class HttpDispatcher extends Dispatcher {
  static override readonly routingType: string = 'http'

  // Promises cost: a request without a body, and without a schema, waits for nothing but its endpoint.
  dispatch(endpoint: Endpoint, args: Readonly<Record<string, unknown>>): Response | Promise<Response> {
    const state = stateOf(this.request)
    if (!isReadFirst(state)) return this.#call(state, endpoint, args)
    return readBodyOf(state).then(() => this.#call(state, endpoint, args))
  }

  handleError(error: unknown): Response {
    return errorResponse(this.request, error)
  }

  #call(
    state: RequestState,
    endpoint: Endpoint,
    args: Readonly<Record<string, unknown>>,
  ): Response | Promise<Response> {
    const { csrf, params: schema } = endpoint.options
    if (csrf && !isSafeMethod(state.source.method)) checkCsrf(state)
    const query = state.rawQuery === '' ? null : (state.query ??= parseQuery(state.rawQuery))
    const params = withUrlArgs(httpParams(query, state.body?.fields ?? null), args)
    if (schema === undefined) return this.#answer(state, endpoint, params)
    return validateParams(schema, params).then((valid) => this.#answer(state, endpoint, valid))
  }

  #answer(state: RequestState, endpoint: Endpoint, params: Params): Response | Promise<Response> {
    state.params = params
    return toResponse(endpoint.call(params, this.request), this.request, endpoint.options.renderer)
  }
}

/** Refuses a request whose token is not one of its session's; takes the token out of the form. */
function checkCsrf(state: RequestState): void {
  if (state.app.sessions === null) return
  const fields = state.body?.fields ?? []
  const field = fields.find(([name]) => name === CSRF_FIELD)?.[1]
  const token = state.source.header(CSRF_HEADER) || field
  const session = (state.session ??= state.app.sessions.create())
  if (!isCsrfToken(session, token)) throw csrfError(token, state.source.method, state.path)
  if (field === undefined || state.body === null) return
  state.body = { ...state.body, fields: fields.filter(([name]) => name !== CSRF_FIELD) }
  state.form = null
}
