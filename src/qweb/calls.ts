import { checkRead } from './guard.ts'
import { isIntrinsic } from './intrinsics.ts'
import { Markup } from './markup.ts'
import { safeCallOf } from './methods.ts'
import { isPromise, promiseError } from './promise-guard.ts'

const apply = Reflect.apply

/**
 * Calls a method of a value: one that the value brings with it, or a listed one of the language.
 *
 * @param name the key, already checked
 * @param source the callee as written, for messages
 * @throws TypeError when there is no such method, or it must not be called, or it gives a promise
 */
export function callMethod(self: unknown, name: string | number, args: readonly unknown[], source: string): unknown {
  if (self === null || self === undefined) throw new TypeError(`Cannot call ${source}: ${self} has no methods`)
  checkRead(self, name, args)
  if (self instanceof Markup && !(name in self)) return callOfMarkup(self, name, args, source)
  return call((self as Record<string | number, unknown>)[name], self, args, source)
}

/** What gives nothing but a part of a text, or its letters in another case: of a Markup it is one again, as in markupsafe. */
const KEEPS_MARKUP: ReadonlySet<string | number> = new Set(
  'trim trimStart trimEnd slice substring at charAt toLowerCase toUpperCase'.split(' '),
)

/** The bodies of `t-set` are text to their templates: a Markup has the methods of a string. */
function callOfMarkup(self: Markup, name: string | number, args: readonly unknown[], source: string): unknown {
  const result = callMethod(self.toString(), name, args, source)
  return KEEPS_MARKUP.has(name) && typeof result === 'string' ? new Markup(result) : result
}

/** Calls a function that the context gave, without an object. */
export function callFunction(callee: unknown, args: readonly unknown[], source: string): unknown {
  return call(callee, undefined, args, source)
}

function call(callee: unknown, self: unknown, args: readonly unknown[], source: string): unknown {
  if (typeof callee !== 'function') throw notCallable(callee, self, source)
  for (const argument of args) if (typeof argument === 'function') refuseIntrinsic(argument, source)
  const safe = safeCallOf(callee)
  if (safe === undefined) refuseIntrinsic(callee, source)
  const result: unknown = safe === undefined ? apply(callee, self, args) : safe(self, args)
  return typeof result === 'object' && result !== null ? checkResult(result, source) : result
}

function refuseIntrinsic(value: unknown, source: string): void {
  if (isIntrinsic(value) && safeCallOf(value) === undefined)
    throw new TypeError(`${source} must not be called in a template`)
}

function notCallable(callee: unknown, self: unknown, source: string): TypeError {
  if (typeof self === 'object' && isPromise(self)) return promiseError(source)
  return new TypeError(
    callee === undefined ? `${source} is missing, so it cannot be called` : `${source} is not a function`,
  )
}

function checkResult(result: object, source: string): object {
  if (result === globalThis) throw new TypeError(`${source} gives the global object`)
  if (isPromise(result)) throw promiseError(`${source}()`)
  return result
}
