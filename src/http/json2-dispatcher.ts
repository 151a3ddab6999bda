import { describeError } from '../errors/describe-error.ts'
import { HttpError } from '../errors/http-error.ts'
import { BadRequest } from '../errors/http-errors.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Endpoint } from './endpoint.ts'
import { errorReference } from './error-reference.ts'
import { withUrlArgs, type Params } from './params.ts'
import { problemResponse } from './problem.ts'
import { mediaType } from './read-body.ts'
import { encodeLocation } from './redirect.ts'
import { readBodyOf } from './request-body.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'
import { validateParams } from './validate-params.ts'

/** Routes of type `json2`: plain JSON in and out, with real statuses. Source: odoo.http.Json2Dispatcher. */
export class Json2Dispatcher extends Dispatcher {
  static override readonly routingType: string = 'json2'

  static override isCompatibleWith(request: Request): boolean {
    const { source } = stateOf(request)
    return !source.hasBody || mediaType(source.header('content-type')) === 'application/json'
  }

  async dispatch(endpoint: Endpoint, args: Readonly<Record<string, unknown>>): Promise<Response> {
    const state = stateOf(this.request)
    if (state.source.hasBody) await readBodyOf(state)
    const params = withUrlArgs(this.#readParams(), args)
    const { params: schema } = endpoint.options
    state.params = schema === undefined ? params : await validateParams(schema, params)
    const result = await endpoint.call(state.params, this.request)
    if (result instanceof HttpError) throw result
    if (result instanceof Response) return result
    if (result instanceof globalThis.Response) return Response.load(result)
    return jsonResponse(result ?? null, state.response)
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

function jsonResponse(value: unknown, base: Response | null): Response {
  const response = base ?? new Response()
  response.body = JSON.stringify(value)
  response.contentType = 'application/json; charset=utf-8'
  return response
}
