import { ConfigurationError } from '../errors/framework-errors.ts'
import { warningCodes, type Warning } from '../errors/warnings.ts'
import type { Composition, DispatcherClass, RequestMethod } from '../http/composition.ts'
import { combineControllers } from '../http/controller-families.ts'
import type { ControllerClass } from '../http/controller.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { HttpDispatcher } from '../http/http-dispatcher.ts'
import { Json2Dispatcher } from '../http/json2-dispatcher.ts'
import { JsonRPCDispatcher } from '../http/jsonrpc-dispatcher.ts'
import { createJsonpRenderer, createJsonRenderer } from '../http/json-renderer.ts'
import { stringRenderer, type Renderer } from '../http/renderer.ts'
import { knownRouteOptions } from '../http/route-options.ts'
import { RoutingTable } from '../http/routing-table.ts'
import { modelConverters } from '../models/converters.ts'
import type { ConverterClass } from '../routing/converter.ts'
import { buildTraversal } from '../traversal/build-traversal.ts'
import { authProblem, builtinAuthMethods } from '../traversal/derivers/authenticated.ts'
import { SessionSecurityPolicy } from '../traversal/session-policy.ts'
import type { Traversal } from '../traversal/traversal.ts'
import type { Addon } from './addon.ts'
import type { Additions, Fallback } from './addon-setup.ts'
import { AssetBundles } from './asset-bundles.ts'
import type { DatabaseWork } from './database/database-work.ts'
import { NewResponse, Subscriptions } from './events.ts'
import { exceptionTween } from './exception-tween.ts'
import { mainHandler, timeLimited, unknownType } from './main-handler.ts'
import type { SubrequestTransactions } from './subrequest-transaction.ts'
import type { TemplateSource } from './template-source.ts'
import { Templates } from './templates.ts'
import { tweenChain, tweenOrder, type QuickHandler } from './tweens.ts'

/** What the addons that count make together, as the application runs it. */
export interface AppComposition extends Composition {
  /** In the order of addons. */
  readonly addons: readonly Addon[]
  readonly warnings: readonly Warning[]
  readonly events: Subscriptions
  /** The names of the tweens, the outermost first. */
  readonly tweens: readonly string[]
  readonly templates: TemplateSource
  readonly assets: AssetBundles
  readonly views: Traversal
  readonly fallbacks: readonly Fallback[]
  /** How requests work with the database; null without one. */
  readonly work: DatabaseWork | null
  /** How subrequests take part in transactions; null without a database. */
  readonly transactions: SubrequestTransactions | null
  /** Whether anybody listens for `NewResponse`. */
  readonly announcesResponses: boolean
  /** Answers a request without the tweens. */
  readonly main: QuickHandler
  /** Answers a request: the tweens, with the main handler inside. */
  readonly handler: QuickHandler
}

/** What a composition is made of. */
export interface CompositionParts {
  /** The addons that count, in their order. */
  addons: readonly Addon[]
  /** All addons of the process. */
  allAddons: Iterable<Addon>
  /** What the application itself and each addon add, in order. */
  additions: readonly Additions[]
  /** How requests work with the database; null without one: then only routes with `auth: 'none'` exist. */
  work: DatabaseWork | null
  /** The tweens' names outermost first, where the configuration states them. */
  tweens: readonly string[] | undefined
  /** Whether files of addons may change while the server runs. */
  development: boolean
  /** Where templates come from; default: the addons' files. */
  templates?: (assets: AssetBundles) => TemplateSource
  /** How long an endpoint may take, in milliseconds; 0 for ever. */
  handlerTimeout: number
}

