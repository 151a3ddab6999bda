import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'

/** How a property is added to a request. */
export interface PropertyOptions {
  name?: string
  reify?: boolean
}

/** Adds a property to one request. It may be assigned, and deleted again. */
export function defineProperty(
  request: Request,
  property: ((request: Request) => unknown) | PropertyDescriptor,
  options: PropertyOptions,
): void {
  if (typeof property !== 'function') defineDescriptor(request, property, options)
  else defineComputed(request, property, options)
}

function defineDescriptor(request: Request, descriptor: PropertyDescriptor, options: PropertyOptions): void {
  if (options.name === undefined) throw new TypeError('A property that is given as a descriptor needs a name.')
  if (options.reify) throw new TypeError(`The property ${options.name} is given as a descriptor and cannot be reified.`)
  Object.defineProperty(request, options.name, { ...descriptor, configurable: true })
}

function defineComputed(request: Request, compute: (request: Request) => unknown, options: PropertyOptions): void {
  const name = options.name ?? compute.name
  if (name === '') throw new TypeError('A property needs a name: give the function one, or the option name.')
  const assign = (value: unknown): void => {
    Object.defineProperty(request, name, { value, writable: true, configurable: true, enumerable: true })
  }
  Object.defineProperty(request, name, {
    configurable: true,
    get: () => {
      const value = compute(request)
      if (options.reify) assign(value)
      return value
    },
    set: assign,
  })
}

/**
 * The value of a property that an addon adds to every request: computed at each use, or once where it is reified.
 *
 * @param compute gives the value
 */
export function addedProperty(
  request: Request,
  name: string,
  reify: boolean,
  compute: (request: Request) => unknown,
): unknown {
  if (!reify) return compute(request)
  const kept = (stateOf(request).reified ??= new Map())
  if (!kept.has(name)) kept.set(name, compute(request))
  return kept.get(name)
}
