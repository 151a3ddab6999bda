import type { RequestMethod } from '../http/composition.ts'
import { addedProperty } from '../http/request-property.ts'
import { stateOf } from '../http/request-state.ts'
import { Request } from '../http/request.ts'

/**
 * A class of requests that has the methods which addons add. Each asks the request's own set of addons for the method
 * of its name, so that an addon that does not count there adds nothing.
 *
 * @param names of all methods that any addon adds
 */
export function createRequestClass(names: Iterable<string>): typeof Request {
  class AppRequest extends Request {}
  for (const name of names) {
    Object.defineProperty(AppRequest.prototype, name, {
      configurable: true,
      get(this: Request) {
        return valueOf(this, name, stateOf(this).composition.requestMethods.get(name))
      },
      set(this: Request, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true })
      },
    })
  }
  return AppRequest
}

function valueOf(request: Request, name: string, method: RequestMethod | undefined): unknown {
  if (method === undefined) return undefined
  if (!method.property) return (...args: never[]) => method.call(request, ...args)
  return addedProperty(request, name, method.reify, (each) => method.call(each))
}
