/** A predicate's value, inverted. */
export class Not<Value> {
  readonly value: Value
  constructor(value: Value) {
    this.value = value
  }
}

/**
 * Inverts a predicate: `requestMethod: not('POST')`. Source: pyramid.config.not_.
 *
 * @example
 * ```ts
 * import { Controller, not, view } from 'pergola'
 * class Pages extends Controller {
 *   @view({ requestMethod: not('POST') })
 *   async show() { return 'A page' }
 * }
 * ```
 */
export function not<Value>(value: Value): Not<Value> {
  return new Not(value)
}
