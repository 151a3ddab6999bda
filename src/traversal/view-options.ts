import type { CacheDirectives } from '../http/cache-control.ts'
import type { AuthMethods, RoutingTypes } from '../http/route-options.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { Not } from './not.ts'
import type { ResourceClass } from './location.ts'

/** What answers a request for a context. */
export type ViewCallable = (context: unknown, request: Request) => unknown

/** What stands around a view and sees its response. Source: pyramid's `decorator`. */
export type ResponseDecorator = (
  view: (context: unknown, request: Request) => Promise<Response>,
) => (context: unknown, request: Request) => Response | Promise<Response>

/** Whether a view is for a request, by a function of the application. */
export type CustomPredicate = (context: never, request: Request) => boolean | Promise<boolean>

/** For how many seconds an answer may be kept, 0 for not at all; or null and the directives themselves. */
export type HttpCache = number | readonly [seconds: number | null, directives: Partial<CacheDirectives>]

/**
 * Which requests a view is for. All that are stated must hold; `not(value)` inverts one. Addons add their own by
 * `app.addViewPredicate` and declaration merging. Source: pyramid.config.views, predicates.
 */
export interface ViewPredicates {
  /** The verbs; GET brings HEAD. */
  requestMethod?: string | readonly string[] | Not<string | readonly string[]>
  /** Parameters that are there (`'page'`) or have a value (`'page=1'`). */
  requestParam?: string | readonly string[] | Not<string | readonly string[]>
  /** Values of the URL: `'kind=novel'`. */
  matchParam?: string | readonly string[] | Not<string | readonly string[]>
  /** Headers that are there (`'X-Api'`) or whose value begins as an expression says (`'X-Api:v[12]'`). */
  header?: string | readonly string[] | Not<string | readonly string[]>
  /** A media type that the client takes; of several views, the one that it likes best answers. */
  accept?: string | Not<string>
  /** Whether the request says that a script made it (`X-Requested-With: XMLHttpRequest`). */
  xhr?: boolean | Not<boolean>
  /** An expression that the decoded path begins with. */
  pathInfo?: string | RegExp | Not<string | RegExp>
  /** A class that the context, or a resource above it, is of. */
  containment?: ResourceClass | Not<ResourceClass>
  /** The context's path, exactly: `'/shop/novels'`, or names. */
  physicalPath?: string | readonly string[] | Not<string | readonly string[]>
  /** Whether it is known who the request comes from. */
  isAuthenticated?: boolean | Not<boolean>
  /** Principals that the request counts as, all of them. */
  effectivePrincipals?: string | readonly string[] | Not<string | readonly string[]>
  /** The type of the route that matched; without one, a type whose bodies the request's is one of. */
  requestType?: keyof RoutingTypes | Not<keyof RoutingTypes>
  /** Functions of the context and the request. */
  custom?: CustomPredicate | readonly CustomPredicate[] | Not<CustomPredicate>
}

/** The options of a view. Source: pyramid.view.view_config. */
export interface ViewOptions<Context extends ResourceClass = ResourceClass> extends ViewPredicates {
  /** The class of resources, or of errors, that the view is for; default: any resource. */
  context?: Context
  /** The view's name, the segment behind the context's path; default '', the view of the path itself. */
  name?: string
  /** A route: the view is for requests that it matched, and for no others. */
  route?: string
  /**
   * Who may call, as for routes: `public` (default), `none`, `user`, `bearer`, or a method that an addon adds. A view of a
   * route, and one for errors, has none of its own unless it states one: the route's counts.
   */
  auth?: keyof AuthMethods
  /** What the request must be permitted, or `NO_PERMISSION_REQUIRED`. */
  permission?: string
  /** Makes a response of what the view returns: `json`, `jsonp`, `string`, a template, or an addon's own. */
  renderer?: string
  /** The name of a view of the same context that answers with this one's response in `request.wrappedResponse`. */
  wrapper?: string
  httpCache?: HttpCache
  /** Functions around the view, the first outermost. */
  decorator?: ResponseDecorator | readonly ResponseDecorator[]
  /** Whether an unsafe request needs a CSRF token; default true, for errors false. */
  csrf?: boolean
  /** In a view for `NotFound`: whether a path that is a route's but for a slash at its end is redirected there. */
  appendSlash?: boolean
}

/** The names of the options that are no predicates. */
export const viewOptionNames: readonly string[] = [
  'context',
  'name',
  'route',
  'auth',
  'permission',
  'renderer',
  'wrapper',
  'httpCache',
  'decorator',
  'csrf',
  'appendSlash',
]
