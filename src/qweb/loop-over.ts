import { charge } from './budget.ts'
import { Markup } from './markup.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { spread } from './operators.ts'
import { isPlainObject } from './truth.ts'

/** What a `t-foreach` goes over. */
export interface Loop {
  readonly size: number
  readonly keys: readonly unknown[]
  readonly values: readonly unknown[]
  /** the collection itself, for `_all` */
  readonly all: unknown
}

const NOTHING: Loop = { size: 0, keys: [], values: [], all: null }

/**
 * The rounds of a loop: over the items of an array or another iterable, the entries of a map or a plain object, the
 * numbers below a number, the characters of a string (a string of digits is a number), nothing for `null` and `false`.
 *
 * @throws TypeError for anything else
 */
export function loopOver(value: unknown): Loop {
  if (Array.isArray(value)) return overList(value, value)
  if (value === null || value === undefined || value === false) return NOTHING
  if (typeof value === 'number') return overNumber(value)
  if (typeof value === 'string') return /^\d+$/.test(value) ? overNumber(Number(value)) : overList(spread(value), value)
  if (value instanceof Markup) return overList(spread(value.toString()), value)
  if (typeof value !== 'object') throw new TypeError(`t-foreach cannot go over a ${typeof value}`)
  return overObject(value)
}

function overList(list: readonly unknown[], all: unknown): Loop {
  return { size: list.length, keys: list, values: list, all }
}

function overNumber(count: number): Loop {
  if (Number.isNaN(count)) throw new TypeError('t-foreach cannot go over NaN')
  const size = Math.max(0, Math.floor(count))
  charge(Math.min(size, Number.MAX_SAFE_INTEGER))
  return overList(
    Array.from({ length: size }, (_, index) => index),
    count,
  )
}

function overObject(value: object): Loop {
  if (value instanceof Map)
    return { size: value.size, keys: [...value.keys()], values: [...value.values()], all: value }
  if (isPlainObject(value)) {
    const keys = Object.keys(value)
    return { size: keys.length, keys, values: keys.map((key) => value[key]), all: value }
  }
  if (isPromise(value)) throw promiseError('The collection of t-foreach')
  if (typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== 'function') {
    throw new TypeError('t-foreach cannot go over this object')
  }
  return overList(spread(value), value)
}
