import { DomainError } from '../../errors/model-errors.ts'
import { describeTerm } from './describe-term.ts'

/** One term of an order. */
export interface OrderTerm {
  readonly field: string
  /** `partner_id.id`: by the id, not by the other model's order. */
  readonly ofId: boolean
  readonly descending: boolean
  /** Where records without a value go, or null for PostgreSQL's own: last, first where descending. */
  readonly nulls: 'first' | 'last' | null
}

const MOST_CHARACTERS = 2000
const MOST_TERMS = 32
const TERM = /^([a-z_][a-z0-9_]*)(\.id)?(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/i

/**
 * Reads an order, `'field [asc|desc] [nulls first|last], …'`.
 *
 * @throws {DomainError} showing the term that is wrong
 * @example
 * parseOrder('id desc') // [{ field: 'id', ofId: false, descending: true, nulls: null }]
 */
export function parseOrder(order: unknown): OrderTerm[] {
  if (typeof order !== 'string' || order.length > MOST_CHARACTERS) {
    throw new DomainError(`An order is a text like "name, id desc", not ${describeTerm(order)}.`)
  }
  const parts = order.split(',')
  if (parts.length > MOST_TERMS) throw new DomainError(`An order has at most ${MOST_TERMS} terms.`)
  return parts.map(parseTerm)
}

function parseTerm(part: string): OrderTerm {
  const match = TERM.exec(part.trim())
  if (match === null) {
    throw new DomainError(
      `${describeTerm(part.trim())} is no term of an order: it is "field", with "asc" or "desc", with "nulls first" or "nulls last".`,
    )
  }
  const [, field = '', ofId, direction, nulls] = match
  return {
    field,
    ofId: ofId !== undefined,
    descending: direction?.toLowerCase() === 'desc',
    nulls: (nulls?.toLowerCase() ?? null) as OrderTerm['nulls'],
  }
}
