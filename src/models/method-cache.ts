import { FrameworkError } from '../errors/framework-errors.ts'
import { keepMarks } from './method-marks.ts'
import type { Model } from './model.ts'

type Method = (this: Model, ...args: readonly unknown[]) => unknown

/** What results are told apart by, besides model and method: JSON. */
export type CacheKey<This, Args extends readonly unknown[]> = (this: This, ...args: Args) => unknown

let methods = 0

/** The method with its results kept in the registry. */
export function cachedMethod(method: Method, name: string, keyOf: CacheKey<Model, readonly unknown[]>): Method {
  // An override has a number of its own, so that it and what its `super` calls are kept apart.
  const number = ++methods
  const cached: Method = function (...args) {
    const { registry, transaction } = this.env
    const key = `${this.definition.name}.${name}#${number}:${asText(keyOf.call(this, ...args), name)}`
    // What follows from a change is for nobody else before it is committed, and may be undone.
    if (transaction.hasChanges) return resultOf(method.call(this, ...args), name)
    const { caches } = registry
    const found = caches.get(key) as { readonly result: unknown } | undefined
    if (found !== undefined) return found.result
    const result = resultOf(method.call(this, ...args), name)
    const entry = { result }
    caches.set(key, entry)
    if (result instanceof Promise) {
      const forget = (): void => {
        if (caches.get(key) === entry) caches.delete(key)
      }
      result.catch(forget)
    }
    return result
  }
  Object.defineProperty(cached, 'name', { value: name })
  keepMarks(method, cached)
  return cached
}

/** Arguments as JSON in which nothing was lost, so that different ones have different keys. */
function asText(key: unknown, name: string): string {
  return JSON.stringify(key, function (this: Record<string, unknown>, property, value: unknown) {
    // As it stands, before its toJSON was asked.
    const given = this[property]
    if (given === undefined) return null
    if (isPlain(given)) return value
    throw new FrameworkError(`@api.ormcache: an argument of ${name} is not JSON; give a function that makes the key.`)
  })
}

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value !== 'object') return Number.isFinite(value)
  const prototype = Object.getPrototypeOf(value) as unknown
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function resultOf(result: unknown, name: string): unknown {
  if (result instanceof Promise) return result.then((value: unknown) => checked(value, name))
  return checked(result, name)
}

/** Records belong to a transaction, which ends before the cache does. */
function checked<Result>(result: Result, name: string): Result {
  const { withIds } = Object(result) as Partial<Model>
  if (typeof withIds !== 'function') return result
  throw new FrameworkError(`@api.ormcache: ${name} gives records, which belong to a transaction: give their ids.`)
}
