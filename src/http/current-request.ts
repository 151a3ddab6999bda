import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { NoCurrentRequestError } from '../errors/framework-errors.ts'
import type { Request } from './request.ts'

const storage = new AsyncLocalStorage<Request>()

/**
 * The request that is being handled. Source: pyramid.threadlocal.get_current_request.
 *
 * @throws NoCurrentRequestError outside of one
 */
export function currentRequest(): Request {
  const current = storage.getStore()
  if (!current) throw new NoCurrentRequestError('No request is being handled here.')
  return current
}

/**
 * The request that is being handled, or undefined: for what is also called outside of requests.
 * Source: pyramid.threadlocal.get_current_request.
 *
 * @example
 * ```ts
 * import { maybeCurrentRequest } from 'pergola'
 * const address = maybeCurrentRequest()?.http.remoteAddress
 * address // undefined
 * ```
 */
export function maybeCurrentRequest(): Request | undefined {
  return storage.getStore()
}

/**
 * Makes a request the current one for the rest of a callback, and all that it awaits. For callbacks that have a context
 * of their own, as node gives one to each request that comes over a socket: nothing is put back.
 */
export function enterRequest(current: Request): void {
  storage.enterWith(current)
}

// A resource is made per call, so that what other libraries keep for this code's context stays there.
const SCOPE = { requireManualDestroy: true }

/**
 * Runs a function, and all that it awaits, with `current` as the current request. `storage.run` would do it, but makes a
 * second map of all storages to go back; a resource goes back to the one that was there.
 */
export function withRequest<Arguments extends unknown[], Result>(
  current: Request,
  run: (...args: Arguments) => Result,
  ...args: Arguments
): Result {
  return new AsyncResource('PergolaRequest', SCOPE).runInAsyncScope(
    enter<Arguments, Result>,
    undefined,
    current,
    run,
    args,
  )
}

function enter<Arguments extends unknown[], Result>(
  current: Request,
  run: (...args: Arguments) => Result,
  args: Arguments,
): Result {
  storage.enterWith(current)
  return run(...args)
}

// A method must run on the request itself (it reads private state), so it is bound when it is read.
const forward: ProxyHandler<Request> = {
  get(_target, key) {
    const current = currentRequest()
    const value: unknown = Reflect.get(current, key)
    return typeof value === 'function' && key !== 'constructor' ? value.bind(current) : value
  },
  set: (_target, key, value) => Reflect.set(currentRequest(), key, value),
  has: (_target, key) => Reflect.has(currentRequest(), key),
  deleteProperty: (_target, key) => Reflect.deleteProperty(currentRequest(), key),
  getPrototypeOf: () => Reflect.getPrototypeOf(currentRequest()),
}

/**
 * The current request: each access is forwarded to the request that is being handled. It is a stand-in, so compare
 * with `currentRequest()`, never with this. Source: odoo.http.request.
 *
 * @example
 * ```ts
 * import { Controller, route, request } from 'pergola'
 * class Hello extends Controller {
 *   @route('/hello', { auth: 'none' })
 *   async hello() { return `Hello ${request.http.remoteAddress}` }
 * }
 * ```
 */
export const request: Request = new Proxy({} as Request, forward)
