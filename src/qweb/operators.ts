import { MAX_STRING, charge } from './budget.ts'
import { checkCopy, checkRead } from './guard.ts'
import { Markup } from './markup.ts'
import { isForbiddenKey, isForbiddenLiteralKey } from './names.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { limited, toText } from './to-text.ts'
import { isPlainObject } from './truth.ts'

// JavaScript's own conversions of objects are fine for what the context gave (dates, decimals), but not for lists,
// whose text can be exponentially long, nor for functions, whose text is source code.

/** An operand as a primitive value. */
export function primitive(value: unknown): unknown {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' ? convert(value) : value
}

function convert(value: object): unknown {
  if (typeof value === 'function' || Array.isArray(value) || isPlainObject(value)) return toText(value)
  if (isPromise(value)) throw promiseError('An operand')
  if (value instanceof Date) return value.getTime()
  const own: unknown = value.valueOf()
  return typeof own === 'object' || typeof own === 'function' ? toText(value) : own
}

/** `a + b` */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const sum: unknown = (addable(a) as string) + (addable(b) as string)
  return typeof sum === 'string' ? limited(sum) : sum
}

/** A date added to something is text, as in JavaScript. */
function addable(value: unknown): unknown {
  return value instanceof Date ? String(value) : primitive(value)
}

type Arithmetic = (a: unknown, b: unknown) => unknown

/** The operators whose results can be huge when their operands are BigInts. */
export const arithmetic: Readonly<Record<'*' | '**' | '<<', Arithmetic>> = {
  '*': (a, b) => (sized(a) as number) * (sized(b) as number),
  '**': (a, b) => (notBig(a) as number) ** (notBig(b) as number),
  '<<': (a, b) => (notBig(a) as number) << (notBig(b) as number),
}

function sized(value: unknown): unknown {
  const operand = primitive(value)
  if (typeof operand === 'bigint' && (operand > 2n ** 256n || operand < -(2n ** 256n))) {
    throw new RangeError('The number is too big')
  }
  return operand
}

function notBig(value: unknown): unknown {
  const operand = primitive(value)
  if (typeof operand === 'bigint') throw new TypeError('** and << do not take BigInts')
  return operand
}

/** `a == b`: JavaScript's, with objects compared by identity (recordsets by their records) and lists by their text. */
export function looselyEqual(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  // oxlint-disable-next-line eqeqeq -- this is the operator
  if (typeof a !== 'object' || typeof b !== 'object') return primitive(a) == primitive(b)
  return a === b || (haveSameEquality(a, b) && a.equals(b))
}

/** What compares with others of its kind by more than identity: recordsets. */
interface Comparable {
  equals(other: object): boolean
  includes(item: object): boolean
}

function haveSameEquality(a: object, b: object): a is Comparable {
  const prototype: unknown = Object.getPrototypeOf(a)
  if (prototype === Object.prototype || prototype === null || prototype !== Object.getPrototypeOf(b)) return false
  const { equals, includes } = a as Partial<Comparable>
  return typeof equals === 'function' && typeof includes === 'function'
}

/** Whether an item of a list is the one that is looked for: records by what they are, a Markup by its text. */
function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Markup || b instanceof Markup) return isText(a) && isText(b) && String(a) === String(b)
  return typeof a === 'object' && typeof b === 'object' && looselyEqual(a, b)
}

function isText(value: unknown): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup
}

/** `a in b`, as Odoo means it: an item of a list or set, a key of a map or object, a part of a string. */
export function isIn(item: unknown, container: unknown): boolean {
  if (container == null || container === false) return false
  if (typeof container === 'string') return container.includes(toText(item))
  if (container instanceof Markup) return container.toString().includes(toText(item))
  if (Array.isArray(container)) {
    charge(container.length)
    return container.includes(item) || (typeof item !== 'number' && container.some((each) => isSame(each, item)))
  }
  if (container instanceof Set || container instanceof Map)
    return container.has(item) || (item instanceof Markup && container.has(item.toString()))
  if (isPlainObject(container)) return Object.hasOwn(container, toKey(item))
  return isInIterable(item, container)
}

function isInIterable(item: unknown, container: unknown): boolean {
  for (const member of spread(container)) if (member === item || isSame(member, item)) return true
  return false
}

/** The values of an iterable, counted, so that one without an end cannot be spread. */
export function spread(iterable: unknown): readonly unknown[] {
  if (typeof iterable === 'object' && iterable !== null && isPromise(iterable)) throw promiseError('The list')
  if (Array.isArray(iterable)) {
    charge(iterable.length)
    return iterable
  }
  if (typeof (iterable as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function')
    throw new TypeError(
      `A list is expected, not ${iterable === null ? 'null' : `a value of the type ${typeof iterable}`}`,
    )
  const result: unknown[] = []
  for (const value of iterable as Iterable<unknown>) {
    charge(1)
    result.push(value)
  }
  return result
}

/** The properties that `{...value}` copies. */
export function spreadObject(value: unknown): object {
  if (value == null || typeof value !== 'object') return {}
  if (isPromise(value)) throw promiseError('The object')
  checkCopy(value)
  const copy: Record<string, unknown> = { ...value }
  charge(Object.keys(copy).length)
  for (const key of Object.keys(copy)) if (isForbiddenLiteralKey(key)) delete copy[key]
  return copy
}

/** A computed key of an object literal. */
export function literalKey(value: unknown): string {
  const key = toKey(value)
  if (isForbiddenLiteralKey(key)) throw new TypeError(`The name ${JSON.stringify(key)} is not allowed`)
  return key
}

/** `object[key]`. The key is converted once, checked, then used: no object can change its mind in between. */
export function member(object: unknown, key: unknown): unknown {
  if (object === null || object === undefined) throw new TypeError(`Cannot read ${describeKey(key)} of ${object}`)
  const name = typeof key === 'number' ? key : toKey(key)
  if (object instanceof Markup && isIndex(name)) return characterOf(object, Number(name))
  const instead = checkRead(object, name)
  const value = instead === undefined ? (object as Record<string | number, unknown>)[name] : instead
  return value === undefined ? absent(object, name) : value
}

function isIndex(key: string | number): boolean {
  return typeof key === 'number' || /^\d+$/.test(key)
}

/** `body[0]`: the bodies of `t-set` are text to their templates. */
function characterOf(text: Markup, index: number): Markup | undefined {
  const character = text.toString()[index]
  return character === undefined ? undefined : new Markup(character)
}

/** What a member is that is undefined: an error when the object is a promise, which has none of the data. */
export function absent(object: unknown, key: string | number): undefined {
  if (typeof object === 'object' && isPromise(object)) throw promiseError(`The object of ${JSON.stringify(key)}`)
  return undefined
}

/** Any value as the name of a member. */
export function toKey(value: unknown): string {
  if (typeof value === 'symbol') throw new TypeError('A symbol cannot be a key')
  const key = typeof value === 'string' ? value : toText(value)
  if (key.length > MAX_STRING) throw new RangeError('The key is too long')
  if (isForbiddenKey(key)) throw new TypeError(`The name ${JSON.stringify(key)} is not allowed`)
  return key
}

function describeKey(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? JSON.stringify(key) : 'a member'
}
