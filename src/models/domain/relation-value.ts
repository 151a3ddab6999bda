import type { FieldDefinition } from '../field-definition.ts'
import { conditionError } from './condition-error.ts'
import { conditionValue } from './condition-value.ts'
import { condition, type ConditionNode, type ConditionOperator } from './domain-node.ts'
import { isEmptyValue } from './value-test.ts'

/** What a condition asks of a relation as such: to lead to one of some records, or nowhere. */
export interface RelationTest {
  readonly ids: readonly number[]
  /** Nothing linked counts too. */
  readonly empty: boolean
  /** A condition on the names of the linked records, or null. */
  readonly named: ConditionNode | null
  readonly negated: boolean
}

/**
 * @returns what a condition asks of a relation; null where it is always true
 * @throws {DomainError} where operator or value do not fit
 */
export function toRelationTest(field: FieldDefinition, node: ConditionNode): RelationTest | null {
  const { operator, value } = node
  switch (operator) {
    case '=?':
      return isEmptyValue(value) ? null : among(field, node, false)
    case '=':
    case 'in':
      return among(field, node, false)
    case '!=':
    case 'not in':
      return among(field, node, true)
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'child_of':
    case 'parent_of':
      throw conditionError(field, node, 'the operator is not for relations')
    default:
      return named(field, node, operator)
  }
}

function among(field: FieldDefinition, node: ConditionNode, negated: boolean): RelationTest {
  const { value } = node
  if (value === true) return { ids: [], empty: true, named: null, negated: !negated }
  const ids: number[] = []
  const names: string[] = []
  let empty = false
  for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (isEmptyValue(item)) empty = true
    else if (typeof item === 'string') names.push(item)
    else ids.push(recordId(field, item, node))
  }
  const byNames = names.length === 0 ? null : condition(['display_name'], 'in', names)
  return { ids, empty, named: byNames, negated }
}

function named(field: FieldDefinition, node: ConditionNode, operator: ConditionOperator): RelationTest {
  const { value } = node
  const negated = operator.startsWith('not ')
  if (isEmptyValue(value) || value === '') {
    // Every linked record has a name that contains the empty text.
    return { ids: [], empty: true, named: null, negated: operator.includes('=') ? negated : !negated }
  }
  if (typeof value !== 'string' && typeof value !== 'number')
    throw conditionError(field, node, 'the operator needs a text')
  const positive = (negated ? operator.slice(4) : operator) as ConditionOperator
  return { ids: [], empty: false, named: condition(['display_name'], positive, value), negated }
}

/** An id in a condition. */
export function recordId(field: FieldDefinition, value: unknown, node: ConditionNode): number {
  const id = conditionValue({ ...field, type: 'many2one' }, value, node)
  if (Number.isInteger(id)) return id as number
  throw conditionError(field, node, 'an id is a whole number')
}
