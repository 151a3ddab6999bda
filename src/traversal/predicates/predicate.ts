import type { Request } from '../../http/request.ts'

/** One condition of a view. Source: pyramid's predicate objects. */
export interface Predicate {
  /** For people: `requestMethod = GET,HEAD`. */
  readonly text: string
  /** Equal for equal conditions, so that two views for the very same requests are noticed; default: the text. */
  readonly key?: string
  holds(context: unknown, request: Request): boolean | Promise<boolean>
}

/**
 * Makes a condition of what a view states under the predicate's name.
 *
 * @throws ConfigurationError, or anything, for what it cannot be
 */
export type PredicateFactory = (value: never) => Predicate

/** Where a predicate stands among the others: of two views with equally many, the one with the heavier ones answers. */
export interface PredicatePlace {
  weighsMoreThan?: string | readonly string[]
  weighsLessThan?: string | readonly string[]
}

/** A predicate, as an addon adds it. */
export interface AddedPredicate extends PredicatePlace {
  readonly name: string
  readonly factory: PredicateFactory
}
