import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Controller } from './controller.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Request } from './request.ts'
import type { RootFactory } from './resource.ts'
import type { Response } from './response.ts'
import type { UrlOptions } from './url/url-options.ts'

/**
 * Changes the values and options of a URL before it is made; what it leaves out stays.
 *
 * @param args values of the route's variables, as `request.routeUrl` was given them
 */
export type Pregenerator = (
  request: Request,
  args: Readonly<Record<string, unknown>>,
  options: UrlOptions,
) => { args?: Readonly<Record<string, unknown>>; options?: UrlOptions }

/** Dispatchers by name; an addon that registers one adds its name by declaration merging. */
export interface RoutingTypes {
  http: true
  json: true
  jsonrpc: true
  json2: true
}

/** Authentication methods by name; an addon that registers one adds its name by declaration merging. */
export interface AuthMethods {
  none: true
  public: true
  user: true
  bearer: true
}

/**
 * The options of a route. Addons add their own by declaration merging and `app.addRouteOption(name)`.
 * Source: odoo.http.route.
 */
export interface RouteOptions<
  Type extends keyof RoutingTypes = keyof RoutingTypes,
  Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> {
  /** Name under which URLs are made; default `<addon>.<Class>.<method>`. */
  name?: string
  /** How parameters are read and the result is answered: `http` (default), `json` (JSON-RPC 2), `json2`. */
  type?: Type
  /** Who may call: `user` (default), `public`, `none`, `bearer`, or a method that an addon adds. */
  auth?: keyof AuthMethods
  /** The API keys that `auth: 'bearer'` accepts. */
  bearerScope?: string
  /** The verbs; default all. */
  methods?: readonly string[]
  /** Origins that may call from a page of theirs: `'*'`, one origin, or several. */
  cors?: string | readonly string[] | false
  /** Whether unsafe requests need a token; default for `http` only. */
  csrf?: boolean
  /** Whether the endpoint only reads, so that a replica may serve it. */
  readonly?: boolean | ((registry: unknown, request: Request) => boolean)
  /** Whether changes of the session are kept; default true, except `auth: 'bearer'`. */
  saveSession?: boolean
  /** How long the body may be, in bytes; null for any length. */
  maxContentLength?: number | null | ((controller: Controller) => number | null)
  /**
   * Answers when a record of the URL cannot be read: by a response, or the status of an error. With neither, it is 404 for who is
   * not logged in, and where the record is missing, else the error itself.
   */
  handleParamsAccessError?: (
    error: Error,
    args: Readonly<Record<string, unknown>>,
  ) => AccessAnswer | Promise<AccessAnswer>
  /** Validates (and converts) the parameters: any Standard Schema. */
  params?: Schema
  /** Renders a plain object, a list, a number or `true`: `json`, `string`, or a renderer that an addon adds. */
  renderer?: string
  /** What the request must be permitted in the route's context. Source: pyramid's view permissions. */
  permission?: string
  /** Gives the root of this route's resources; default an empty one. Source: pyramid's route factories. */
  factory?: RootFactory
  /** The path that leads through the resources, with the URL's values: `/shelves/<kind>`. Source: pyramid.config.Configurator.add_route. */
  traverse?: string
  /** Changes what URLs of this route are made of. Source: pyramid.interfaces.IRoutePregenerator. */
  pregenerator?: Pregenerator
  /** How often one client may call, in this process: 429 beyond that. */
  rateLimit?: RateLimit | false
  /** Values of variables that the rule does not have. Source: werkzeug.routing.Rule. */
  defaults?: Readonly<Record<string, unknown>>
  /** Whether the rule is an alias of another rule of this endpoint. */
  alias?: boolean
  /** Whether the rule only makes URLs. */
  buildOnly?: boolean
  redirectTo?: string | ((values: Record<string, unknown>) => string)
  subdomain?: string
  host?: string
  websocket?: boolean
  strictSlashes?: boolean
}

/** What `handleParamsAccessError` may give. */
export type AccessAnswer = Response | number | null | undefined

/** The options of a route after those of all classes were merged. */
export interface EffectiveRouteOptions extends Omit<RouteOptions, 'params'> {
  readonly type: keyof RoutingTypes
  readonly auth: keyof AuthMethods
  readonly csrf: boolean
  readonly readonly: NonNullable<RouteOptions['readonly']>
  readonly saveSession: boolean
  readonly params?: StandardSchemaV1
}

/** The names of all options that Pergola itself knows. */
export const knownRouteOptions: readonly string[] = [
  'name',
  'type',
  'auth',
  'bearerScope',
  'methods',
  'cors',
  'csrf',
  'readonly',
  'saveSession',
  'maxContentLength',
  'handleParamsAccessError',
  'params',
  'renderer',
  'permission',
  'factory',
  'traverse',
  'pregenerator',
  'rateLimit',
  'defaults',
  'alias',
  'buildOnly',
  'redirectTo',
  'subdomain',
  'host',
  'websocket',
  'strictSlashes',
]
