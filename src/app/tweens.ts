import { ConfigurationError } from '../errors/framework-errors.ts'
import { HttpError } from '../errors/http-error.ts'
import { flattened } from '../http/flattened.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import type { Composition } from '../http/composition.ts'

/** Answers a request. */
export type Handler = (request: Request) => Promise<Response>

/** The same, answering at once where nothing is to be waited for: promises cost, so the built-in handlers spare them. */
export type QuickHandler = (request: Request) => Response | Promise<Response>

/** Makes a tween around the handler inside it; it may return that handler to stay out. Source: pyramid.tweens. */
export type TweenFactory = (handler: Handler, composition: Composition) => Handler

/** The outermost place: where requests come in. Source: pyramid.tweens.INGRESS. */
export const INGRESS = 'INGRESS'
/** The tween that turns errors into responses. Source: pyramid.tweens.EXCVIEW. */
export const EXCVIEW = 'EXCVIEW'
/** The innermost place: the handler itself. Source: pyramid.tweens.MAIN. */
export const MAIN = 'MAIN'

/** Where a tween stands: `over` a name is nearer the ingress, `under` it nearer the handler. Of several names, those present count. */
export interface TweenPlace {
  over?: string | readonly string[]
  under?: string | readonly string[]
}

/** A tween, as an addon adds it. */
export interface Tween extends TweenPlace {
  readonly name: string
  readonly factory: TweenFactory
}

/**
 * The names of the tweens, the outermost first, without INGRESS and MAIN. A tween without a place becomes the new
 * outermost one. Source: pyramid.config.tweens.Tweens.implicit.
 *
 * @param added in the order in which they were added
 * @throws ConfigurationError for a name twice, a place that cannot be, names that are all missing, and a cycle
 */
export function tweenOrder(added: readonly Tween[]): string[] {
  const names = [INGRESS, MAIN, EXCVIEW, ...added.map(({ name }) => name)]
  const known = new Set(names)
  const pairs: Pair[] = [
    [INGRESS, MAIN],
    [INGRESS, EXCVIEW],
    [EXCVIEW, MAIN],
  ]
  const seen = new Set([INGRESS, EXCVIEW, MAIN])
  for (const tween of added) {
    checkTween(tween, seen)
    const { under, over } = normalPlace(tween)
    for (const outer of present(tween, 'under', under, known)) pairs.push([outer, tween.name])
    for (const inner of present(tween, 'over', over, known)) {
      // The built-in tween gives way to all that are set free with it.
      if (inner === EXCVIEW) pairs.unshift([tween.name, inner])
      else pairs.push([tween.name, inner])
    }
  }
  return sorted(names, pairs).filter((name) => name !== INGRESS && name !== MAIN)
}

/** Two names, the outer one first. */
type Pair = readonly [outer: string, inner: string]

function checkTween({ name, over, under }: Tween, seen: Set<string>): void {
  if (seen.has(name)) throw new ConfigurationError(`There are two tweens named ${name}.`)
  if ([over].flat().includes(INGRESS)) throw new ConfigurationError(`The tween ${name} cannot stand over INGRESS.`)
  if ([under].flat().includes(MAIN)) throw new ConfigurationError(`The tween ${name} cannot stand under MAIN.`)
  seen.add(name)
}

// Without a place, a tween stands right under the ingress, and so over the exception tween.
function normalPlace({ over, under }: Tween): { over: string[]; under: string[] } {
  if (over === undefined && under === undefined) return { over: [EXCVIEW], under: [INGRESS] }
  return { over: over === undefined ? [] : [over].flat(), under: under === undefined ? [] : [under].flat() }
}

function present(tween: Tween, side: string, wanted: readonly string[], names: ReadonlySet<string>): string[] {
  const found = wanted.filter((name) => names.has(name))
  if (wanted.length > 0 && found.length === 0) {
    throw new ConfigurationError(
      `The tween ${tween.name} stands ${side} ${wanted.join(', ')}, and there is no such tween.`,
    )
  }
  return found
}

/**
 * The names so that each outer one comes before its inner ones: what a name sets free comes right after it, the one
 * added last first. Source: pyramid.util.TopologicalSorter.
 */
function sorted(names: readonly string[], pairs: readonly Pair[]): string[] {
  const outer = new Map(names.map((name) => [name, pairs.filter(([, inner]) => inner === name).length]))
  const next = names.filter((name) => outer.get(name) === 0)
  const order: string[] = []
  for (let name = next.shift(); name !== undefined; name = next.shift()) {
    order.push(name)
    for (const [, inner] of pairs.filter(([each]) => each === name)) {
      const left = (outer.get(inner) as number) - 1
      outer.set(inner, left)
      if (left === 0) next.unshift(inner)
    }
  }
  if (order.length === names.length) return order
  const blocked = names.filter((name) => !order.includes(name) && name !== MAIN)
  throw new ConfigurationError(`The tweens ${blocked.join(', ')} are over and under each other in a circle.`)
}

/**
 * The handler with all tweens around it.
 *
 * @param explicit the names outermost first, in place of the order that the tweens' places give; it must name EXCVIEW
 * where errors are to become responses
 */
export function tweenChain(
  added: readonly Tween[],
  exceptionTween: (handler: QuickHandler) => QuickHandler,
  main: QuickHandler,
  composition: Composition,
  explicit?: readonly string[],
): QuickHandler {
  const factories = new Map<string, (handler: QuickHandler) => QuickHandler>([
    [EXCVIEW, exceptionTween],
    ...added.map(
      ({ name, factory }) =>
        [name, (handler: QuickHandler) => answering(name, factory(promised(handler), composition))] as const,
    ),
  ])
  return (explicit ?? tweenOrder(added)).reduceRight<QuickHandler>((handler, name) => {
    const factory = factories.get(name)
    if (factory) return factory(handler)
    const known = [...factories.keys()].join(', ')
    throw new ConfigurationError(`The configuration names the tween ${name}; there are ${known}.`)
  }, main)
}

/** A tween's answer, its template rendered where it has one. @throws ConfigurationError where it gives no response */
function answering(name: string, tween: Handler): Handler {
  return async (request) => {
    const response: unknown = await tween(request)
    if (response instanceof HttpError) throw response
    if (!(response instanceof Response)) throw new ConfigurationError(`The tween ${name} gave no response.`)
    return flattened(response)
  }
}

/** What a tween is given: a handler that always answers by a promise, and fails by it. */
function promised(handler: QuickHandler): Handler {
  return async (request) => handler(request)
}
