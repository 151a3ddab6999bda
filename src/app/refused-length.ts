import type { RequestState } from '../http/request-state.ts'
import { Response } from '../http/response.ts'
import { statedLimit, type RoutingTable } from '../http/routing-table.ts'
import type { App } from './app.ts'

/**
 * Whether the route of a request takes no body as long as the announced one, which then need not be waited for. The
 * request's database is not known yet: any that is open may have the route.
 *
 * @param length of the body, in bytes
 * @param state of the request; made only where a route takes less
 */
export function isLengthRefused({ composition, databases }: App, length: number, state: () => RequestState): boolean {
  if (refuses(composition.routes, length, state)) return true
  if (databases === null) return false
  for (const served of databases.opened) if (refuses(served.composition.routes, length, state)) return true
  return false
}

function refuses(routes: RoutingTable, length: number, state: () => RequestState): boolean {
  return length > routes.lowestLimit && length > limitOf(routes, state())
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
