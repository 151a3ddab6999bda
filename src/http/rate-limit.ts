import { TooManyRequests } from '../errors/http-errors.ts'
import type { Endpoint } from './endpoint.ts'
import { HttpRequest } from './http-request.ts'
import type { RequestState } from './request-state.ts'

const MINUTE = 60_000
// Of one route in one window; beyond that the first ones are forgotten.
const MAX_ADDRESSES = 100_000

/** How often one client may call a route. */
export interface RateLimit {
  /** The most requests of one address in `timeWindow`. */
  readonly max: number
  /** Milliseconds; default a minute. */
  readonly timeWindow?: number
}

/** How often each address has called an endpoint since a time. */
interface Window {
  since: number
  counts: Map<string, number>
}

const windows = new WeakMap<Endpoint, Window>()

/**
 * Counts a request for its route's `rateLimit`, in this process. Source: the route option of @fastify/rate-limit.
 *
 * @throws TooManyRequests with `Retry-After`, where its client has had as many as it may
 */
export function checkRate(state: RequestState, endpoint: Endpoint): void {
  const { rateLimit } = endpoint.options
  if (!rateLimit || state.parent !== null) return
  const { max, timeWindow = MINUTE } = rateLimit
  const now = Date.now()
  let window = windows.get(endpoint)
  if (window === undefined || now - window.since >= timeWindow) {
    window = { since: now, counts: new Map() }
    windows.set(endpoint, window)
  }
  const address = new HttpRequest(state).remoteAddress ?? ''
  const count = (window.counts.get(address) ?? 0) + 1
  if (count > max) {
    const seconds = Math.ceil((window.since + timeWindow - now) / 1000)
    throw new TooManyRequests('Too many requests: wait a little.', { headers: { 'retry-after': String(seconds) } })
  }
  if (count === 1 && window.counts.size >= MAX_ADDRESSES) window.counts.delete(window.counts.keys().next().value ?? '')
  window.counts.set(address, count)
}
