import type { Request } from '../http/request.ts'
import { stateOf } from '../http/request-state.ts'
import { basePathOf } from '../http/url/application-url.ts'

/**
 * The variables that every template has, beside its own: `request`, `debug`, what makes URLs (`routePath` …,
 * `base_path`, `quote_plus` for a part of a query), and `csrfToken`. Source: odoo.addons.base.models.ir_qweb, _prepare_environment; pyramid.renderers.
 */
export function contextOf(request: Request): Record<string, unknown> {
  return {
    request,
    debug: request.debug,
    /** What the application's paths stand below, as it stands in a URL; '' for nothing. */
    base_path: basePathOf(stateOf(request)),
    csrfToken: (options?: Parameters<Request['csrfToken']>[0]) => request.csrfToken(options),
    routeUrl: (...args: Parameters<Request['routeUrl']>) => request.routeUrl(...args),
    routePath: (...args: Parameters<Request['routePath']>) => request.routePath(...args),
    resourceUrl: (...args: Parameters<Request['resourceUrl']>) => request.resourceUrl(...args),
    resourcePath: (...args: Parameters<Request['resourcePath']>) => request.resourcePath(...args),
    staticUrl: (...args: Parameters<Request['staticUrl']>) => request.staticUrl(...args),
    staticPath: (...args: Parameters<Request['staticPath']>) => request.staticPath(...args),
    quote_plus: (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
  }
}
