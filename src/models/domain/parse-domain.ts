import { DomainError } from '../../errors/model-errors.ts'
import { describeTerm } from './describe-term.ts'
import { FALSE_NODE, TRUE_NODE, type ConditionOperator, type DomainNode } from './domain-node.ts'

/** What a domain may hold at most, so that one from outside costs little. */
const MOST_TERMS = 2000
const MOST_LEVELS = 50
const MOST_VALUES = 100_000
const MOST_STEPS = 16

const OPERATORS: ReadonlySet<string> = new Set(
  [
    ['=', '!=', '<>', '==', '>', '>=', '<', '<=', '=?', 'in', 'not in', 'child_of', 'parent_of', 'any', 'not any'],
    ['like', 'not like', 'ilike', 'not ilike', '=like', 'not =like', '=ilike', 'not =ilike'],
  ].flat(),
)
const SPELLINGS: Readonly<Record<string, string>> = { '<>': '!=', '==': '=' }

/** What is left of the bounds, for a domain with all that is in it. */
interface Budget {
  terms: number
  values: number
}

/** A node and how deep it is. */
interface Built {
  readonly node: DomainNode
  readonly depth: number
}

/**
 * Reads a domain in Odoo's JSON form: prefix operators, terms without one between them joined by and.
 *
 * @param domain anything; what comes from outside is checked and bounded
 * @returns the tree; values are still as they were given
 * @throws {DomainError} showing the term that is wrong
 * @example
 * parseDomain(['|', ['name', 'ilike', 'x'], ['price', '<', 5]]) // { kind: 'or', nodes: [...] }
 */
export function parseDomain(domain: unknown): DomainNode {
  return parse(domain, { terms: MOST_TERMS, values: MOST_VALUES }, 0).node
}

function parse(domain: unknown, budget: Budget, level: number): Built {
  if (!Array.isArray(domain)) throw new DomainError(`A domain is a list of terms, not ${describeTerm(domain)}.`)
  if (domain.length > budget.terms) throw new DomainError(`A domain has at most ${MOST_TERMS} terms.`)
  budget.terms -= domain.length
  // From the right, an operator finds its terms on the stack.
  const stack: Built[] = []
  for (let index = domain.length - 1; index >= 0; index--) {
    const built = parseTerm(domain[index], stack, budget, level)
    if (built.depth + level > MOST_LEVELS) throw new DomainError(`A domain has at most ${MOST_LEVELS} levels.`)
    stack.push(built)
  }
  return combined('and', stack.reverse())
}

function parseTerm(term: unknown, stack: Built[], budget: Budget, level: number): Built {
  if (term === '!') {
    const { node, depth } = operand(stack, '!')
    return { node: { kind: 'not', node }, depth: depth + 1 }
  }
  if (term === '&' || term === '|')
    return combined(term === '&' ? 'and' : 'or', [operand(stack, term), operand(stack, term)])
  if (typeof term === 'boolean') return { node: term ? TRUE_NODE : FALSE_NODE, depth: 1 }
  if (!Array.isArray(term) || term.length !== 3) {
    throw new DomainError(
      `${describeTerm(term)} is no term of a domain: it is [field, operator, value], '&', '|' or '!'.`,
    )
  }
  return parseCondition(term, budget, level)
}

function operand(stack: Built[], operator: string): Built {
  const found = stack.pop()
  if (found === undefined) throw new DomainError(`The domain's operator '${operator}' lacks a term after it.`)
  return found
}

// Terms of the same kind become one node, so that long lists are no deep trees.
function combined(kind: 'and' | 'or', parts: readonly Built[]): Built {
  if (parts.length === 0) return { node: TRUE_NODE, depth: 1 }
  if (parts.length === 1) return parts[0]!
  const nodes: DomainNode[] = []
  let depth = 1
  for (const part of parts) {
    const same = part.node.kind === kind
    if (same) nodes.push(...(part.node as { nodes: readonly DomainNode[] }).nodes)
    else nodes.push(part.node)
    depth = Math.max(depth, same ? part.depth : part.depth + 1)
  }
  return { node: { kind, nodes }, depth }
}

function parseCondition(term: readonly unknown[], budget: Budget, level: number): Built {
  const [field, given, value] = term
  if ((field === 1 || field === 0) && (given === '=' || given === '!=') && (value === 1 || value === 0)) {
    return { node: (field === value) === (given === '=') ? TRUE_NODE : FALSE_NODE, depth: 1 }
  }
  if (typeof field !== 'string' || field === '') {
    throw new DomainError(`A term begins with the name of a field: ${describeTerm(term)}.`)
  }
  const name = typeof given === 'string' ? given.toLowerCase() : ''
  if (!OPERATORS.has(name)) throw new DomainError(`Unknown operator ${describeTerm(given)} in ${describeTerm(term)}.`)
  const path = field.split('.')
  if (path.length > MOST_STEPS || path.includes(''))
    throw new DomainError(`${describeTerm(field)} is no path of fields.`)
  if (name === 'any' || name === 'not any') {
    const { node: domain, depth } = parse(value, budget, level + 1)
    return { node: { kind: 'any', path, negated: name === 'not any', domain }, depth: depth + 1 }
  }
  const operator = (SPELLINGS[name] ?? name) as ConditionOperator
  return { node: { kind: 'condition', path, operator, value: plainValue(operator, value, term, budget) }, depth: 1 }
}

// Values are scalars or flat lists of them; records stand for their ids.
function plainValue(operator: ConditionOperator, value: unknown, term: unknown, budget: Budget): unknown {
  if (value === undefined) return null
  if (isRecords(value)) return operator === '=' || operator === '!=' ? oneOf(value.ids) : [...value.ids]
  if (value instanceof Set) return plainValue(operator, [...(value as Set<unknown>)], term, budget)
  if (!Array.isArray(value)) {
    if (isScalar(value)) return value
    throw new DomainError(`${describeTerm(value)} is no value for a condition, in ${describeTerm(term)}.`)
  }
  budget.values -= value.length
  if (budget.values < 0) throw new DomainError(`The lists of a domain have at most ${MOST_VALUES} values.`)
  const list = value.map((item: unknown) => (item === undefined ? null : isRecords(item) ? oneOf(item.ids) : item))
  const wrong = list.findIndex((item) => !isScalar(item))
  if (wrong !== -1)
    throw new DomainError(`${describeTerm(list[wrong])} is no value for a condition, in ${describeTerm(term)}.`)
  return list
}

function oneOf(ids: readonly number[]): unknown {
  if (ids.length > 1) throw new DomainError('Several records are a value for the operator "in" only.')
  return ids[0] ?? null
}

function isScalar(value: unknown): boolean {
  if (value === null || value instanceof Date) return true
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
}

// Records are never of the plain prototype, which all JSON has.
function isRecords(value: unknown): value is { readonly ids: readonly number[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return false
  return Array.isArray((value as { ids?: unknown }).ids)
}
