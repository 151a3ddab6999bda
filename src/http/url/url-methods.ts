import { stateOf } from '../request-state.ts'
import type { Request } from '../request.ts'
import type { Resource } from '../resource.ts'
import { resourcePath, resourceUrl, type ResourcePathOptions, type ResourceUrlOptions } from './resource-url.ts'
import { currentRoute, routePath, routeUrl, type RouteArgs } from './route-url.ts'
import { staticPath, staticUrl } from './static-url.ts'
import type { CurrentUrlOptions, PathOptions, UrlOptions } from './url-options.ts'

/** The members of `Request` that make URLs; all are synchronous. Source: pyramid.url.URLMethodsMixin. */
export abstract class UrlMethods {
  /**
   * The URL of a route. Source: pyramid.request.Request.route_url.
   *
   * @param name the route's name, by default `<addon>.<Class>.<method>`
   * @param args values for its variables
   * @throws UrlBuildError where no route has the name, or values are missing or refused
   *
   * @example
   * ```ts
   * import { Controller, route, request } from 'pergola'
   * class Shop extends Controller {
   *   @route('/shop/<int:id>', { auth: 'none', name: 'shop.book' })
   *   async book({ id }: { id: number }) {
   *     return request.routeUrl('shop.book', { id: id + 1 }, { query: { ref: 'next' }, anchor: 'reviews' })
   *   }
   * }
   * ```
   */
  routeUrl(name: string, args: RouteArgs = {}, options: UrlOptions = {}): string {
    return routeUrl(self(this), stateOf(self(this)), name, args, options)
  }

  /** The same as a path below the base path. Source: pyramid.request.Request.route_path. */
  routePath(name: string, args: RouteArgs = {}, options: PathOptions = {}): string {
    return routePath(self(this), stateOf(self(this)), name, args, options)
  }

  /**
   * The URL of the route that matched, with its values and the request's query unless others are given.
   * Source: pyramid.request.Request.current_route_url.
   *
   * @throws UrlBuildError where no route matched and none is named
   */
  currentRouteUrl(args: RouteArgs = {}, options: CurrentUrlOptions = {}): string {
    const current = currentRoute(stateOf(self(this)), args, options)
    return this.routeUrl(current.name, current.args, current.options)
  }

  /** The same as a path. Source: pyramid.request.Request.current_route_path. */
  currentRoutePath(args: RouteArgs = {}, options: PathOptions & { routeName?: string } = {}): string {
    const current = currentRoute(stateOf(self(this)), args, options)
    return this.routePath(current.name, current.args, current.options)
  }

  /**
   * The URL of a static file; it changes with the file's content. Source: pyramid.request.Request.static_url.
   *
   * @param path `bookshop/static/shop.css`
   * @throws UrlBuildError where no addon of that name has static files
   */
  staticUrl(path: string, options: UrlOptions = {}): string {
    return staticUrl(stateOf(self(this)), path, options)
  }

  /** The same as a path on this host. Source: pyramid.request.Request.static_path. */
  staticPath(path: string, options: PathOptions = {}): string {
    return staticPath(stateOf(self(this)), path, options)
  }

  /**
   * The URL of a resource, with a slash at its end; inside the virtual root, below that.
   * Source: pyramid.request.Request.resource_url.
   */
  resourceUrl(resource: Resource, options: ResourceUrlOptions = {}): string {
    return resourceUrl(self(this), stateOf(self(this)), resource, options)
  }

  /** The same as a path. Source: pyramid.request.Request.resource_path. */
  resourcePath(resource: Resource, options: ResourcePathOptions = {}): string {
    return resourcePath(self(this), stateOf(self(this)), resource, options)
  }
}

// Only `Request` extends this class.
function self(methods: UrlMethods): Request {
  return methods as Request
}
