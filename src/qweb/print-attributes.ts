import { charge } from './budget.ts'
import { escapeHtml } from './escape.ts'
import { Markup } from './markup.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { joinText, printedInAttribute, toText } from './to-text.ts'
import { isPlainObject, truth } from './truth.ts'
import { isUrlAttribute, safeUrl } from './url-attributes.ts'

/** The name and the value of an attribute; `true` marks one that stands in the template as it is. */
export type AttributePair = readonly [name: string, value: unknown, fixed?: boolean]

/**
 * An attribute's text; nothing when the value is false and no string, so that an empty string stays.
 *
 * @param start space, name, equals sign and quote
 */
export function plainAttribute(start: string, value: unknown): string {
  if (typeof value === 'string') return start + escapeHtml(value) + '"'
  return isLeftOut(value) ? '' : `${start}${printedInAttribute(value)}"`
}

/** The `class` attribute: a list gives its true items, an object the keys with true values. */
export function classAttribute(start: string, value: unknown): string {
  return typeof value === 'object' && value !== null
    ? plainAttribute(start, classList(value))
    : plainAttribute(start, value)
}

/** An attribute with a URL: one that runs code is emptied, unless it is Markup. */
export function urlAttribute(start: string, value: unknown): string {
  return plainAttribute(start, urlValue(value))
}

function urlValue(value: unknown): unknown {
  if (typeof value === 'string') return safeUrl(value)
  return isLeftOut(value) || value instanceof Markup ? value : safeUrl(toText(value))
}

/** Whether a value leaves its attribute out: everything false but strings (and Markup). */
function isLeftOut(value: unknown): boolean {
  return typeof value !== 'string' && !(value instanceof Markup) && !truth(value)
}

function classList(value: object): unknown {
  if (Array.isArray(value)) return joinText(value.filter((item) => truth(item)).map(classText), ' ') || null
  if (!isPlainObject(value)) return value
  const names = Object.keys(value)
  charge(names.length)
  return names.filter((key) => truth(value[key])).join(' ') || null
}

function classText(item: unknown): string {
  // Lists that contain one another many times have exponentially long texts.
  charge(1)
  return typeof item === 'object' && item !== null ? toText(classList(item)) : toText(item)
}

/** All attributes of an element with `t-att`: the last of a name wins, at the place of the first. */
export function attributesText(pairs: readonly AttributePair[]): string {
  const byName = new Map<string, AttributePair>()
  for (const pair of pairs) byName.set(pair[0], pair)
  let text = ''
  for (const [name, value, fixed] of byName.values()) {
    const start = ` ${escapeHtml(name)}="`
    if (fixed === true) text += plainAttribute(start, value)
    else if (isUrlAttribute(name)) text += urlAttribute(start, value)
    else text += name === 'class' ? classAttribute(start, value) : plainAttribute(start, value)
  }
  return text
}

/** The pairs of a `t-att`: an object, a map, a pair or a list of pairs; anything else gives none. */
export function attributePairs(value: unknown): AttributePair[] {
  if (value === null || typeof value !== 'object') return []
  if (isPromise(value)) throw promiseError('The value of t-att')
  if (Array.isArray(value)) return isPairs(value) ? value.flatMap(onePair) : onePair(value)
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value)
  return Array.from(entries, ([name, item]) => [checkedName(name), item])
}

function isPairs(value: readonly unknown[]): value is readonly unknown[][] {
  return value.every((item) => Array.isArray(item))
}

function onePair(pair: readonly unknown[]): AttributePair[] {
  return pair.length === 0 ? [] : [[checkedName(pair[0]), pair[1]]]
}

/** Escaping does not help a name: a space in it would start another attribute. */
function checkedName(value: unknown): string {
  const name = toText(value)
  // oxlint-disable-next-line no-control-regex
  if (name === '' || /[\s"'<>/=\u0000-\u001f\u007f]/.test(name)) {
    throw new TypeError(`Invalid attribute name ${JSON.stringify(name)}`)
  }
  return name
}
