import type { Endpoint } from './endpoint.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'

/**
 * How requests of one route type are read and answered. A subclass states its `routingType`; addons register theirs
 * with `app.addDispatcher(Class)`. Source: odoo.http.Dispatcher.
 */
export abstract class Dispatcher {
  /** The route option `type` that leads here. */
  static readonly routingType: string

  /** The content types that it reads, as a 415 names them; none for any. Source: odoo.http.Dispatcher.mimetypes. */
  static readonly mimetypes: readonly string[] = []

  readonly request: Request

  constructor(request: Request) {
    this.request = request
  }

  /** Whether a request's body is of a type that this dispatcher reads; 415 where it is not. */
  static isCompatibleWith(_request: Request): boolean {
    return true
  }

  /**
   * Reads the parameters, calls the endpoint, and turns its result into a response.
   *
   * @param args the values of the URL
   */
  abstract dispatch(endpoint: Endpoint, args: Readonly<Record<string, unknown>>): Response | Promise<Response>

  /** Answers an error. */
  abstract handleError(error: unknown): Response | Promise<Response>
}
