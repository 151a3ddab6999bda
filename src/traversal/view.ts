import type { Controller } from '../http/controller.ts'
import { currentRequest } from '../http/current-request.ts'
import { Decorations } from '../http/decorations.ts'
import type { Request } from '../http/request.ts'
import type { ResourceClass } from './location.ts'
import type { ViewOptions } from './view-options.ts'

/** What the views of a class have in common, by `static viewDefaults`. Source: pyramid.view.view_defaults. */
export type ViewDefaults = ViewOptions

/** What `@view` states about the methods of classes. Never changed after it was made. */
export const viewDecorations: Decorations<Readonly<ViewOptions>> = new Decorations('view')

/** Marks a method of a `Controller` subclass as a view of contexts of a type. */
export type ViewDecorator<Context> = <This extends Controller>(
  method: (this: This, context: Context, request: Request) => unknown,
  context: ClassMethodDecoratorContext<This>,
) => void

type Method = (this: Controller, context: unknown, request?: Request) => unknown

/**
 * Makes a method of a controller a view: it answers requests whose path led to a resource of a class, or that failed with
 * an error of a class. Views extend as routes do: an override is decorated again to stay one, `@view()` keeps all, what
 * is stated replaces that option; `super.method(context, request)` gives what the method below returned, not rendered yet.
 * Several decorators make several views; in an override, several replace all that were there.
 * Source: pyramid.view.view_config.
 *
 * @throws TypeError where it does not stand on a public method
 *
 * @example
 * ```ts
 * import { Controller, view, type Request } from 'pergola'
 * class Shelf { readonly title = 'Novels' }
 * class Shelves extends Controller {
 *   @view({ context: Shelf, renderer: 'json' })
 *   async show(shelf: Shelf) { return { title: shelf.title } }
 *
 *   @view({ context: RangeError })
 *   async outOfRange(error: RangeError, request: Request) {
 *     return request.makeResponse(error.message, { status: 416 })
 *   }
 * }
 * ```
 */
export function view<const Context extends ResourceClass>(
  options: ViewOptions<Context> & { context: Context },
): ViewDecorator<InstanceType<Context>>
// oxlint-disable-next-line typescript/no-explicit-any -- where no class is named, the method says what its context is
export function view(options?: ViewOptions): ViewDecorator<any>
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export function view(options: ViewOptions = {}): ViewDecorator<any> {
  const fragment = Object.freeze({ ...options })
  return (method, context) => {
    if (context.kind !== 'method' || context.static || context.private) {
      throw new TypeError(`@view goes on a public method of a controller, not on ${String(context.name)}.`)
    }
    const isFirst = viewDecorations.add(context.metadata, String(context.name), fragment)
    return isFirst ? (withRequest(method as Method, String(context.name)) as unknown as void) : undefined
  }
}

/** At each level of the chain, a missing request is filled in. */
function withRequest(method: Method, name: string): Method {
  const filled: Method = function (context, request = currentRequest()) {
    return method.call(this, context, request)
  }
  Object.defineProperty(filled, 'name', { value: name })
  return filled
}
