import { domainTools, type DomainTools } from './combine-domains.ts'

/** The operators of a condition. */
export type Operator =
  | '='
  | '!='
  | '<>'
  | '=='
  | '>'
  | '>='
  | '<'
  | '<='
  | '=?'
  | 'in'
  | 'not in'
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | '=like'
  | 'not =like'
  | '=ilike'
  | 'not =ilike'
  | 'child_of'
  | 'parent_of'
  | 'any'
  | 'not any'

/** A field of `R`, or a path through relations: `'author_id.name'`. */
export type FieldPath<R = unknown> = (keyof R & string) | `${string}.${string}`

/** One condition. */
export type Condition<R = unknown> = readonly [
  field: unknown extends R ? string : FieldPath<R>,
  operator: Operator,
  value: unknown,
]

/**
 * A condition on records in Odoo's JSON form, prefix notation, all terms joined by and: `['|', ['name', 'ilike', 'x'], ['price', '<', 5]]`.
 * Source: odoo.fields.Domain.
 */
export type Domain<R = unknown> = ReadonlyArray<
  Condition<R> | '&' | '|' | '!' | readonly [1, '=', 1] | readonly [0, '=', 1]
>

/**
 * Puts domains together: `Domain.and`, `Domain.or`, `Domain.not`, `Domain.TRUE`, `Domain.FALSE`.
 *
 * Source: odoo.osv.expression.AND, OR; odoo.fields.Domain.
 *
 * @example
 * ```ts
 * import { Domain } from 'pergola/models'
 * Domain.or([[['name', 'ilike', 'x']], [['price', '<', 5]]]) // ['|', ['name', 'ilike', 'x'], ['price', '<', 5]]
 * ```
 */
export const Domain: DomainTools = domainTools
