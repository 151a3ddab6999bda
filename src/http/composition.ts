import type { Dispatcher } from './dispatcher.ts'
import type { EventHub } from './event-hub.ts'
import type { Request } from './request.ts'
import type { Renderer } from './renderer.ts'
import type { RoutingTable } from './routing-table.ts'
import type { SecurityPolicy } from './security.ts'
import type { ViewService } from './view-service.ts'

/** A function that an addon adds to every request. */
export interface RequestMethod {
  readonly call: (request: Request, ...args: never[]) => unknown
  readonly property: boolean
  readonly reify: boolean
}

/** What the addons that count for a database (or for none) make together, as far as requests see it. */
export interface Composition {
  readonly routes: RoutingTable
  readonly dispatchers: ReadonlyMap<string, DispatcherClass>
  readonly renderers: ReadonlyMap<string, Renderer>
  readonly events: EventHub
  readonly security: SecurityPolicy
  readonly views: ViewService
  readonly requestMethods: ReadonlyMap<string, RequestMethod>
}

/** A dispatcher class, found by its `routingType`. */
export interface DispatcherClass {
  readonly routingType: string
  /** The content types that it reads; none for any. */
  readonly mimetypes: readonly string[]
  new (request: Request): Dispatcher
  /** Whether a request's body is of a type that this dispatcher reads. */
  isCompatibleWith(request: Request): boolean
}