/** Puts addons together. @throws ConfigurationError where what they add contradicts itself */
export function buildComposition(parts: CompositionParts): AppComposition {
  const { addons, additions } = parts
  const listed = addons.flatMap(({ name, controllers }) =>
    controllers.map((controller) => ({ addon: name, controller })),
  )
  const options = new Set([...knownRouteOptions, ...additions.flatMap(({ routeOptions }) => routeOptions)])
  const families = combineControllers(listed, ownersOf(parts.allAddons), options)
  const converters = new Map<string, ConverterClass>([
    ...modelConverters,
    ...additions.flatMap((each) => each.converters),
  ])
  const routes = new RoutingTable(families.endpoints, { converters, onlyWithoutUser: parts.work === null })
  const dispatchers = new Map<string, DispatcherClass>(
    [HttpDispatcher, JsonRPCDispatcher, Json2Dispatcher, ...additions.flatMap((each) => each.dispatchers)].map(
      (each) => [each.routingType, each] as const,
    ),
  )
  const tweens = additions.flatMap((each) => each.tweens)
  const events = new Subscriptions(additions.flatMap((each) => each.subscriptions))
  const security =
    lastSet(additions, ({ securityPolicy }) => securityPolicy) ??
    new SessionSecurityPolicy(parts.work === null ? {} : { principals: groupPrincipals })
  const authMethods = additions.flatMap((each) => each.authMethods.map(([name]) => name))
  const views = buildTraversal({
    families: families.families,
    addons: addons.map(({ name }) => name),
    routes,
    routeNames: new Set(families.endpoints.map(({ name }) => name)),
    rootFactory: lastSet(additions, ({ rootFactory }) => rootFactory),
    predicates: additions.flatMap((each) => each.viewPredicates),
    derivers: additions.flatMap((each) => each.viewDerivers),
    security,
    defaultPermission: lastSet(additions, ({ defaultPermission }) => defaultPermission),
    events,
    development: parts.development,
    authMethods,
    ...(parts.work === null
      ? {}
      : { authenticate: (request, auth) => (parts.work as DatabaseWork).authenticate(request, auth) }),
  })
  const assets = new AssetBundles(addons, parts.development)
  const composition = {
    addons,
    warnings: [
      ...families.warnings,
      ...routes.warnings,
      ...views.warnings,
      ...assets.warnings(),
      ...typeWarnings(routes.endpoints, dispatchers),
      ...authWarnings(families.endpoints, [...builtinAuthMethods, ...authMethods]),
    ],
    routes,
    dispatchers,
    renderers: new Map<string, Renderer>([
      ['json', createJsonRenderer()],
      ['jsonp', createJsonpRenderer()],
      ['string', stringRenderer],
      ...additions.flatMap((each) => each.renderers),
    ]),
    requestMethods: requestMethodsOf(additions),
    events,
    security,
    views,
    assets,
    templates: parts.templates?.(assets) ?? new Templates(addons, assets, parts.development),
    fallbacks: additions.flatMap((each) => each.fallbacks),
    work: parts.work,
    transactions: parts.work,
    announcesResponses: events.hears(NewResponse),
    tweens: parts.tweens ?? tweenOrder(tweens),
  }
  const main = timeLimited(mainHandler(composition), parts.handlerTimeout)
  return Object.assign(composition, {
    main,
    handler: tweenChain(tweens, exceptionTween, main, composition, parts.tweens),
  })
}

/** The groups of a request's user. */
async function groupPrincipals(request: Request): Promise<readonly string[]> {
  const { env } = stateOf(request)
  if (env === null) return []
  return (await env.registry.access.groupNames(env)).map((name) => `group:${name}`)
}

/** What there is one of: the application's own, else that of the last addon which sets it. */
function lastSet<Value>([app, ...addons]: readonly Additions[], read: (each: Additions) => Value | null): Value | null {
  const own = app === undefined ? null : read(app)
  return own ?? addons.map(read).findLast((value) => value !== null) ?? null
}

function ownersOf(addons: Iterable<Addon>): Map<ControllerClass, string> {
  return new Map([...addons].flatMap(({ name, controllers }) => controllers.map((each) => [each, name] as const)))
}

function requestMethodsOf(additions: readonly Additions[]): Map<string, RequestMethod> {
  const methods = new Map<string, RequestMethod>()
  for (const [name, method] of additions.flatMap((each) => each.requestMethods)) {
    if (methods.has(name)) throw new ConfigurationError(`Two addons add a request method named ${name}.`)
    methods.set(name, method)
  }
  return methods
}

function typeWarnings(endpoints: readonly Endpoint[], dispatchers: ReadonlyMap<string, DispatcherClass>): Warning[] {
  return endpoints
    .filter(({ options }) => !dispatchers.has(options.type))
    .map((endpoint) => ({ code: warningCodes.unknownType, message: unknownType(endpoint, dispatchers) }))
}

function authWarnings(endpoints: readonly Endpoint[], known: readonly string[]): Warning[] {
  return endpoints.flatMap(({ name, options }) => {
    const problem = authProblem(options.auth, known)
    return problem === null ? [] : [{ code: warningCodes.unknownAuth, message: `${name}: ${problem}` }]
  })
}
