/** A value that JSON can carry without loss. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** How deep arrays and objects may nest, in JSON that came from outside and in sessions. */
export const MAX_JSON_DEPTH = 64

/**
 * Parses JSON from outside: nesting is bounded, and keys that could reach a prototype are refused.
 *
 * @throws SyntaxError where it is not JSON, too deep, or names `__proto__` (or `constructor.prototype`) as a key
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && isSuspect(text)) checkShape(value, MAX_JSON_DEPTH)
  return value
}

/** Whether a text could name such a key (perhaps by escapes), or nest too deep: only then its value is walked. */
function isSuspect(text: string): boolean {
  return text.includes('proto') || text.includes('\\u') || opens(text, '{') + opens(text, '[') > MAX_JSON_DEPTH
}

function opens(text: string, bracket: string): number {
  let count = 0
  for (let at = text.indexOf(bracket); at !== -1 && count <= MAX_JSON_DEPTH; at = text.indexOf(bracket, at + 1)) count++
  return count
}

function checkShape(value: object, depth: number): void {
  if (depth === 0) throw new SyntaxError(`JSON is nested more than ${MAX_JSON_DEPTH} deep.`)
  if (!Array.isArray(value)) checkKeys(value)
  for (const item of Object.values(value)) {
    if (typeof item === 'object' && item !== null) checkShape(item, depth - 1)
  }
}

function checkKeys(value: object): void {
  if (Object.hasOwn(value, '__proto__')) throw new SyntaxError('JSON has a key named __proto__.')
  if (!Object.hasOwn(value, 'constructor')) return
  const inner = (value as { constructor: unknown }).constructor
  if (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype')) {
    throw new SyntaxError('JSON has a key named constructor.prototype.')
  }
}

/**
 * A deep copy of a value as JSON has it.
 *
 * @throws TypeError for what JSON would lose or change: functions, dates, maps, class instances, NaN, undefined …
 */
export function toJsonValue(value: unknown, depth: number = MAX_JSON_DEPTH): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is no JSON value.`)
  if (depth === 0) throw new TypeError(`The value is nested more than ${MAX_JSON_DEPTH} deep.`)
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, depth - 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`An object of class ${value.constructor?.name} is no JSON value.`)
  }
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(entries.map(([key, item]) => [key, toJsonValue(item, depth - 1)]))
}
