import type { StandardSchemaV1 } from '@standard-schema/spec'
import { endpointOf, type Controller } from './controller.ts'
import { currentRequest } from './current-request.ts'
import { toResponse } from './endpoint-result.ts'
import type { Request } from './request.ts'
import type { RouteOptions, RoutingTypes } from './route-options.ts'
import type { Given, OverrideDecorator, RouteDecorator } from './route-types.ts'

// Compilers keep decorator metadata under this symbol where the engine has none yet.
;(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata')

/** What one `@route` states: the paths, if it names any, and the options. Never changed after it was made. */
export interface RouteFragment {
  readonly paths: readonly string[] | null
  readonly options: Readonly<RouteOptions>
}

const FRAGMENTS: unique symbol = Symbol('pergola.route.fragments')

type Metadata = Record<PropertyKey, unknown> & { [FRAGMENTS]?: Map<string, RouteFragment> }

type Method = (this: Controller, args: unknown, request?: Request) => unknown

/**
 * Makes a method of a controller an endpoint. An override must be decorated again to stay published; what it leaves out
 * is kept from its ancestors, a path list replaces theirs. Source: odoo.http.route.
 *
 * @param paths one rule or several, in the rule language of `pergola/routing`
 * @param options see `RouteOptions`
 * @throws TypeError for options that can never be right
 *
 * @example
 * ```ts
 * import { Controller, route } from 'pergola'
 * class Shop extends Controller {
 *   @route(['/shop', '/shop/page/<int:page>'], { auth: 'none' })
 *   async list({ page = 1, q }: { page?: number; q?: string }) { return `Page ${page} of ${q ?? 'all'}` }
 * }
 * class QuietShop extends Shop {
 *   @route({ methods: ['GET'] })
 *   override async list(args: { page?: number }) { return super.list(args) }
 * }
 * ```
 */
export function route(): OverrideDecorator
export function route<
  const Paths extends string | readonly string[],
  Type extends keyof RoutingTypes = 'http',
  Schema extends StandardSchemaV1 | undefined = undefined,
>(paths: Paths, options?: RouteOptions<Type, Schema>): RouteDecorator<Given<Paths, Schema>, Type>
export function route(options: RouteOptions): OverrideDecorator
export function route(
  pathsOrOptions?: string | readonly string[] | RouteOptions,
  options?: RouteOptions,
): OverrideDecorator {
  const stated = typeof pathsOrOptions === 'string' || Array.isArray(pathsOrOptions)
  const fragment = toFragment(
    stated ? [pathsOrOptions].flat() : null,
    (stated ? options : (pathsOrOptions as RouteOptions | undefined)) ?? {},
  )
  return (method, context) => {
    if (context.kind !== 'method' || context.static || context.private) {
      throw new TypeError(`@route goes on a public method of a controller, not on ${String(context.name)}.`)
    }
    const name = String(context.name)
    fragmentsOf(context.metadata).set(name, fragment)
    return asEndpoint(method as Method, name) as unknown as void
  }
}

/** What a class itself states about a method, or undefined where it has no `@route` on it. */
export function ownFragment(owner: object, method: string): RouteFragment | undefined {
  const symbol = (Symbol as { metadata?: symbol }).metadata as symbol
  if (!Object.hasOwn(owner, symbol)) return undefined
  const metadata = (owner as Record<symbol, Metadata>)[symbol] as Metadata
  return Object.hasOwn(metadata, FRAGMENTS) ? metadata[FRAGMENTS]?.get(method) : undefined
}

/** The names of the methods that a class itself has `@route` on. */
export function ownRoutes(owner: object): readonly string[] {
  const symbol = (Symbol as { metadata?: symbol }).metadata as symbol
  if (!Object.hasOwn(owner, symbol)) return []
  const metadata = (owner as Record<symbol, Metadata>)[symbol] as Metadata
  return Object.hasOwn(metadata, FRAGMENTS) ? [...(metadata[FRAGMENTS]?.keys() ?? [])] : []
}

// Metadata of a subclass inherits from its parent's, so a class's own fragments need a map of their own.
function fragmentsOf(metadata: Metadata): Map<string, RouteFragment> {
  if (!Object.hasOwn(metadata, FRAGMENTS)) metadata[FRAGMENTS] = new Map()
  return metadata[FRAGMENTS] as Map<string, RouteFragment>
}

function toFragment(paths: readonly string[] | null, options: RouteOptions): RouteFragment {
  if (options.methods !== undefined && !Array.isArray(options.methods)) {
    throw new TypeError(`@route: methods is a list, as in ['GET'], not ${JSON.stringify(options.methods)}.`)
  }
  const normal = { ...options }
  if (normal.type === 'jsonrpc') normal.type = 'json'
  if (normal.methods) normal.methods = normal.methods.map((method) => method.toUpperCase())
  return Object.freeze({ paths: paths === null ? null : Object.freeze([...paths]), options: Object.freeze(normal) })
}

/**
 * The method as it is called at each level of the chain: a missing request is filled in, and an `http` endpoint's
 * result is a `Response`, so that the next override can change it.
 */
function asEndpoint(method: Method, name: string): Method {
  const endpoint: Method = function (args, request = currentRequest()) {
    const result = method.call(this, args, request)
    const options = endpointOf(this, name)?.options
    return options === undefined || options.type === 'http' ? toResponse(result, request, options?.renderer) : result
  }
  Object.defineProperty(endpoint, 'name', { value: name })
  originals.set(endpoint, method)
  return endpoint
}

const originals = new WeakMap<object, Method>()

/** A decorated method as its author wrote it: what a dispatcher calls, which makes the response itself. */
export function originalOf<Value>(method: Value): Value {
  return (originals.get(method as object) as Value | undefined) ?? method
}
