import { describeError } from '../errors/describe-error.ts'
import { HttpError } from '../errors/http-error.ts'
import { BadRequest } from '../errors/http-errors.ts'
import { Dispatcher } from './dispatcher.ts'
import { isThenable } from './endpoint-result.ts'
import type { Endpoint } from './endpoint.ts'
import { errorReference } from './error-reference.ts'
import { jsonResponse } from './json-response.ts'
import { withUrlArgs, type Params } from './params.ts'
import { problemResponse } from './problem.ts'
import { mediaType } from './read-body.ts'
import { encodeLocation } from './redirect.ts'
import { whenRead } from './request-body.ts'
import { stateOf, type RequestState } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'
import { validateParams } from './validate-params.ts'

/** Routes of type `json2`: plain JSON in and out, with real statuses. Source: odoo.http.Json2Dispatcher. */
export class Json2Dispatcher extends Dispatcher {
  static override readonly routingType: string = 'json2'
  static override readonly mimetypes: readonly string[] = ['application/json']

  static override isCompatibleWith(request: Request): boolean {
    const { source } = stateOf(request)
    return !source.hasBody || mediaType(source.header('content-type')) === 'application/json'
  }

  // Promises cost: a request without a body, and without a schema, waits for nothing but its endpoint.
  dispatch(endpoint: Endpoint, args: Readonly<Record<string, unknown>>): Response | Promise<Response> {
    const state = stateOf(this.request)
    if (!state.source.hasBody) return this.#call(state, endpoint, args)
    return whenRead(state, () => this.#call(state, endpoint, args))
  }

  #call(
    state: RequestState,
    endpoint: Endpoint,
    args: Readonly<Record<string, unknown>>,
  ): Response | Promise<Response> {
    const params = withUrlArgs(this.#readParams(), args)
    const { params: schema } = endpoint.options
    if (schema === undefined) return this.#answer(state, endpoint, params)
    return validateParams(schema, params).then((valid) => this.#answer(state, endpoint, valid))
  }

  #answer(state: RequestState, endpoint: Endpoint, params: Params): Response | Promise<Response> {
    state.params = params
    const result = endpoint.call(params, this.request)
    if (!isThenable(result)) return respond(state, result)
    return Promise.resolve(result).then((value: unknown) => respond(state, value))
  }

  handleError(error: unknown): Response {
    const description = describeError(error)
    const reference = description.status >= 500 ? errorReference(this.request, error) : null
    const response =
      description.status < 400
        ? new Response(null, { status: description.status })
        : problemResponse(description, reference)
    for (const [name, value] of Object.entries(error instanceof HttpError ? error.headers : {})) {
      response.headers.set(name, name.toLowerCase() === 'location' ? encodeLocation(value) : value)
    }
    return response
  }

  #readParams(): Params {
    const state = stateOf(this.request)
    if (!state.source.hasBody || state.body?.bytes.length === 0) return {}
    const data = this.request.getJsonData()
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return { ...data }
    throw new BadRequest('The body must be a JSON object, whose members are the parameters.')
  }
}

function respond(state: RequestState, result: unknown): Response {
  if (result instanceof HttpError) throw result
  if (result instanceof Response) return result
  if (result instanceof globalThis.Response) return Response.load(result)
  // What JSON has no text for, as undefined or a function, is null.
  return jsonResponse(JSON.stringify(result) ?? 'null', state.response)
}
