import { checkOrigin } from './csrf-origin.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'

/**
 * Refuses a request that a browser says comes from a page of another site: for endpoints with `csrf: false` that are guarded
 * otherwise. Source: pyramid.csrf.check_csrf_origin.
 *
 * @throws {BadRequest}
 *
 * @example
 * ```ts
 * import { assertTrustedOrigin, Controller, route, type Request } from 'pergola'
 * class Hook extends Controller {
 *   @route('/hook', { auth: 'none', csrf: false, methods: ['POST'] })
 *   async call(_params: object, request: Request) {
 *     assertTrustedOrigin(request)
 *     return 'done'
 *   }
 * }
 * ```
 */
export function assertTrustedOrigin(request: Request): void {
  checkOrigin(stateOf(request))
}
