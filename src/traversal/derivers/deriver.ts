import type { Request } from '../../http/request.ts'
import type { AuthMethods } from '../../http/route-options.ts'
import type { SecurityPolicy } from '../../http/security.ts'
import type { StatedView } from '../collect-views.ts'
import type { ViewCallable } from '../view-options.ts'

/**
 * Makes sure who calls, as an authentication method says; where a request passed the same one already it does nothing.
 *
 * @throws SessionExpired, AccessDenied, or whatever the method refuses with
 */
export type Authenticate = (request: Request, auth: keyof AuthMethods) => void | Promise<void>

/** What a deriver is told of the view that it stands around. Source: pyramid.interfaces.IViewDeriverInfo. */
export interface ViewInfo extends StatedView {
  /** Whether the view is for errors. */
  readonly forErrors: boolean
  /** The permission of views that state none; null for none. */
  readonly defaultPermission: string | null
  readonly security: SecurityPolicy
  /** What makes sure who calls; null without a database. */
  readonly authenticate: Authenticate | null
  readonly development: boolean
}

/** Puts something around a view; it may return that view to stay out. Source: pyramid.config.views.add_view_deriver. */
export type ViewDeriver = (view: ViewCallable, info: ViewInfo) => ViewCallable

/** Where a deriver stands: `over` a name is nearer the request, `under` it nearer the view. */
export interface ViewDeriverPlace {
  over?: string | readonly string[]
  under?: string | readonly string[]
  /** View options that are the deriver's own, so that they are not warned of. */
  options?: readonly string[]
}

/** A deriver, as an addon adds it. */
export interface AddedDeriver extends ViewDeriverPlace {
  readonly name: string
  readonly deriver: ViewDeriver
}
