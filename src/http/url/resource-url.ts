import type { RequestState } from '../request-state.ts'
import type { Request } from '../request.ts'
import type { Resource } from '../resource.ts'
import { virtualRootPath } from '../virtual-root.ts'
import { applicationUrl, basePathOf } from './application-url.ts'
import { quoteSegment } from './quote.ts'
import { routeUrl, type RouteArgs } from './route-url.ts'
import { withSuffix } from './url-suffix.ts'
import type { PathOptions, UrlOptions } from './url-options.ts'

/** How the URL of a resource is made. */
export interface ResourceUrlOptions extends UrlOptions {
  /** A route with a variable for the path: the URL is that route's. */
  routeName?: string
  /** Values for the route's other variables. */
  routeArgs?: RouteArgs
  /** The variable that takes the path; default `traverse`. */
  routeRemainderName?: string
}

/** How the path of a resource is made. */
export interface ResourcePathOptions extends PathOptions {
  routeName?: string
  routeArgs?: RouteArgs
  routeRemainderName?: string
}

/** The names that lead from the root to a resource, without the root's own. Source: pyramid.traversal.resource_path_tuple. */
export function resourceNames(resource: Resource): string[] {
  const names: string[] = []
  // A name may be a number, as that of a record is, whatever the type says.
  for (let each: Resource | null = resource; each?.parent; each = each.parent) {
    const { name = '' }: { name?: unknown } = each
    names.unshift(typeof name === 'string' ? name : `${(name ?? '') as string | number}`)
  }
  return names
}

/** Names as a path with a slash at its end, each quoted. */
export function pathOfNames(names: readonly string[]): string {
  return names.length === 0 ? '/' : `/${names.map(quoteSegment).join('/')}/`
}

/**
 * The URL of a resource: with a slash at its end, and below the request's virtual root where the resource is in it.
 * Source: pyramid.url.URLMethodsMixin.resource_url.
 *
 * @throws UrlBuildError where `routeName` is no route
 */
export function resourceUrl(
  request: Request,
  state: RequestState,
  resource: Resource,
  options: ResourceUrlOptions,
): string {
  const names = resourceNames(resource)
  const below = withoutPrefix(names, virtualRootPath(state))
  if (options.routeName !== undefined) return throughRoute(request, state, options.routeName, below, options)
  const appUrl = applicationUrl(state, options)
  const virtualPath = pathOfNames(below)
  const own = resource.urlIn?.(request, { appUrl, physicalPath: pathOfNames(names), virtualPath }) ?? null
  return withSuffix(own ?? appUrl + virtualPath, options)
}

/** The same as a path on this host. Source: pyramid.url.URLMethodsMixin.resource_path. */
export function resourcePath(
  request: Request,
  state: RequestState,
  resource: Resource,
  options: ResourcePathOptions,
): string {
  return resourceUrl(request, state, resource, { ...options, appUrl: basePathOf(state) })
}

function throughRoute(
  request: Request,
  state: RequestState,
  name: string,
  names: readonly string[],
  options: ResourceUrlOptions,
): string {
  const { routeArgs, routeRemainderName = 'traverse', routeName: _name, ...rest } = options
  const remainder = names.length === 0 ? {} : { [routeRemainderName]: `${names.join('/')}/` }
  return routeUrl(request, state, name, { ...routeArgs, ...remainder }, rest)
}

/** Outside the virtual root, the whole path counts. */
function withoutPrefix(names: readonly string[], prefix: readonly string[]): readonly string[] {
  return prefix.every((name, index) => name === names[index]) ? names.slice(prefix.length) : names
}
