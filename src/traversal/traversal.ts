import { SessionExpired } from '../errors/business-errors.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { HttpError } from '../errors/http-error.ts'
import { NotFound } from '../errors/http-errors.ts'
import type { Warning } from '../errors/warnings.ts'
import type { Endpoint } from '../http/endpoint.ts'
import type { EventHub } from '../http/event-hub.ts'
import { JsonRPCDispatcher } from '../http/jsonrpc-dispatcher.ts'
import { atRoot, NOWHERE, type Located } from '../http/located.ts'
import { isReadFirst, readBodyOf } from '../http/request-body.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Resource, RootFactory } from '../http/resource.ts'
import { Response } from '../http/response.ts'
import type { RoutingTable } from '../http/routing-table.ts'
import type { ViewService } from '../http/view-service.ts'
import { pathSegments, virtualRootPath } from '../http/virtual-root.ts'
import { checkPermission } from './derivers/secured.ts'
import { NO_PERMISSION_REQUIRED } from './acl.ts'
import { BeforeTraversal, ContextFound } from './events.ts'
import type { ResourceClass } from './location.ts'
import { PredicateMismatch } from '../errors/predicate-mismatch.ts'
import type { RegisteredView } from './registered-view.ts'
import { routeTraversal, split, type RouteTraversal } from './route-traversal.ts'
import { walk } from './traverse.ts'
import { callFirst, explainDeclined, type Declined } from './view-call.ts'
import type { ViewRegistry } from './view-registry.ts'

/** What traversal works with. */
export interface TraversalParts {
  readonly registry: ViewRegistry
  readonly routes: RoutingTable
  /** Gives the root for requests that no route matches; null where there is none. */
  readonly rootFactory: RootFactory | null
  readonly events: EventHub
  readonly development: boolean
}

/** Leads requests through resources to views, for one set of addons. Source: pyramid.router.Router.handle_request. */
export class Traversal implements ViewService {
  /** Whether requests that no route matches are led through resources. */
  readonly answersMisses: boolean
  /** Whether a route is to be asked at all: plain ones have nothing to do with resources, and pay nothing for them. */
  readonly locatesRoutes: boolean
  readonly answersErrors: boolean
  readonly registry: ViewRegistry
  readonly #parts: TraversalParts
  readonly #routes: ReadonlyMap<Endpoint, RouteTraversal>
  readonly #announcesBefore: boolean
  readonly #announcesFound: boolean

  constructor(parts: TraversalParts) {
    const { registry, routes, rootFactory, events } = parts
    this.#parts = parts
    this.registry = registry
    this.answersMisses = rootFactory !== null
    this.answersErrors = !registry.errors.isEmpty || registry.errorsByRoute.size > 0
    this.#announcesBefore = events.hears(BeforeTraversal)
    this.#announcesFound = events.hears(ContextFound)
    const concerned = routes.endpoints
      .map((endpoint) => routeTraversal(endpoint, registry.byRoute.get(endpoint.name) ?? null, rootFactory))
      .filter((each) => each !== null)
    this.#routes = new Map(concerned.map((each) => [each.endpoint, each]))
    this.locatesRoutes = concerned.length > 0 || this.#announcesBefore || this.#announcesFound
  }

  get warnings(): readonly Warning[] {
    return this.registry.warnings
  }

  /**
   * Answers a request that no route matched.
   *
   * @returns the error, where no view answers it
   */
  async answerMiss(request: Request): Promise<Response | NotFound> {
    const state = stateOf(request)
    const { context, viewName } = await this.locate(request)
    await prepare(state, request)
    const declined: Declined[] = []
    const candidates = this.registry.plain.find(context, viewName, state.source.header('accept'))
    return (await callFirst(candidates, context, request, declined)) ?? this.#notFound(state, declined)
  }

  /**
   * Leads a request that a route matched through that route's resources, and checks the route's permission.
   *
   * @returns the answer of a view that is for the route; null where the route's endpoint is to answer
   * @throws NotFound where the path leads behind a resource, and no view has that name
   * @throws Forbidden
   */
  async onRoute(request: Request, endpoint: Endpoint): Promise<Response | null> {
    const state = stateOf(request)
    const route = this.#routes.get(endpoint) ?? null
    const { context, viewName } = await this.#locateRoute(request, state, route)
    if (route === null) return null
    const declined: Declined[] = []
    if (route.views !== null) {
      await prepare(state, request)
      const response = await callFirst(
        route.views.find(context, viewName, state.source.header('accept')),
        context,
        request,
        declined,
      )
      if (response !== null) return response
    }
    if (viewName !== '') throw this.#notFound(state, declined)
    const { permission } = route
    if (permission !== null && permission !== NO_PERMISSION_REQUIRED)
      await checkPermission(request, context, permission, endpoint.name)
    return null
  }

