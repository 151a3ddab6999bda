import { UrlBuildError } from '../../errors/request-errors.ts'
import type { Endpoint } from '../endpoint.ts'
import { HttpRequest } from '../http-request.ts'
import { nearestName } from '../nearest-name.ts'
import type { RequestState } from '../request-state.ts'
import { parseQuery } from '../request-target.ts'
import type { Request } from '../request.ts'
import type { BuiltRoute } from '../routing-table.ts'
import { applicationUrl, basePathOf, originOf, splitHost } from './application-url.ts'
import { withSuffix } from './url-suffix.ts'
import type { CurrentUrlOptions, PathOptions, UrlOptions } from './url-options.ts'

/** Values of a route's variables; those that it has no variable for are not used. */
export type RouteArgs = Readonly<Record<string, unknown>>

/**
 * The URL of a route. Source: pyramid.url.URLMethodsMixin.route_url.
 *
 * @throws UrlBuildError where no route has the name, or its values are missing or refused
 */
export function routeUrl(
  request: Request,
  state: RequestState,
  name: string,
  args: RouteArgs,
  options: UrlOptions,
): string {
  const endpoint = endpointNamed(state, name)
  const given = pregenerated(request, endpoint, args, options)
  const { host: hostname } = new HttpRequest(state)
  const built = buildPath(state, endpoint, given.args, splitHost(given.options.host ?? hostname).name)
  return withSuffix(beginningOf(state, endpoint, built, given.options) + built.path, given.options)
}

/**
 * The path of a route, below the base path. Source: pyramid.url.URLMethodsMixin.route_path.
 *
 * @throws UrlBuildError as `routeUrl`, and where the route is on another host
 */
export function routePath(
  request: Request,
  state: RequestState,
  name: string,
  args: RouteArgs,
  options: PathOptions,
): string {
  return routeUrl(request, state, name, args, { ...options, appUrl: basePathOf(state) })
}

/** The options of a URL of the current route, made complete. Source: pyramid.url.URLMethodsMixin.current_route_url. */
export function currentRoute<Options extends CurrentUrlOptions>(
  state: RequestState,
  args: RouteArgs,
  { routeName, ...options }: Options,
): { name: string; args: RouteArgs; options: Omit<Options, 'routeName'> } {
  const name = routeName ?? state.match?.endpoint.name
  if (name === undefined) throw new UrlBuildError('No route matched this request: name one as routeName.')
  const query = options.query === undefined ? (state.query ??= parseQuery(state.rawQuery)) : options.query
  return { name, args: { ...state.match?.args, ...args }, options: { ...options, query } }
}

function endpointNamed({ composition }: RequestState, name: string): Endpoint {
  const found = composition.routes.get(name)
  if (found !== undefined) return found
  const nearest = nearestName(name, composition.routes.names)
  throw new UrlBuildError(`No route is named ${name}.${nearest === undefined ? '' : ` Is ${nearest} meant?`}`)
}

function pregenerated(
  request: Request,
  endpoint: Endpoint,
  args: RouteArgs,
  options: UrlOptions,
): { args: RouteArgs; options: UrlOptions } {
  const made = endpoint.options.pregenerator?.(request, args, options)
  return { args: made?.args ?? args, options: made?.options ?? options }
}

function buildPath({ composition }: RequestState, endpoint: Endpoint, args: RouteArgs, hostname: string): BuiltRoute {
  try {
    return composition.routes.build(endpoint, args, hostname)
  } catch (error) {
    throw new UrlBuildError(`The URL of ${endpoint.name} cannot be made: ${(error as Error).message}`, { cause: error })
  }
}

// Another host that we serve too is reached at the port of this one; a foreign one at its scheme's own.
function beginningOf(
  state: RequestState,
  endpoint: Endpoint,
  { host, websocket }: BuiltRoute,
  options: UrlOptions,
): string {
  if (host !== null && options.appUrl !== undefined) {
    throw new UrlBuildError(
      `The route ${endpoint.name} is on another host, ${host}: it has no path here and takes no appUrl.`,
    )
  }
  const start = host === null ? applicationUrl(state, options) : otherOrigin(state, endpoint, host, options)
  return websocket ? start.replace(/^http/, 'ws') : start
}

function otherOrigin(state: RequestState, endpoint: Endpoint, host: string, options: UrlOptions): string {
  const isForeign = endpoint.options.buildOnly === true && endpoint.options.host !== undefined
  if (isForeign) return originOf(state, { scheme: new HttpRequest(state).scheme, ...options, host })
  return originOf(state, { ...options, host }) + basePathOf(state)
}
