import { MAX_STRING, charge } from './budget.ts'
import { checkCopy } from './guard.ts'
import { primitive, spread } from './operators.ts'
import { joinText, limited, toText } from './to-text.ts'
import { truth } from './truth.ts'

/** How a method of the language is called from a template: with its object and arguments checked and bounded. */
export type SafeCall = (self: unknown, args: readonly unknown[]) => unknown

// Any function of the language; what it takes is checked here, not by the type.
type Native = (...args: unknown[]) => unknown

const apply = Reflect.apply
const table = new Map<unknown, SafeCall>()

/** The way to call a function of the language from a template, or undefined when it must not be called. */
export function safeCallOf(native: unknown): SafeCall | undefined {
  return table.get(native)
}

/** Puts methods on the list, by name; `call` gets the native one. Names that this Node does not have are left out. */
function allow(owner: object, names: string, call: (native: Native) => SafeCall): void {
  for (const name of names.split(' ')) {
    const native: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value
    if (typeof native === 'function') table.set(native, call(native as Native))
  }
}

// Strings ------------------------------------------------------------------------------------------------------------

function text(self: unknown): string {
  if (typeof self !== 'string') throw new TypeError('This method is for strings only')
  charge((self.length >> 4) + 1)
  return self
}

/** Arguments that a method may convert: nothing but primitives, a pattern, options, or a function that gives text. */
function plain(args: readonly unknown[]): unknown[] {
  return args.map((value) => {
    if (typeof value === 'function') return (...found: unknown[]) => toText(apply(value, undefined, found))
    return typeof value !== 'object' || value === null || value instanceof RegExp ? value : options(value)
  })
}

/** An object of options (or a list of locales) has only primitive values; any other object counts as its text. */
function options(value: object): unknown {
  const flat = Object.values(value).every((item) => typeof item !== 'object' && typeof item !== 'function')
  return flat && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) ? value : toText(value)
}

function bounded(length: unknown): void {
  if (!(Number(length) <= MAX_STRING)) throw new RangeError('The text would be too long')
  charge(Number(length) >> 4)
}

const STRING_METHODS =
  'at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare normalize slice ' +
  'startsWith substring substr toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase trim trimStart trimEnd ' +
  'toString valueOf isWellFormed toWellFormed replace replaceAll'

allow(String.prototype, STRING_METHODS, (native) => (self, args) => counted(apply(native, text(self), plain(args))))
allow(String.prototype, 'split', (native) => (self, args) => {
  charge(text(self).length)
  return apply(native, self, plain(args))
})
allow(String.prototype, 'repeat', (native) => (self, args) => {
  const count = Number(plain(args)[0])
  bounded(text(self).length * count || 0)
  return apply(native, self, [count])
})
allow(String.prototype, 'padStart padEnd', (native) => (self, args) => {
  const [width, filler] = plain(args)
  bounded(Number(width) || 0)
  return apply(native, text(self), [Number(width), filler === undefined ? ' ' : toText(filler)])
})
// From a string these would compile a regular expression, which may take exponential time.
allow(String.prototype, 'match matchAll search', (native) => (self, args) => {
  if (!(args[0] instanceof RegExp)) throw new TypeError('match and search need a regular expression from the values')
  return apply(native, text(self), [args[0]])
})
allow(RegExp.prototype, 'test', (native) => (self, args) => apply(native, self, [text(toText(args[0]))]))

// Arrays -------------------------------------------------------------------------------------------------------------

function list(self: unknown): unknown[] {
  if (!Array.isArray(self)) throw new TypeError('This method is for lists only')
  charge(self.length + 1)
  return self
}

/** Refuses objects where a number is expected: their conversion would run unbounded. */
function indexes(args: readonly unknown[], from: number, to: number): readonly unknown[] {
  for (const value of args.slice(from, to)) {
    if (typeof value === 'object' && value !== null) throw new TypeError('A number is expected')
  }
  return args
}

/** Callbacks decide by the truth of templates, in which an empty list is false. */
function decider(args: readonly unknown[]): readonly unknown[] {
  const [callback, ...rest] = args
  if (typeof callback !== 'function') return args
  return [(...values: unknown[]) => truth(apply(callback, undefined, values)), ...rest]
}

const DECIDING_METHODS = 'every some find findIndex findLast findLastIndex filter'
const WALKING_METHODS = 'map forEach reduce reduceRight flatMap keys values entries'

