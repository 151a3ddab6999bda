import { currentRequest } from './current-request.ts'
import type { Endpoint } from './endpoint.ts'
import type { Request } from './request.ts'

/** Where a controller finds the endpoints that were made of its methods: method name → endpoint. */
export const ENDPOINTS: unique symbol = Symbol('pergola.controller.endpoints')

/**
 * The root of all controllers. A direct subclass begins a family; other addons extend it by plain subclassing. For each
 * set of addons one instance is made of all that extend it, and shared by all requests: keep no state in it.
 * Source: odoo.http.Controller.
 *
 * @example
 * ```ts
 * import { Controller, route } from 'pergola'
 * class Hello extends Controller {
 *   @route('/hello/<name>', { auth: 'none' })
 *   async hello({ name }: { name: string }) { return `Hello ${name}` }
 * }
 * ```
 */
export class Controller {
  [ENDPOINTS]: ReadonlyMap<string, Endpoint> | null = null

  /** The current request's environment. */
  get env(): Request['env'] {
    return currentRequest().env
  }
}

/** A class of controllers. */
export type ControllerClass = new () => Controller
