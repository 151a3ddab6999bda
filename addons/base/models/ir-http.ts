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
  authenticate(_endpoint: Endpoint, _request: Request, next: () => Promise<void>): void | Promise<void> {
    return next()
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

export interface IrHttpRecord extends IrHttp {}
declare module 'pergola/models' {
  interface Models {
    'ir.http': IrHttpRecord
  }
}
