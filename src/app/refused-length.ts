import type { RequestSource } from '../http/request-source.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import { Response } from '../http/response.ts'
import { statedLimit, type RoutingTable } from '../http/routing-table.ts'
import type { App } from './app.ts'

/**
 * Whether the route of a request takes no body as long as the announced one, which then need not be waited for. The
 * request's database is not known yet: any that is open may have the route.
 */
export function isLengthRefused(app: App, source: RequestSource): boolean {
  const length = Number(source.header('content-length') ?? 0)
  let state: RequestState | null = null
  for (const { routes } of compositionsOf(app)) {
    if (length <= routes.lowestLimit) continue
    state ??= stateOf(app.createRequest(source))
    if (length > limitOf(routes, state)) return true
  }
  return false
}

function* compositionsOf({ composition, databases }: App): Generator<{ routes: RoutingTable }> {
  yield composition
  for (const served of databases?.opened ?? []) yield served.composition
}

function limitOf(routes: RoutingTable, state: RequestState): number {
  try {
    const found = routes.find(state.source.method, state)
    return found === null || found instanceof Response ? Infinity : statedLimit(found.endpoint)
  } catch {
    // Whoever handles the request comes upon it again.
    return Infinity
  }
}
