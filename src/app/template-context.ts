import type { Request } from '../http/request.ts'
import { stateOf } from '../http/request-state.ts'
import { basePathOf } from '../http/url/application-url.ts'
import { quoteQueryPart } from '../http/url/quote.ts'
import type { Environment } from '../models/environment.ts'

/**
 * The variables that every template has, beside its own: `request`, `debug`, what makes URLs (`routePath` …,
 * `base_path`, `quote_plus` for a part of a query), `csrfToken`, and `has_sessions`: whether there are any. Source: odoo.addons.base.models.ir_qweb, _prepare_environment; pyramid.renderers.
 */
export function contextOf(request: Request): Record<string, unknown> {
  return {
    request,
    debug: request.debug,
    has_sessions: stateOf(request).app.sessions !== null,
    /** What the application's paths stand below, as it stands in a URL; '' for nothing. */
    base_path: basePathOf(stateOf(request)),
    csrfToken: (options?: Parameters<Request['csrfToken']>[0]) => request.csrfToken(options),
    routeUrl: (...args: Parameters<Request['routeUrl']>) => request.routeUrl(...args),
    routePath: (...args: Parameters<Request['routePath']>) => request.routePath(...args),
    resourceUrl: (...args: Parameters<Request['resourceUrl']>) => request.resourceUrl(...args),
    resourcePath: (...args: Parameters<Request['resourcePath']>) => request.resourcePath(...args),
    staticUrl: (...args: Parameters<Request['staticUrl']>) => request.staticUrl(...args),
    staticPath: (...args: Parameters<Request['staticPath']>) => request.staticPath(...args),
    // oxlint-disable-next-line typescript/no-base-to-string -- any value may stand in a query, as its text
    quote_plus: (value: unknown) => quoteQueryPart(String(value ?? '')),
  }
}

/**
 * All variables of a template: what `contextOf` gives, `csrf_token`, with a database `env`, `user`, `company`, `lang` and Odoo's
 * `user_id` and `res_company`, and its own, which count more.
 *
 * @param env whose eyes it is rendered with; ready
 */
export function templateValues(
  values: Readonly<Record<string, unknown>>,
  request: Request,
  env: Environment | null,
): Record<string, unknown> {
  const all = { ...contextOf(request), ...environmentValues(env), ...values }
  if ('csrf_token' in values) return all
  // A token makes the session be stored, so it is made only where a template names it.
  return Object.defineProperty(all, 'csrf_token', {
    enumerable: true,
    configurable: true,
    get: () => request.csrfToken(),
  })
}

function environmentValues(env: Environment | null): Record<string, unknown> {
  if (env === null || !env.registry.has('res.users')) return {}
  const { user, company, lang } = env
  return { env, user, user_id: user, company, res_company: company, lang }
}
