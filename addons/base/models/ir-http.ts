import type { Endpoint, Request, Response } from 'pergola'
import { AbstractModel } from 'pergola/models'

/**
 * The hooks of a database's requests, for addons to extend. They run inside the request's transaction.
 *
 * Source: odoo's `ir.http`.
 *
 * @example
 * ```ts
 * import { AbstractModel } from 'pergola/models'
 * class Maintenance extends AbstractModel {
 *   static override inherit = 'ir.http'
 * }
 * ```
 */
export class IrHttp extends AbstractModel {
  static override model = 'ir.http'
  static override description = 'HTTP Routing'

  /** Finds the route of a request; without a database to ask. Source: odoo `IrHttp._match`. */
  match<Found>(_request: Request, next: () => Found): Found {
    return next()
  }

  /** Makes sure who calls a route: `next` does what its `auth` says. Source: odoo `IrHttp._authenticate`. */
  authenticate(_endpoint: Endpoint, request: Request, next: () => void | Promise<void>): void | Promise<void> {
    const known = next()
    return known instanceof Promise ? known.then(() => traceDevice(request)) : traceDevice(request)
  }

  /**
   * What a client is told of the current user and where it works. Source: odoo `IrHttp.session_info`.
   *
   * @param request the one that asks
   */
  async sessionInfo(request: Request): Promise<Record<string, unknown>> {
    const { env } = this
    const user = env['res.users'].sudo().browse(env.uid)
    await user.load('name', 'login', 'partner_id.display_name', 'company_id', 'company_ids.name')
    const companies = [...user.company_ids].map(({ id, name }) => [id, { id, name }] as const)
    return {
      uid: env.uid,
      is_system: await user.isSystem(),
      is_admin: await user.isAdmin(),
      is_public: await user.isPublic(),
      is_internal_user: await user.isInternal(),
      user_context: await env['res.users'].contextGet(),
      db: env.registry.name,
      name: user.name,
      username: user.login,
      partner_id: user.partner_id.ids[0] ?? null,
      partner_display_name: user.partner_id.display_name,
      user_companies: {
        current_company: user.company_id.ids[0] ?? null,
        allowed_companies: Object.fromEntries(companies),
      },
      max_file_upload_size: request.app.settings.http.maxContentLength,
    }
  }

  /** Before a route is called, after authentication. Source: odoo `IrHttp._pre_dispatch`. */
  preDispatch(_endpoint: Endpoint, _args: Record<string, unknown>, _request: Request): void | Promise<void> {}

  /** Calls the route. Source: odoo `IrHttp._dispatch`. */
  dispatch(
    _endpoint: Endpoint,
    args: Record<string, unknown>,
    _request: Request,
    next: (args: Record<string, unknown>) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    return next(args)
  }

  /** After the route was called, its template rendered. Source: odoo `IrHttp._post_dispatch`. */
  postDispatch(response: Response, _request: Request): Response | Promise<Response> {
    return response
  }

  /** Answers what no route and no resource answers, or leaves it (undefined). Source: odoo `IrHttp._serve_fallback`. */
  serveFallback(_request: Request): Response | undefined | Promise<Response | undefined> {
    return undefined
  }

  /** Answers an error, or leaves it (undefined). In a transaction of its own. Source: odoo `IrHttp._handle_error`. */
  handleError(_error: unknown, _request: Request): Response | undefined | Promise<Response | undefined> {
    return undefined
  }
}

function traceDevice(request: Request): void {
  if (request.app.sessions === null || request.authenticatedUserId === null) return
  request.env['res.device'].trace(request)
}

export interface IrHttpRecord extends IrHttp {}
declare module 'pergola/models' {
  interface Models {
    'ir.http': IrHttpRecord
  }
}
