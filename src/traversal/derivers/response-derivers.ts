import { ConfigurationError } from '../../errors/framework-errors.ts'
import { HttpError } from '../../errors/http-error.ts'
import type { CacheDirectives } from '../../http/cache-control.ts'
import { checkCsrf } from '../../http/check-csrf.ts'
import { renderValue } from '../../http/render-value.ts'
import { stateOf } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import type { HttpCache, ResponseDecorator } from '../view-options.ts'
import type { ViewDeriver } from './deriver.ts'

type ResponseView = (context: unknown, request: Request) => Promise<Response>

/** Refuses unsafe requests without a CSRF token. Source: pyramid.viewderivers.csrf_view. */
export const csrfChecked: ViewDeriver = (view, { options, forErrors }) => {
  if (!(options.csrf ?? !forErrors)) return view
  return (context, request) => {
    checkCsrf(stateOf(request))
    return view(context, request)
  }
}

/** Says how long the answer may be kept. Source: pyramid.viewderivers.http_cached_view. */
export const httpCached: ViewDeriver = (view, { options }) => {
  const { httpCache } = options
  if (httpCache === undefined) return view
  return async (context, request) => {
    const response = (await view(context, request)) as Response
    // A view that says it itself has the last word.
    if (!response.headers.has('cache-control')) applyCache(response, httpCache)
    return response
  }
}

function applyCache(response: Response, httpCache: HttpCache): void {
  const [seconds, directives]: readonly [number | null, Partial<CacheDirectives>] =
    typeof httpCache === 'number' ? [httpCache, {}] : httpCache
  if (seconds === 0) {
    response.headers.set('cache-control', 'max-age=0, must-revalidate, no-cache, no-store')
    response.headers.set('expires', new Date().toUTCString())
    response.headers.set('pragma', 'no-cache')
    return
  }
  if (seconds !== null) {
    response.cacheControl.maxAge = seconds
    response.headers.set('expires', new Date(Date.now() + seconds * 1000).toUTCString())
  }
  Object.assign(response.cacheControl, directives)
}

/** Puts the view's own decorators around it, the first outermost. Source: pyramid.viewderivers.decorated_view. */
export const decorated: ViewDeriver = (view, { options }) => {
  const decorators: readonly ResponseDecorator[] = [options.decorator ?? []].flat()
  return decorators.reduceRight<ResponseView>((inner, decorate) => {
    const outer = decorate(inner)
    return async (context, request) => outer(context, request)
  }, view as ResponseView)
}

/** Makes a response of what the view returned. Source: pyramid.viewderivers.rendered_view. */
export const rendered: ViewDeriver = (view, { options: { renderer }, controller, name }) => {
  return async (context, request) => {
    const result = await view(context, request)
    if (result instanceof Response) return result
    if (result instanceof HttpError) throw result
    if (renderer === undefined || isResponse(result)) return load(result, request, name)
    return renderValue(renderer, result, request, controller)
  }
}

function isResponse(result: unknown): boolean {
  return result instanceof globalThis.Response || result instanceof ReadableStream || result instanceof Uint8Array
}

function load(result: unknown, request: Request, name: string): Response {
  try {
    return Response.load(result, stateOf(request).response ?? undefined)
  } catch (error) {
    if (error instanceof HttpError) throw error
    throw new ConfigurationError(`The view ${name}: ${(error as Error).message}`, { cause: error })
  }
}
