import { SessionExpired } from '../errors/business-errors.ts'
import { describeError } from '../errors/describe-error.ts'
import { ResultTypeError } from '../errors/framework-errors.ts'
import { HttpError } from '../errors/http-error.ts'
import { BadRequest } from '../errors/http-errors.ts'
import { Dispatcher } from './dispatcher.ts'
import { isThenable } from './endpoint-result.ts'
import type { Endpoint } from './endpoint.ts'
import { errorReference } from './error-reference.ts'
import { errorResponse } from './error-response.ts'
import { jsonResponse } from './json-response.ts'
import { withUrlArgs, type Params } from './params.ts'
import { mediaType } from './read-body.ts'
import { readBodyOf, whenRead } from './request-body.ts'
import { stateOf, type RequestState } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'
import { validateParams } from './validate-params.ts'

const CODE_NOT_FOUND = 404
const CODE_SESSION_EXPIRED = 100
const CODE_ERROR = 0

/**
 * Routes of type `json`: JSON-RPC 2 over HTTP. `method` is ignored, `params` is an object, `params.context` replaces
 * the session's context and is removed. Source: odoo.http.JsonRPCDispatcher.
 */
export class JsonRPCDispatcher extends Dispatcher {
  static override readonly routingType: string = 'json'
  static override readonly mimetypes: readonly string[] = ['application/json', 'application/json-rpc']

  #id: unknown = null
  /** While the body is read, errors are answered by a real HTTP status: there is no call yet to answer. */
  #isReading = false

  static override isCompatibleWith(request: Request): boolean {
    const type = mediaType(stateOf(request).source.header('content-type'))
    return type === 'application/json' || type === 'application/json-rpc'
  }

  // Promises cost: a call waits for its body, and for what its endpoint waits for, and for nothing else.
  dispatch(endpoint: Endpoint, args: Readonly<Record<string, unknown>>): Response | Promise<Response> {
    const state = stateOf(this.request)
    this.#isReading = true
    return whenRead(state, () => this.#call(state, endpoint, args))
  }

  handleError(error: unknown): Response {
    if (this.#isReading) return errorResponse(this.request, error)
    return jsonResponse(
      JSON.stringify({ jsonrpc: '2.0', id: this.#knownId(), error: errorObject(this.request, error) }),
    )
  }

  /** The call's id, also where it was refused before it was read; null where the body is not there, or is no call. */
  #knownId(): unknown {
    const state = stateOf(this.request)
    if (this.#id !== null || (state.body === null && state.source.arrived === null)) return this.#id
    try {
      void readBodyOf(state)
      return this.#readCall().id ?? null
    } catch {
      return null
    }
  }

  #call(
    state: RequestState,
    endpoint: Endpoint,
    args: Readonly<Record<string, unknown>>,
  ): Response | Promise<Response> {
    const call = this.#readCall()
    this.#isReading = false
    const params = withUrlArgs(this.#paramsOf(call), args)
    const { params: schema } = endpoint.options
    if (schema === undefined) return this.#answer(state, endpoint, params)
    return validateParams(schema, params).then((valid) => this.#answer(state, endpoint, valid))
  }

  #answer(state: RequestState, endpoint: Endpoint, params: Params): Response | Promise<Response> {
    state.params = params
    const result = endpoint.call(params, this.request)
    if (!isThenable(result)) return this.#respond(endpoint, result)
    return Promise.resolve(result).then((value: unknown) => this.#respond(endpoint, value))
  }

  #respond(endpoint: Endpoint, result: unknown): Response {
    if (result instanceof HttpError) throw result
    if (result instanceof Response || result instanceof globalThis.Response) {
      throw new ResultTypeError(
        `${endpoint.name} is of type json and returned a Response: return a plain value, or use type 'json2'.`,
      )
    }
    // What JSON has no text for, as undefined or a function, is null.
    const text = JSON.stringify(result) ?? 'null'
    return jsonResponse(
      `{"jsonrpc":"2.0","id":${JSON.stringify(this.#id)},"result":${text}}`,
      stateOf(this.request).response,
    )
  }

  #readCall(): { id?: unknown; params?: unknown } {
    const data = this.request.getJsonData()
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new BadRequest('Invalid JSON-RPC data: an object is expected.')
    }
    return data
  }

  #paramsOf({ id = null, params = {} }: { id?: unknown; params?: unknown }): Params {
    this.#id = id
    if (typeof params !== 'object' || params === null || Array.isArray(params)) {
      throw new BadRequest('Invalid JSON-RPC data: params must be an object.')
    }
    if (!('context' in params)) return params as Params
    const { context, ...rest } = params as Params
    if (typeof context === 'object' && context !== null && !Array.isArray(context)) {
      const state = stateOf(this.request)
      state.context = context as Readonly<Record<string, unknown>>
      if (state.env !== null) state.env = state.env.with({ context: state.context })
    }
    return rest
  }
}

/** An error as JSON-RPC has it. */
function errorObject(request: Request, error: unknown): Record<string, unknown> {
  const { name, code, message, arguments: args, context } = describeError(error)
  const data = { name, code, message, arguments: args, context, debug: errorReference(request, error) }
  return { code: rpcCode(error), message, data }
}

function rpcCode(error: unknown): number {
  if (error instanceof HttpError && error.status === CODE_NOT_FOUND) return CODE_NOT_FOUND
  return error instanceof SessionExpired ? CODE_SESSION_EXPIRED : CODE_ERROR
}
