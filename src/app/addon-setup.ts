import type { DispatcherClass, RequestMethod } from '../http/composition.ts'
import type { Renderer } from '../http/renderer.ts'
import type { Request } from '../http/request.ts'
import type { RootFactory } from '../http/resource.ts'
import type { Response } from '../http/response.ts'
import type { SecurityPolicy } from '../http/security.ts'
import type { ConverterClass } from '../routing/converter.ts'
import type { AddedDeriver, ViewDeriver, ViewDeriverPlace } from '../traversal/derivers/deriver.ts'
import type { AddedPredicate, PredicateFactory, PredicatePlace } from '../traversal/predicates/predicate.ts'
import type { EventClass, Listener, Subscription } from './events.ts'
import type { Tween, TweenFactory, TweenPlace } from './tweens.ts'

/** How a request method is added. */
export interface RequestMethodOptions {
  /** Default: the function's name. */
  name?: string
  /** Whether it is read without a call: `request.cart`. */
  property?: boolean
  /** Whether the property is computed once for each request; implies `property`. */
  reify?: boolean
}

/** Answers a request that no route matches, or leaves it to the next. */
export type Fallback = (request: Request) => Response | undefined | Promise<Response | undefined>

/**
 * Makes sure who calls, for routes with the `auth` of its name.
 *
 * @returns the user's id, or null for nobody; undefined where it called `request.updateEnv` itself
 * @throws what refuses the request: `Unauthorized`, `SessionExpired`, `AccessDenied`
 */
export type AuthMethod = (request: Request) => number | null | undefined | Promise<number | null | undefined>

/** What an addon, or an application without addons, may add beside controllers. */
export interface AddonSetup {
  /**
   * Adds a tween: a function around the handling of every request. Source: pyramid.config.Configurator.add_tween.
   *
   * @param place default: outermost
   */
  addTween(name: string, factory: TweenFactory, place?: TweenPlace): void
  /**
   * Calls the listener for each event of a class, if all predicates hold.
   * Source: pyramid.config.Configurator.add_subscriber.
   */
  subscribe<Event extends object>(
    event: EventClass<Event>,
    listener: Listener<Event>,
    predicates?: ReadonlyArray<(event: Event) => boolean>,
  ): void
  /**
   * Adds a method or property to every request. Source: pyramid.config.Configurator.add_request_method.
   *
   * @throws ConfigurationError for a name that is taken
   */
  addRequestMethod(method: (request: Request, ...args: never[]) => unknown, options?: RequestMethodOptions): void
  /** Adds a route type, by the class's `routingType`. */
  addDispatcher(dispatcher: DispatcherClass): void
  /** Adds a renderer, for the route option `renderer`. Source: pyramid.config.Configurator.add_renderer. */
  addRenderer(name: string, renderer: Renderer): void
  /**
   * Adds a way of authentication, for the route option `auth`. Its environment has no user yet; `request.env.with({ su: true })`
   * looks users up. Source: odoo's ir.http._auth_method_….
   */
  addAuthMethod(name: string, method: AuthMethod): void
  /** Adds a converter to the rule language. */
  addConverter(name: string, converter: ConverterClass): void
  /** Lets the addon answer what no route matches. Source: odoo's ir.http._serve_fallback. */
  addFallback(fallback: Fallback): void
  /**
   * Gives the root of the resources that paths lead through where no route matches. Of several addons, the last in the
   * order of addons counts. Source: pyramid.config.Configurator.set_root_factory.
   */
  setRootFactory(factory: RootFactory): void
  /**
   * Says who requests come from and what they may do; the default speaks from the session. Of several addons, the last
   * counts. Source: pyramid.config.Configurator.set_security_policy.
   */
  setSecurityPolicy(policy: SecurityPolicy): void
  /** What views need that state no permission. Source: pyramid.config.Configurator.set_default_permission. */
  setDefaultPermission(permission: string): void
  /** Adds an option to `@view` that says which requests it is for. Source: pyramid.config.Configurator.add_view_predicate. */
  addViewPredicate(name: string, factory: PredicateFactory, place?: PredicatePlace): void
  /**
   * Adds a function that stands around every view. Source: pyramid.config.Configurator.add_view_deriver.
   *
   * @param place default: over `rendered` and under `decorated`, where it sees responses
   */
  addViewDeriver(name: string, deriver: ViewDeriver, place?: ViewDeriverPlace): void
  /** Makes a route option known, so that it is not warned of. */
  addRouteOption(name: string): void
}

/** What was added, in order. */
export interface Additions {
  readonly tweens: readonly Tween[]
  readonly subscriptions: readonly Subscription[]
  readonly requestMethods: ReadonlyArray<readonly [string, RequestMethod]>
  readonly dispatchers: readonly DispatcherClass[]
  readonly renderers: ReadonlyArray<readonly [string, Renderer]>
  readonly converters: ReadonlyArray<readonly [string, ConverterClass]>
  readonly authMethods: ReadonlyArray<readonly [string, AuthMethod]>
  readonly fallbacks: readonly Fallback[]
  readonly routeOptions: readonly string[]
  readonly rootFactory: RootFactory | null
  readonly securityPolicy: SecurityPolicy | null
  readonly defaultPermission: string | null
  readonly viewPredicates: readonly AddedPredicate[]
  readonly viewDerivers: readonly AddedDeriver[]
}
