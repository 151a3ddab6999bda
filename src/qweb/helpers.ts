import { step } from './budget.ts'
import { callFunction, callMethod } from './calls.ts'
import { given } from './given.ts'
import { loopOver } from './loop-over.ts'
import { Markup } from './markup.ts'
import { read } from './guard.ts'
import { isForbiddenName } from './names.ts'
import * as operators from './operators.ts'
import { attributePairs, attributesText, classAttribute, plainAttribute, urlAttribute } from './print-attributes.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { formatted, limited, printed, printedInAttribute, printedRaw, toText } from './to-text.ts'
import { isPlainObject, truth } from './truth.ts'
import { isVoidElement } from './void-elements.ts'

/** The error for a bare variable before a dot that is not there. */
function missing(name: string, value: unknown): never {
  throw new TypeError(`The variable ${JSON.stringify(name)} is ${value === null ? 'null' : 'missing'}`)
}

/** The content of a `t-set` body: safe, and an empty string when there is nothing. */
function markupOf(html: string): Markup | '' {
  return html === '' ? '' : new Markup(limited(html, 10))
}

/** A value on its way into a variable. */
function settled(value: unknown, name: string): unknown {
  if (typeof value === 'object' && value !== null && isPromise(value))
    throw promiseError(`The value of ${JSON.stringify(name)}`)
  return value
}

/** The name of a `t-tag`; `''` (print no tag) cannot happen, a `<t>` needs a name. */
function tagName(value: unknown, own: string): string {
  const name = formatted(value) || own
  if (!/^[A-Za-z][\w.:-]*$/.test(name)) throw new TypeError(`t-tag: invalid tag name ${JSON.stringify(name)}`)
  return name
}

function tagEnd(tag: string): string {
  return isVoidElement(tag) ? '/>' : '>'
}

function tagClose(tag: string): string {
  return isVoidElement(tag) ? '' : `</${tag}>`
}

/** The options of a widget: `t-options`, then each `t-options-name`. */
function optionsOf(base: unknown, entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  if (base != null && base !== false && !isPlainObject(base)) throw new TypeError('t-options must be an object')
  return Object.assign(
    Object.create(null) as Record<string, unknown>,
    base === false ? null : base,
    Object.fromEntries(entries),
  )
}

/** The arguments in a `t-args`: an object, a map, a pair or a list of pairs. */
function argumentsOf(value: unknown): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>
  for (const [key, item] of entriesOf(value)) {
    const name = toText(key)
    if (isForbiddenName(name)) throw new TypeError(`t-args: the name ${JSON.stringify(name)} is not allowed`)
    result[name] = settled(item, name)
  }
  return result
}

function entriesOf(value: unknown): Iterable<readonly [unknown, unknown]> {
  if (value === null || value === undefined || value === false) return []
  if (value instanceof Map) return value as Map<unknown, unknown>
  if (isPlainObject(value)) return Object.entries(value)
  if (!Array.isArray(value)) throw new TypeError('t-args must be an object, a pair or a list of pairs')
  const isPair = value.length === 2 && typeof value[0] === 'string'
  return (isPair ? [value] : value) as [unknown, unknown][]
}

/** The functions that generated code may use, by name. */
export const helpers: Readonly<Record<string, unknown>> = {
  ...operators,
  step,
  read,
  truth,
  given,
  limited,
  callFunction,
  callMethod,
  loopOver,
  attributePairs,
  attributesText,
  classAttribute,
  plainAttribute,
  urlAttribute,
  formatted,
  printed,
  printedInAttribute,
  printedRaw,
  missing,
  markupOf,
  settled,
  tagName,
  tagEnd,
  tagClose,
  optionsOf,
  argumentsOf,
}
