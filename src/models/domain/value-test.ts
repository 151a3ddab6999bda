import type { FieldDefinition } from '../field-definition.ts'
import { conditionError } from './condition-error.ts'
import type { ConditionNode } from './domain-node.ts'
import { conditionValue, nextDay, isDay } from './condition-value.ts'
import { roundTo } from '../kinds/number-text.ts'
import { literalEnd } from './like-pattern.ts'

/** What a condition asks of one value, the same in SQL and in memory. It is true or false for every value, null included. */
export type ValueTest =
  | { readonly kind: 'always'; readonly result: boolean }
  /** Whether it is one of the values, or empty where `empty`; negated: whether it is not. */
  | { readonly kind: 'among'; readonly values: readonly unknown[]; readonly empty: boolean; readonly negated: boolean }
  /** False for an empty value. */
  | {
      readonly kind: 'compare'
      readonly operator: '<' | '<=' | '>' | '>='
      readonly value: unknown
      readonly negated: boolean
    }
  | { readonly kind: 'like'; readonly pattern: string; readonly anyCase: boolean; readonly negated: boolean }

/** The opposite of a test. */
export function negatedTest(test: ValueTest): ValueTest {
  return test.kind === 'always' ? { kind: 'always', result: !test.result } : { ...test, negated: !test.negated }
}

/** Whether a test is true for no value at all (null). */
export function holdsForEmpty(test: ValueTest): boolean {
  if (test.kind === 'always') return test.result
  return test.kind === 'among' ? test.empty !== test.negated : test.negated
}

/** false and null mean an empty value, but for boolean fields. */
export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === false
}

/**
 * What a condition asks of a field's own value.
 *
 * @throws {DomainError} where operator or value do not fit the field
 */
export function toValueTest(field: FieldDefinition, node: ConditionNode): ValueTest {
  const { operator, value } = node
  switch (operator) {
    case '=?':
      return isEmptyValue(value) ? { kind: 'always', result: true } : among(field, node, value, false)
    case '=':
    case 'in':
      return among(field, node, value, false)
    case '!=':
    case 'not in':
      return among(field, node, value, true)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(field, node, operator)
    case 'child_of':
    case 'parent_of':
      throw conditionError(field, node, 'the operator is for relations and id')
    default:
      return like(field, node)
  }
}

function among(field: FieldDefinition, node: ConditionNode, value: unknown, negated: boolean): ValueTest {
  if (field.type === 'json' || field.type === 'binary') return onlyEmpty(field, node, value, negated)
  if (field.type === 'boolean') return amongBooleans(field, node, value, negated)
  // `= true` asks whether there is a value, as Odoo has it.
  if (value === true) return { kind: 'among', values: [], empty: true, negated: !negated }
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  const values: unknown[] = []
  let empty = false
  for (const item of list) {
    if (isEmptyValue(item)) empty = true
    else {
      const converted = asKept(field, conditionValue(field, item, node))
      // No whole number equals a fraction.
      if (field.type !== 'integer' || Number.isInteger(converted)) values.push(converted)
    }
  }
  return { kind: 'among', values, empty, negated }
}

// A field with digits keeps no more of a number than these: 0.1 + 0.2 is the 0.3 that it has.
function asKept({ digits }: FieldDefinition, value: unknown): unknown {
  return digits === null || typeof value !== 'number' ? value : roundTo(value, digits[1])
}

// A boolean that was never set is false.
function amongBooleans(field: FieldDefinition, node: ConditionNode, value: unknown, negated: boolean): ValueTest {
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  const values = new Set(list.map((item) => (isEmptyValue(item) ? false : conditionValue(field, item, node))))
  if (values.size === 2) return { kind: 'always', result: !negated }
  if (values.size === 0) return { kind: 'always', result: negated }
  return values.has(true)
    ? { kind: 'among', values: [true], empty: false, negated }
    : { kind: 'among', values: [true], empty: false, negated: !negated }
}

function onlyEmpty(field: FieldDefinition, node: ConditionNode, value: unknown, negated: boolean): ValueTest {
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  if (list.every(isEmptyValue)) return { kind: 'among', values: [], empty: list.length > 0, negated }
  if (value === true) return { kind: 'among', values: [], empty: true, negated: !negated }
  throw conditionError(field, node, `a ${field.type} field is compared with false only`)
}

function compare(field: FieldDefinition, node: ConditionNode, operator: '<' | '<=' | '>' | '>='): ValueTest {
  const { value } = node
  if (['json', 'binary', 'boolean', 'reference'].includes(field.type)) {
    throw conditionError(field, node, `a ${field.type} field has no order`)
  }
  if (Array.isArray(value) || typeof value === 'boolean' || value === null) {
    throw conditionError(field, node, 'the operator needs one value')
  }
  const converted = conditionValue(field, value, node)
  // Up to a day means up to its end, and after it, from the next day on.
  if (field.type === 'datetime' && isDay(value) && (operator === '<=' || operator === '>')) {
    return {
      kind: 'compare',
      operator: operator === '<=' ? '<' : '>=',
      value: nextDay(converted as string),
      negated: false,
    }
  }
  return { kind: 'compare', operator, value: converted, negated: false }
}

function like(field: FieldDefinition, node: ConditionNode): ValueTest {
  const { operator, value } = node
  if (['json', 'binary', 'boolean'].includes(field.type)) {
    throw conditionError(field, node, `a ${field.type} field has no text`)
  }
  const negated = operator.startsWith('not ')
  const asGiven = operator.includes('=')
  if (isEmptyValue(value) || value === '') {
    // Every text contains the empty one, an empty value too; only the empty one is like it.
    return asGiven ? { kind: 'among', values: [], empty: true, negated } : { kind: 'always', result: !negated }
  }
  if (typeof value !== 'string' && typeof value !== 'number')
    throw conditionError(field, node, 'the operator needs a text')
  const text = literalEnd(String(value))
  if (text.includes('\0')) throw conditionError(field, node, 'a text cannot contain NUL')
  return { kind: 'like', pattern: asGiven ? text : `%${text}%`, anyCase: operator.includes('ilike'), negated }
}
