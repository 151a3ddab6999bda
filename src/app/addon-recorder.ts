import { ConfigurationError } from '../errors/framework-errors.ts'
import type { DispatcherClass, RequestMethod } from '../http/composition.ts'
import type { Renderer } from '../http/renderer.ts'
import { Request } from '../http/request.ts'
import type { RootFactory } from '../http/resource.ts'
import type { SecurityPolicy } from '../http/security.ts'
import type { ConverterClass } from '../routing/converter.ts'
import type { AddedDeriver, ViewDeriver, ViewDeriverPlace } from '../traversal/derivers/deriver.ts'
import type { AddedPredicate, PredicateFactory, PredicatePlace } from '../traversal/predicates/predicate.ts'
import type { Addon } from './addon.ts'
import type { Additions, AddonSetup, AuthMethod, Fallback, RequestMethodOptions } from './addon-setup.ts'
import type { EventClass, Listener, Subscription } from './events.ts'
import type { Tween, TweenFactory, TweenPlace } from './tweens.ts'

/** Writes down what an addon's `setup` adds; it counts where the addon does. */
export class AddonRecorder implements AddonSetup, Additions {
  #frozen: string | null = null
  readonly tweens: Tween[] = []
  readonly subscriptions: Subscription[] = []
  readonly requestMethods: Array<readonly [string, RequestMethod]> = []
  readonly dispatchers: DispatcherClass[] = []
  readonly renderers: Array<readonly [string, Renderer]> = []
  readonly converters: Array<readonly [string, ConverterClass]> = []
  readonly authMethods: Array<readonly [string, AuthMethod]> = []
  readonly fallbacks: Fallback[] = []
  readonly routeOptions: string[] = []
  rootFactory: RootFactory | null = null
  securityPolicy: SecurityPolicy | null = null
  defaultPermission: string | null = null
  readonly viewPredicates: AddedPredicate[] = []
  readonly viewDerivers: AddedDeriver[] = []

  addTween(name: string, factory: TweenFactory, place: TweenPlace = {}): void {
    this.#assertOpen()
    this.tweens.push({ ...place, name, factory })
  }

  subscribe<Event extends object>(
    event: EventClass<Event>,
    listener: Listener<Event>,
    predicates: ReadonlyArray<(event: Event) => boolean> = [],
  ): void {
    this.#assertOpen()
    const heard: Listener<Event> = (each) => (predicates.every((holds) => holds(each)) ? listener(each) : undefined)
    this.subscriptions.push({ event, listener: predicates.length === 0 ? listener : heard })
  }

  addRequestMethod(method: (request: Request, ...args: never[]) => unknown, options: RequestMethodOptions = {}): void {
    this.#assertOpen()
    const { name = method.name, reify = false, property = reify } = options
    if (name === '') throw new ConfigurationError('A request method needs a name.')
    if (name in Request.prototype) throw new ConfigurationError(`The request has a member ${name} already.`)
    this.requestMethods.push([name, { call: method, property: property || reify, reify }])
  }

  addDispatcher(dispatcher: DispatcherClass): void {
    this.#assertOpen()
    this.dispatchers.push(dispatcher)
  }

  addRenderer(name: string, renderer: Renderer): void {
    this.#assertOpen()
    this.renderers.push([name, renderer])
  }

  addConverter(name: string, converter: ConverterClass): void {
    this.#assertOpen()
    this.converters.push([name, converter])
  }

  addAuthMethod(name: string, method: AuthMethod): void {
    this.#assertOpen()
    this.authMethods.push([name, method])
  }

  addFallback(fallback: Fallback): void {
    this.#assertOpen()
    this.fallbacks.push(fallback)
  }

  addRouteOption(name: string): void {
    this.#assertOpen()
    this.routeOptions.push(name)
  }

  setRootFactory(factory: RootFactory): void {
    this.#assertOpen()
    this.rootFactory = factory
  }

  setSecurityPolicy(policy: SecurityPolicy): void {
    this.#assertOpen()
    this.securityPolicy = policy
  }

  setDefaultPermission(permission: string): void {
    this.#assertOpen()
    this.defaultPermission = permission
  }

  addViewPredicate(name: string, factory: PredicateFactory, place: PredicatePlace = {}): void {
    this.#assertOpen()
    this.viewPredicates.push({ ...place, name, factory })
  }

  addViewDeriver(name: string, deriver: ViewDeriver, place: ViewDeriverPlace = {}): void {
    this.#assertOpen()
    this.viewDerivers.push({ ...place, name, deriver })
  }

  /**
   * Ends adding.
   *
   * @param reason why nothing can be added any more
   */
  freeze(reason: string): void {
    this.#frozen = reason
  }

  #assertOpen(): void {
    if (this.#frozen !== null) throw new ConfigurationError(this.#frozen)
  }
}

const recorded = new WeakMap<Addon, AddonRecorder>()

/** What an addon's `setup` adds; it is called at the first time only. */
export function recordSetup(addon: Addon): AddonRecorder {
  let recorder = recorded.get(addon)
  if (recorder === undefined) {
    recorder = new AddonRecorder()
    addon.setup?.(recorder)
    recorder.freeze(`setup() of the addon ${addon.name} is over: add during it.`)
    recorded.set(addon, recorder)
  }
  return recorder
}
