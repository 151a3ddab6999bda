import { ConfigurationError } from '../errors/framework-errors.ts'
import type { ControllerFamily } from '../http/controller-families.ts'
import type { EventHub } from '../http/event-hub.ts'
import { stateOf } from '../http/request-state.ts'
import type { RootFactory } from '../http/resource.ts'
import type { Response } from '../http/response.ts'
import type { RoutingTable } from '../http/routing-table.ts'
import type { SecurityPolicy } from '../http/security.ts'
import { ViewDerivation } from './derivers/derive-view.ts'
import type { AddedDeriver, Authenticate, ViewDeriver } from './derivers/deriver.ts'
import { PredicateList } from './predicates/predicate-list.ts'
import type { AddedPredicate } from './predicates/predicate.ts'
import { Traversal } from './traversal.ts'
import { callFirst } from './view-call.ts'
import { ViewRegistry } from './view-registry.ts'

/** What a set of addons brings to resources and views. */
export interface BuildTraversalParts {
  readonly families: readonly ControllerFamily[]
  readonly addons: readonly string[]
  readonly routes: RoutingTable
  readonly routeNames: ReadonlySet<string>
  readonly rootFactory: RootFactory | null
  readonly predicates: readonly AddedPredicate[]
  readonly derivers: readonly AddedDeriver[]
  readonly security: SecurityPolicy
  readonly defaultPermission: string | null
  /** What makes sure who calls, where there is a database. */
  readonly authenticate?: Authenticate
  /** The methods that addons add to the built-in ones. */
  readonly authMethods?: readonly string[]
  readonly events: EventHub
  readonly development: boolean
}

/** Puts views and resources together. @throws ConfigurationError where what addons add contradicts itself */
export function buildTraversal(parts: BuildTraversalParts): Traversal {
  // What wraps a view is looked up among all of them, which are there only later.
  const wrapped: ViewDeriver = (view, info) =>
    info.options.wrapper === undefined ? view : wrappedBy(info.options.wrapper, () => registry)(view, info)
  const derivation = new ViewDerivation(parts.derivers, wrapped)
  const extraOptions = parts.derivers.flatMap(({ options = [] }) => options)
  const predicates = new PredicateList(parts.predicates)
  const registry: ViewRegistry = new ViewRegistry({ ...parts, predicates, derivation, extraOptions })
  return new Traversal({ ...parts, registry })
}

/** Has another view answer, with this one's response in `request.wrappedResponse`. Source: pyramid.viewderivers.owrapped_view. */
function wrappedBy(wrapper: string, registry: () => ViewRegistry): ViewDeriver {
  return (view, { name, forErrors }) =>
    async (context, request) => {
      const state = stateOf(request)
      const inner = (await view(context, request)) as Response
      const outer = state.wrapped
      state.wrapped = inner
      try {
        const resource = forErrors ? state.located?.context : context
        const candidates = registry().plain.find(resource, wrapper, state.source.header('accept'))
        const response = await callFirst(candidates, resource, request, [])
        if (response !== null) return response
        throw new ConfigurationError(
          `The view ${name} has the wrapper ${wrapper}: there is no view of that name for its context.`,
        )
      } finally {
        state.wrapped = outer
      }
    }
}
