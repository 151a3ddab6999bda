import { MAX_STRING, charge } from './budget.ts'
import { escapeHtml } from './escape.ts'
import { Markup } from './markup.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { isPlainObject } from './truth.ts'

/**
 * The text of a value, as `t-out` prints it before it is escaped: nothing for `null`, `undefined` and `false` in lists
 * and attributes is the caller's affair; here `false` is the word.
 *
 * @throws TypeError for promises, functions and symbols, which nobody wants on a page
 */
export function toText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return ''
    case 'object':
      return value === null ? '' : objectText(value)
    case 'function':
      throw new TypeError('A function cannot be printed: call it')
    default:
      throw new TypeError('A symbol cannot be printed')
  }
}

function objectText(value: object): string {
  if (value instanceof Markup) return value.toString()
  if (Array.isArray(value)) return joinText(value, ',')
  // Not String(): it would run a toString that came with the data of somebody else.
  if (isPlainObject(value)) return '[object Object]'
  if (isPromise(value)) throw promiseError('The value')
  // oxlint-disable-next-line typescript/no-base-to-string -- any object may come, and says how it prints
  return String(value)
}

/** `Array.prototype.join`, counting: lists that contain one another many times have exponentially long texts. */
export function joinText(values: readonly unknown[], separator: string): string {
  charge(values.length + 1)
  let result = ''
  for (let index = 0; index < values.length; index++) {
    result = limited(result + (index > 0 ? separator : '') + toText(values[index]))
  }
  return result
}

/** A text that was put together, unless it is longer than any page: a loop can double a text to no end. */
export function limited(text: string, factor: number = 1): string {
  if (text.length > MAX_STRING * factor) throw new RangeError('The text is too long')
  return text
}

/** A value for HTML text: escaped unless it is Markup; nothing for `null`, `undefined` and `false`. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return printedSlowly(value)
}

function printedSlowly(value: unknown): string {
  if (value == null || value === false) return ''
  if (value instanceof Markup) return value.toString()
  return escapeHtml(toText(value))
}

/** A value for HTML text that is not escaped: `t-raw`. */
export function printedRaw(value: unknown): string {
  return value == null || value === false ? '' : toText(value)
}

/** A value inside of an attribute's text: always escaped, Markup too; nothing for `null`, `undefined` and `false`. */
export function printedInAttribute(value: unknown): string {
  if (typeof value === 'string') return escapeHtml(value)
  return value == null || value === false ? '' : escapeHtml(toText(value))
}

/** A value inside of a format string (`text {{ value }}`): nothing for `null`, `undefined` and `false`. */
export function formatted(value: unknown): string {
  if (typeof value === 'string') return value
  return value == null || value === false ? '' : toText(value)
}
