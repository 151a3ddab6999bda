import { HttpError } from '../errors/http-error.ts'
import { renderValue } from './render-value.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

/**
 * An endpoint's result as a response, at once or when it is there.
 *
 * @param renderer name of the renderer for plain objects, lists, numbers and `true`
 * @throws HttpError where one was returned
 * @throws ResultTypeError for what nothing can be made of
 */
export function toResponse(result: unknown, request: Request, renderer?: string): Response | Promise<Response> {
  if (result instanceof Response) return result
  if (isThenable(result)) return result.then((value) => loadOrRender(value, request, renderer))
  return loadOrRender(result, request, renderer)
}

function loadOrRender(value: unknown, request: Request, renderer: string | undefined): Response | Promise<Response> {
  const base = stateOf(request).response ?? undefined
  if (renderer === undefined || !isRenderable(value)) return Response.load(value, base)
  return renderValue(renderer, value, request)
}

function isRenderable(value: unknown): boolean {
  if (typeof value === 'number' || value === true) return true
  if (value === null || typeof value !== 'object' || value instanceof HttpError) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Array.isArray(value)
}

/** Whether a result is still to come. */
export function isThenable(value: unknown): value is Promise<never> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
