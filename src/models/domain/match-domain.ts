import { DomainError } from '../../errors/model-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { describeNode } from './condition-error.ts'
import type { Domain } from './domain.ts'
import { namingField } from './domain-paths.ts'
import { isDatePart, partField, valuePart } from './date-part.ts'
import { insideOf, type AnyNode, type ConditionNode, type DomainNode } from './domain-node.ts'
import { matchesHierarchy } from './match-hierarchy.ts'
import { matchesTest } from './match-test.ts'
import { parseDomain } from './parse-domain.ts'
import { toRelationTest } from './relation-value.ts'
import { toValueTest } from './value-test.ts'

/**
 * Whether a record fits a domain, by what is loaded: the same as a search says. Load `domainPaths` before.
 *
 * Source: odoo.models.Model.filtered_domain.
 *
 * @throws {DomainError} where the domain is malformed, or names what the model does not have
 * @throws {NotLoadedError} where a value is not loaded
 */
export function matchesDomain(record: Model, domain: Domain): boolean {
  return matches(record, parseDomain(domain))
}

/** The same for a tree. */
export function matches(record: Model, node: DomainNode): boolean {
  switch (node.kind) {
    case 'true':
    case 'false':
      return node.kind === 'true'
    case 'not':
      return !matches(record, node.node)
    case 'and':
      return node.nodes.every((child) => matches(record, child))
    case 'or':
      return node.nodes.some((child) => matches(record, child))
    default:
      return matchesCondition(record, node)
  }
}

function matchesCondition(record: Model, node: ConditionNode | AnyNode): boolean {
  const field = record.definition.fields.get(node.path[0]!)
  if (field === undefined) {
    throw new DomainError(
      `The model ${record.definition.name} has no field ${JSON.stringify(node.path[0])}: ${describeNode(node)}.`,
    )
  }
  const [, part, ...more] = node.path
  if (node.kind === 'condition' && more.length === 0 && isDatePart(field, part)) {
    return matchesTest(toValueTest(partField(field), node), valuePart(record.env, field, valueOf(record, field), part!))
  }
  const inner = insideOf(node)
  if (inner !== null) {
    const negated = node.kind === 'any' && node.path.length === 1 && node.negated
    return someFits(linked(record, field, node), inner) !== negated
  }
  return matchesOwn(record, field, node as ConditionNode)
}

function matchesOwn(record: Model, field: FieldDefinition, node: ConditionNode): boolean {
  const hierarchical = node.operator === 'child_of' || node.operator === 'parent_of'
  if (hierarchical && (field.name === 'id' || field.comodel !== null)) return matchesHierarchy(record, field, node)
  const ordered = ['<', '<=', '>', '>='].includes(node.operator)
  if (field.type === 'many2one' && ordered) {
    return matchesTest(toValueTest(field, node), linked(record, field, node).ids[0] ?? null)
  }
  if (field.type === 'many2one' || field.type === 'one2many' || field.type === 'many2many') {
    return matchesRelation(linked(record, field, node), field, node)
  }
  return matchesTest(toValueTest(field, node), valueOf(record, field))
}

function matchesRelation(records: Model, field: FieldDefinition, node: ConditionNode): boolean {
  const test = toRelationTest(field, node)
  if (test === null) return true
  const holds =
    (test.empty && records.ids.length === 0) ||
    records.ids.some((id) => test.ids.includes(id)) ||
    (test.named !== null && hasName(records, test.named))
  return holds !== test.negated
}

/** Whether one of the records has a name. */
function hasName(records: Model, named: ConditionNode): boolean {
  const name = namingField(records.definition)
  return name !== null && someFits(records, { ...named, path: [name] })
}

function someFits(records: Model, node: DomainNode): boolean {
  for (const record of records) if (matches(record, node)) return true
  return false
}

function valueOf(record: Model, { name }: FieldDefinition): unknown {
  return name === 'id' ? (record.ids[0] ?? null) : (record as unknown as Record<string, unknown>)[name]
}

/** The records that a relation leads to. */
function linked(record: Model, field: FieldDefinition, node: ConditionNode | AnyNode): Model {
  if (field.comodel === null)
    throw new DomainError(`${field.model}.${field.name} is no relation: ${describeNode(node)}.`)
  return valueOf(record, field) as Model
}
