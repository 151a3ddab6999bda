import { ConfigurationError } from '../../errors/framework-errors.ts'
import { Not } from '../not.ts'
import { sortByPlace } from '../sort-by-place.ts'
import type { ViewOptions } from '../view-options.ts'
import type { AddedPredicate, Predicate, PredicateFactory } from './predicate.ts'
import * as byRequest from './request-predicates.ts'
import * as byResource from './resource-predicates.ts'

/** Light to heavy, as Pyramid has them. */
const builtin: ReadonlyArray<readonly [string, PredicateFactory]> = [
  ['xhr', byRequest.xhr],
  ['requestMethod', byRequest.requestMethod],
  ['pathInfo', byRequest.pathInfo],
  ['requestParam', byRequest.requestParam],
  ['header', byRequest.header],
  ['accept', byRequest.accept],
  ['containment', byResource.containment],
  ['requestType', byRequest.requestType],
  ['matchParam', byRequest.matchParam],
  ['physicalPath', byResource.physicalPath],
  ['isAuthenticated', byResource.isAuthenticated],
  ['effectivePrincipals', byResource.effectivePrincipals],
  ['custom', byResource.custom],
]

const MOST = 2 ** 30

/** The conditions of one view, and how much they weigh. */
export interface ViewPredicateSet {
  /** In the order in which they are asked. */
  readonly predicates: readonly Predicate[]
  /** Of two views for one context and name, the one with the lower order is asked first. */
  readonly order: number
  /** Equal for views that are for the very same requests. */
  readonly key: string
}

/** All predicates that views may state, light to heavy. Source: pyramid.config.predicates.PredicateList. */
export class PredicateList {
  readonly names: readonly string[]
  readonly #factories: ReadonlyMap<string, PredicateFactory>

  /** @throws ConfigurationError for names twice, and places that cannot be */
  constructor(added: readonly AddedPredicate[]) {
    const fixed = builtin.map(([name], index) => ({
      name,
      before: [],
      after: builtin.slice(Math.max(0, index - 1), index).map(([before]) => before),
    }))
    const placed = added.map(({ name, weighsLessThan = [], weighsMoreThan = [] }) => ({
      name,
      before: [weighsLessThan].flat(),
      after: [weighsMoreThan].flat(),
    }))
    this.names = sortByPlace([...fixed, ...placed], 'view predicate')
    this.#factories = new Map([...builtin, ...added.map(({ name, factory }) => [name, factory] as const)])
  }

  /**
   * The conditions that a view states. More conditions go before fewer, heavier ones before lighter ones.
   *
   * @throws ConfigurationError for values that a predicate cannot have
   */
  make(options: ViewOptions): ViewPredicateSet {
    const predicates: Predicate[] = []
    let weights = 0
    this.names.forEach((name, index) => {
      const stated = (options as Readonly<Record<string, unknown>>)[name]
      if (stated === undefined) return
      weights += 2 ** (index + 1)
      const values: readonly unknown[] = name === 'custom' ? [stated].flat() : [stated]
      for (const value of values) predicates.push(this.#make(name, value))
    })
    const order = predicates.length === 0 ? MOST : Math.floor((MOST - weights) / (predicates.length + 1))
    return { predicates, order, key: predicates.map(({ text, key = text }) => key).join('; ') }
  }

  #make(name: string, value: unknown): Predicate {
    const factory = this.#factories.get(name) as (value: unknown) => Predicate
    if (!(value instanceof Not)) return checked(name, factory(value))
    const inner = checked(name, factory(value.value))
    const holds: Predicate['holds'] = async (context, request) => !(await inner.holds(context, request))
    return { text: `not ${inner.text}`, key: `!${inner.key ?? inner.text}`, holds }
  }
}

function checked(name: string, predicate: Predicate): Predicate {
  if (typeof predicate?.holds === 'function' && typeof predicate.text === 'string') return predicate
  throw new ConfigurationError(`The view predicate ${name} must give { text, holds(context, request) }.`)
}
