import { Markup } from './markup.ts'
import { isPromise, promiseError } from './promise-guard.ts'

/**
 * Whether a value counts as true in a template. `null`, `undefined`, `false`, `0`, `NaN`, `''`, an empty Markup and
 * empty arrays, maps, sets, recordsets and plain objects are false.
 *
 * @throws TypeError for a promise
 * @example
 * truth([]) // false
 *
 * Source: the truth value testing of Python
 */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value !== ''
  return typeof value === 'object' ? value !== null && truthOfObject(value) : Boolean(value)
}

function truthOfObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Map || value instanceof Set) return value.size > 0
  if (value instanceof Markup) return value.length > 0
  if (isPlainObject(value)) {
    for (const key in value) if (Object.hasOwn(value, key)) return true
    return false
  }
  if (isPromise(value)) throw promiseError('The condition')
  return truthOfCollection(value)
}

/** Recordsets and other iterables that know their size. */
function truthOfCollection(value: object): boolean {
  const { [Symbol.iterator]: iterator } = value as { [Symbol.iterator]?: unknown }
  if (typeof iterator !== 'function') return true
  const { length } = value as { length?: unknown }
  if (typeof length === 'number') return length > 0
  const { size } = value as { size?: unknown }
  return typeof size === 'number' ? size > 0 : true
}

/** Whether a value is an object literal (or one without a prototype), not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
