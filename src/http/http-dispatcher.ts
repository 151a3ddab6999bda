import { checkCsrf } from './check-csrf.ts'
import { CSRF_FIELD } from './csrf.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Endpoint } from './endpoint.ts'
import { toResponse } from './endpoint-result.ts'
import { errorResponse } from './error-response.ts'
import { httpParams, withUrlArgs, type Params } from './params.ts'
import { isReadFirst, whenRead } from './request-body.ts'
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
    return whenRead(state, () => this.#call(state, endpoint, args))
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
    const isChecked = csrf && checkCsrf(state)
    const query = state.rawQuery === '' ? null : (state.query ??= parseQuery(state.rawQuery))
    const own = httpParams(query, state.body)
    // A form's token is taken out already; one that was put in the URL too is no parameter either.
    if (isChecked && query !== null) delete own[CSRF_FIELD]
    const params = withUrlArgs(own, args)
    if (schema === undefined) return this.#answer(state, endpoint, params)
    return validateParams(schema, params).then((valid) => this.#answer(state, endpoint, valid))
  }

  #answer(state: RequestState, endpoint: Endpoint, params: Params): Response | Promise<Response> {
    state.params = params
    return toResponse(endpoint.call(params, this.request), this.request, endpoint.options.renderer)
  }
}
