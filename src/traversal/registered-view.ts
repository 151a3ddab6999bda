import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { StatedView } from './collect-views.ts'
import type { ViewPredicateSet } from './predicates/predicate-list.ts'

/** A view that can be called, with all that stands around it. */
export interface RegisteredView extends StatedView, ViewPredicateSet {
  /** Whether its context is an error. */
  readonly forErrors: boolean
  call(context: unknown, request: Request): Promise<Response>
}

/** Whether a class is one of errors. */
export function isErrorClass(type: unknown): boolean {
  return typeof type === 'function' && (type === Error || type.prototype instanceof Error)
}

/** What a view is for, for people. */
export function describeView({ name, options, predicates }: RegisteredView): string {
  const place = [
    options.context === undefined ? 'any context' : `context ${options.context.name}`,
    options.name === undefined || options.name === '' ? null : `name ${options.name}`,
    options.route === undefined ? null : `route ${options.route}`,
    ...predicates.map(({ text }) => text),
  ]
  return `${name} (${place.filter((each) => each !== null).join('; ')})`
}
