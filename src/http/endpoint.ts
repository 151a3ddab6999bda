import type { Controller } from './controller.ts'
import type { Request } from './request.ts'
import type { EffectiveRouteOptions } from './route-options.ts'

/** Which class, of which addon, stated an option. */
export interface Contribution {
  readonly option: string
  readonly value: unknown
  readonly className: string
  readonly addon: string
}

/** One class in the chain that answers, the outermost first. */
export interface Owner {
  readonly className: string
  readonly addon: string
}

/** A method of a controller that answers requests, in one set of addons. Source: odoo.http.Endpoint. */
export interface Endpoint {
  /** `<addon>.<Class>.<method>` of the oldest definition, or the option `name`. */
  readonly name: string
  readonly methodName: string
  readonly controller: Controller
  /** The rules that lead here, as their texts. */
  readonly paths: readonly string[]
  /** The merged options. Source: odoo.http.Endpoint.routing. */
  readonly options: EffectiveRouteOptions
  /** The classes whose definitions run, the outermost first. */
  readonly owners: readonly Owner[]
  /** Which class stated which option, the winner of each. */
  readonly contributions: readonly Contribution[]
  /** Calls the outermost definition. */
  call(args: Readonly<Record<string, unknown>>, request: Request): unknown
}