  async answerError(request: Request, error: unknown): Promise<Response | null> {
    const state = stateOf(request)
    const before = { response: state.response, exception: state.exception }
    state.response = null
    state.exception = error ?? new Error('Something empty was thrown.')
    let answered = false
    try {
      const response = await callFirst(this.#errorViews(request, state, error), error, request, [])
      answered = response !== null
      return response
    } catch (problem) {
      // A view that finds nothing itself leaves the error to the usual answer.
      if (problem instanceof NotFound) return null
      throw problem
    } finally {
      state.response = before.response
      if (!answered) state.exception = before.exception
    }
  }

  /** Where a request that no route matched leads. */
  async locate(request: Request): Promise<Located> {
    const state = stateOf(request)
    const factory = this.#parts.rootFactory as RootFactory
    if (this.#announcesBefore) await this.#parts.events.notify(new BeforeTraversal(request))
    const names = virtualRootPath(state)
    const root = await rootOf(factory, request)
    state.located = atRoot(root)
    state.located = await walk(root, pathSegments(state.path), names)
    if (this.#announcesFound) await this.#parts.events.notify(new ContextFound(request))
    return state.located
  }

  /** Where a request that a route matched leads; null where the route has nothing to do with resources. */
  async locateRoute(request: Request, endpoint: Endpoint): Promise<Located | null> {
    const route = this.#routes.get(endpoint)
    return route === undefined ? null : this.#locateRoute(request, stateOf(request), route)
  }

  async #locateRoute(request: Request, state: RequestState, route: RouteTraversal | null): Promise<Located> {
    if (this.#announcesBefore) await this.#parts.events.notify(new BeforeTraversal(request))
    const names = virtualRootPath(state)
    const root = route?.factory ? await rootOf(route.factory, request) : NOWHERE.root
    state.located = atRoot(root)
    if (route !== null) {
      const { args } = state.match as NonNullable<RequestState['match']>
      const located = await walk(root, route.segments(args), route.traverses ? names : [], split(args['subpath']))
      // What is not walked is still cut from the URLs of resources.
      state.located = route.traverses ? located : { ...located, virtualRootPath: names }
    }
    if (this.#announcesFound) await this.#parts.events.notify(new ContextFound(request))
    return state.located
  }

  *#errorViews(request: Request, state: RequestState, error: unknown): Generator<RegisteredView> {
    const accepted = state.source.header('accept')
    const kind = kindOf(request, state, error)
    const tables = [this.registry.errorsByRoute.get(state.match?.endpoint.name ?? ''), this.registry.errors]
    for (const table of tables) {
      for (const view of table?.find(error, '', accepted, ownAnswer(error)) ?? []) {
        // A call is answered in its own form, unless a view says that it knows it.
        if (kind !== 'http' && view.options.requestType === undefined) continue
        yield view.options.appendSlash ? this.#slashAppended(view) : view
      }
    }
  }

  #slashAppended(view: RegisteredView): RegisteredView {
    const { routes } = this.#parts
    const call: RegisteredView['call'] = async (context, request) => {
      const state = stateOf(request)
      if (state.path.endsWith('/') || !routes.serves(`${state.path}/`, state)) return view.call(context, request)
      const query = state.rawQuery === '' ? '' : `?${state.rawQuery}`
      // Two slashes at the beginning would name another host; browsers read a backslash as one.
      const path = state.rawPath.replace(/^[/\\]+/, '/')
      return new Response(null, { status: 307, headers: { location: `${path}/${query}` } })
    }
    return { ...view, call }
  }

  #notFound(state: RequestState, declined: readonly Declined[]): NotFound {
    if (!this.#parts.development) return declined.length === 0 ? new NotFound() : new PredicateMismatch()
    const { context, viewName, traversed } = state.located as Located
    const place = `/${traversed.join('/')} is ${describe(context)}`
    const name = viewName === '' ? 'a default view' : `a view named ${viewName}`
    if (declined.length === 0) return new NotFound(`${place}, for which nobody has ${name}.`)
    return new PredicateMismatch(
      `${place}; of those that have ${name} for it, none answers.\n${explainDeclined(declined)}`,
    )
  }
}

/** What errors are answered with anyway: a view for a class above does not replace that. */
function ownAnswer(error: unknown): ResourceClass | undefined {
  if (error instanceof HttpError) return HttpError
  return error instanceof SessionExpired ? SessionExpired : undefined
}

function kindOf(request: Request, { match }: RequestState, error: unknown): string {
  if (match !== null) return match.endpoint.options.type
  return error instanceof NotFound && JsonRPCDispatcher.isCompatibleWith(request) ? 'json' : 'http'
}

async function rootOf(factory: RootFactory, request: Request): Promise<Resource> {
  const root = await factory(request)
  if (typeof root === 'object' && root !== null) return root
  throw new ConfigurationError(`The root factory ${factory.name} gave ${String(root)}: a root is an object.`)
}

/** Reads a form or JSON, and the parameters, so that conditions can ask for them. */
async function prepare(state: RequestState, request: Request): Promise<void> {
  if (isReadFirst(state)) await readBodyOf(state)
  const args = state.match?.args
  if (args !== undefined) state.params = { ...request.getHttpParams(), ...args }
}

function describe(context: object): string {
  const { name } = context.constructor as { name?: string }
  return name === undefined || name === 'Object' ? 'a plain object' : `a ${name}`
}
