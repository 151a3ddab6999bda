import { DomainError } from '../../errors/model-errors.ts'
import { describeTerm } from './describe-term.ts'
import type { Domain } from './domain.ts'

type Terms = readonly unknown[]

const TRUE_TERM = [1, '=', 1] as const
const FALSE_TERM = [0, '=', 1] as const

/**
 * A domain with all its operators written out: terms without one between them get `'&'`.
 *
 * Source: odoo.osv.expression.normalize_domain.
 *
 * @throws {DomainError} where terms are missing
 * @example
 * normalizeDomain([['a', '=', 1], ['b', '=', 2]]) // ['&', ['a', '=', 1], ['b', '=', 2]]
 * normalizeDomain([]) // [[1, '=', 1]]
 */
export function normalizeDomain<R = unknown>(domain: Domain<R>): Domain<R> {
  const terms: Terms = domain
  if (!Array.isArray(terms)) throw new DomainError(`A domain is a list of terms, not ${describeTerm(domain)}.`)
  if (terms.length === 0) return [TRUE_TERM]
  const result: unknown[] = []
  let extra = 0
  let expected = 1
  for (const term of terms) {
    if (expected === 0) {
      extra++
      expected = 1
    }
    result.push(term)
    if (term === '&' || term === '|') expected++
    else if (term !== '!') expected--
  }
  if (expected !== 0) throw new DomainError(`The domain ${describeTerm(domain)} lacks a term at its end.`)
  return [...Array.from({ length: extra }, () => '&'), ...result] as unknown as Domain<R>
}

function combine<R>(operator: '&' | '|', domains: ReadonlyArray<Domain<R>>): Domain<R> {
  const [neutral, decisive] = operator === '&' ? [isTrue, isFalse] : [isFalse, isTrue]
  const parts: Array<Domain<R>> = []
  for (const domain of domains) {
    if (decisive(domain)) return operator === '&' ? [FALSE_TERM] : [TRUE_TERM]
    if (!neutral(domain)) parts.push(normalizeDomain(domain))
  }
  if (parts.length === 0) return operator === '&' ? [TRUE_TERM] : [FALSE_TERM]
  return [...parts.slice(1).map(() => operator), ...parts.flat()] as Domain<R>
}

function isTrue(domain: Terms): boolean {
  return domain.length === 0 || (domain.length === 1 && isConstant(domain[0], true))
}

function isFalse(domain: Terms): boolean {
  return domain.length === 1 && isConstant(domain[0], false)
}

function isConstant(term: unknown, wanted: boolean): boolean {
  if (typeof term === 'boolean') return term === wanted
  return Array.isArray(term) && term.length === 3 && term[0] === (wanted ? 1 : 0) && term[1] === '=' && term[2] === 1
}

/** Puts domains together. They stay in JSON form, as Odoo's `expression.AND` and `OR` leave them. */
export interface DomainTools {
  /** All records. */
  readonly TRUE: Domain
  /** No record. */
  readonly FALSE: Domain
  /** What fits all of the domains; all records for none. */
  and<R = unknown>(domains: ReadonlyArray<Domain<R>>): Domain<R>
  /** What fits one of the domains; no record for none. */
  or<R = unknown>(domains: ReadonlyArray<Domain<R>>): Domain<R>
  /** What does not fit the domain. */
  not<R = unknown>(domain: Domain<R>): Domain<R>
}

/** See `Domain`. */
export const domainTools: DomainTools = Object.freeze({
  TRUE: Object.freeze([TRUE_TERM]),
  FALSE: Object.freeze([FALSE_TERM]),
  and: <R>(domains: ReadonlyArray<Domain<R>>): Domain<R> => combine('&', domains),
  or: <R>(domains: ReadonlyArray<Domain<R>>): Domain<R> => combine('|', domains),
  not: <R>(domain: Domain<R>): Domain<R> => {
    if (isTrue(domain)) return [FALSE_TERM]
    if (isFalse(domain)) return [TRUE_TERM]
    return ['!', ...normalizeDomain(domain)] as Domain<R>
  },
})
