import { types } from 'node:util'

/** Whether a value is a promise, or an object that can be awaited. Never throws, whatever the object does. */
export function isPromise(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  if (types.isPromise(value)) return true
  try {
    // `in` first: reading is what records with lazy fields might take amiss.
    return 'then' in value && typeof value.then === 'function'
  } catch {
    return false // a record that refuses unknown attributes
  }
}

/** The error for a promise in an expression. */
export function promiseError(what: string): TypeError {
  return new TypeError(`${what} is a promise: await it before the template is rendered`)
}
