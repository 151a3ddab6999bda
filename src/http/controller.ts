import { currentRequest } from './current-request.ts'
import type { Endpoint } from './endpoint.ts'
import type { Request } from './request.ts'

/** The endpoint that was made of a controller's method; undefined for a controller that no set of addons made. */
export let endpointOf: (controller: Controller, method: string) => Endpoint | undefined

/** Tells a controller which endpoints were made of its methods. */
export let bindEndpoints: (controller: Controller, endpoints: ReadonlyMap<string, Endpoint>) => void

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
  #endpoints: ReadonlyMap<string, Endpoint> | null = null

  /** The current request's environment. */
  get env(): Request['env'] {
    return currentRequest().env
  }

  static {
    endpointOf = (controller, method) => controller.#endpoints?.get(method)
    bindEndpoints = (controller, endpoints) => {
      controller.#endpoints = endpoints
    }
  }
}

/** A class of controllers. */
export type ControllerClass = new () => Controller
