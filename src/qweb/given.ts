import { opensTheProcess } from './intrinsics.ts'
import { isPromise, promiseError } from './promise-guard.ts'

/**
 * A variable that a template was given.
 *
 * @throws TypeError for a promise, and for values that would let the template out
 */
export function given(variables: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = variables[name]
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
  if (opensTheProcess(value)) throw new TypeError(`The value ${JSON.stringify(name)} must not be given to a template`)
  if (isPromise(value)) throw promiseError(`The value ${JSON.stringify(name)}`)
  return value
}
