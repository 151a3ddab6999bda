import type { Endpoint } from './endpoint.ts'
import { Response } from './response.ts'

const ALLOWED_HEADERS = 'Origin, X-Requested-With, Content-Type, Accept, Authorization, Range, X-CSRF-Token'
const PREFLIGHT_MAX_AGE = 86_400

/**
 * Lets pages of other origins read an answer, error or not, where the route says so.
 * Source: odoo.http.Dispatcher.pre_dispatch.
 *
 * @param requestOrigin the request's `Origin` header
 */
export function withCors(requestOrigin: string | undefined, endpoint: Endpoint, response: Response): Response {
  const { cors } = endpoint.options
  if (!cors) return response
  const readable = response.copy()
  if (typeof cors !== 'string') readable.vary('Origin')
  const origin = typeof cors === 'string' ? cors : requestOrigin
  if (origin === undefined || (typeof cors !== 'string' && !cors.includes(origin))) return readable
  readable.headers.set('access-control-allow-origin', origin)
  readable.headers.set('access-control-allow-methods', corsMethods(endpoint))
  return readable
}

/** The answer to a browser that asks, before the real request, whether it may send it. */
export function preflightResponse(requestOrigin: string | undefined, endpoint: Endpoint): Response {
  const response = withCors(requestOrigin, endpoint, new Response(null, { status: 204 }))
  response.headers.set('access-control-max-age', String(PREFLIGHT_MAX_AGE))
  response.headers.set('access-control-allow-headers', ALLOWED_HEADERS)
  return response
}

function corsMethods({ options }: Endpoint): string {
  if (options.type === 'json') return 'POST'
  return (options.methods ?? ['GET', 'POST']).join(', ')
}