allow(Array.prototype, DECIDING_METHODS, (native) => (self, args) => apply(native, list(self), decider(args)))
allow(Array.prototype, WALKING_METHODS, (native) => (self, args) => counted(apply(native, list(self), args)))
allow(
  Array.prototype,
  'includes indexOf lastIndexOf',
  (native) => (self, args) => apply(native, list(self), indexes(args, 1, 2)),
)
allow(
  Array.prototype,
  'at slice with',
  (native) => (self, args) => apply(native, list(self), indexes(args, 0, native.name === 'with' ? 1 : 2)),
)
allow(Array.prototype, 'toSpliced', (native) => (self, args) => apply(native, list(self), indexes(args, 0, 2)))
allow(Array.prototype, 'concat', () => (self, args) => {
  const result = [...list(self)]
  for (const value of args) {
    if (Array.isArray(value)) for (const item of spread(value)) result.push(item)
    else result.push(value)
  }
  return result
})
allow(Array.prototype, 'flat', () => (self, args) => flatten(list(self), Number(indexes(args, 0, 1)[0] ?? 1), []))
allow(
  Array.prototype,
  'join',
  () => (self, args) => joinText(list(self), args[0] === undefined ? ',' : toText(args[0])),
)
allow(Array.prototype, 'toString toLocaleString', () => (self) => joinText(list(self), ','))
// The caller's lists are not changed by a template: these give a copy.
allow(Array.prototype, 'sort toSorted', () => (self, args) => {
  const [compare = byText] = args
  if (typeof compare !== 'function') throw new TypeError('sort takes a function')
  return [...list(self)].sort((a, b) => Number(primitive(apply(compare, undefined, [a, b]))))
})
allow(Array.prototype, 'reverse toReversed', () => (self) => [...list(self)].reverse())

function byText(a: unknown, b: unknown): number {
  const [left, right] = [toText(a), toText(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function flatten(values: readonly unknown[], depth: number, into: unknown[]): unknown[] {
  charge(values.length)
  for (const value of values) {
    if (Array.isArray(value) && depth >= 1) flatten(value, depth - 1, into)
    else into.push(value)
  }
  return into
}

/** What a method made: replacements and other forms of letters may be many times as long as the text. */
function counted(result: unknown): unknown {
  if (Array.isArray(result)) charge(result.length)
  else if (typeof result === 'string') charge(limited(result).length >> 4)
  return result
}

// Maps, sets, iterators, numbers, dates, functions ------------------------------------------------------------------------

const asIs = (native: Native) => (self: unknown, args: readonly unknown[]) => apply(native, self, args)
const withPlain = (native: Native) => (self: unknown, args: readonly unknown[]) => apply(native, self, plain(args))

allow(Map.prototype, 'get has keys values entries', asIs)
allow(Set.prototype, 'has keys values entries', asIs)
allow(Map.prototype, 'forEach', asIs)
allow(Set.prototype, 'forEach', asIs)
allow(Iterator.prototype, 'map flatMap', asIs)
allow(Iterator.prototype, 'filter', (native) => (self, args) => apply(native, self, decider(args)))
allow(Iterator.prototype, 'take drop', (native) => (self, args) => apply(native, self, indexes(args, 0, 1)))
allow(Iterator.prototype, 'toArray', () => (self) => [...spread(self)])
allow(Iterator.prototype, 'reduce forEach', (native) => (self, args) => apply(native, spread(self).values(), args))
allow(
  Iterator.prototype,
  'some every find',
  (native) => (self, args) => apply(native, spread(self).values(), decider(args)),
)
allow(Number.prototype, 'toFixed toPrecision toExponential toString toLocaleString valueOf', withPlain)
allow(BigInt.prototype, 'toString toLocaleString valueOf', withPlain)
allow(Boolean.prototype, 'toString valueOf', withPlain)
const readers = Object.getOwnPropertyNames(Date.prototype).filter((name) => /^(get|to)[A-Z]/.test(name))
allow(Date.prototype, [...readers, 'valueOf'].join(' '), withPlain)
allow(Error.prototype, 'toString', withPlain)
allow(Object.prototype, 'hasOwnProperty', (native) => (self, args) => apply(native, self, [toText(args[0])]))
allow(Object.prototype, 'toString toLocaleString', () => (self) => toText(self))
allow(Object.prototype, 'valueOf', () => (self) => self)
// Harmless functions, where the values contain them (or Math and such).
allow(Math, Object.getOwnPropertyNames(Math).join(' '), withPlain)
allow(Number, 'isInteger isFinite isNaN isSafeInteger parseFloat parseInt', withPlain)
const functions =
  'parseInt parseFloat isNaN isFinite encodeURI encodeURIComponent decodeURI decodeURIComponent Number Boolean'
allow(globalThis, functions, withPlain)
allow(globalThis, 'String', () => (_self, args) => toText(args[0]))
allow(Date, 'now UTC parse', withPlain)
allow(Array, 'isArray', asIs)
allow(Object, 'keys values entries', (native) => (_self, args) => {
  checkCopy(args[0])
  return counted(native(args[0]))
})
allow(JSON, 'stringify', (native) => (_self, args) => {
  countNodes(args[0])
  return native(args[0], null, typeof args[2] === 'number' ? args[2] : undefined)
})

/** Counts what JSON will write: a structure that shares its parts can be exponentially big. */
function countNodes(value: unknown, depth = 0): void {
  charge(1)
  if (depth > 1000) throw new RangeError('The value is nested too deeply')
  if (typeof value !== 'object' || value === null) return
  for (const item of Object.values(value)) countNodes(item, depth + 1)
}
