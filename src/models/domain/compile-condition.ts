import { AccessError } from '../../errors/business-errors.ts'
import { DomainError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { compileTest } from './column-test.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import { compileHierarchy } from './compile-hierarchy.ts'
import { compileLinks } from './compile-links.ts'
import { compileMany2one } from './compile-many2one.ts'
import { compileSearchMethod, compileThroughPath } from './compile-unstored.ts'
import { conditionError, describeNode } from './condition-error.ts'
import { columnPart, isDatePart, partField } from './date-part.ts'
import { insideOf, type AnyNode, type ConditionNode } from './domain-node.ts'
import { holdsThroughLink } from './linked-records.ts'
import { negatedTest, toValueTest } from './value-test.ts'

/** Compiles a condition, wherever its field keeps its values. */
export async function compileCondition(
  compiler: DomainCompiler,
  place: Place,
  node: ConditionNode | AnyNode,
  negated: boolean,
): Promise<Sql> {
  const { env, definition } = place
  const field = findField(definition, node)
  await expectAllowed(env, field)
  if (field.name === 'display_name' && !isStored(field) && field.search === null)
    return byName(compiler, place, node, negated)
  if (!isStored(field)) {
    const path = field.inherited === null ? field.related : [field.inherited, field.name]
    if (path !== null) return compileThroughPath(compiler, place, field, path, node, negated)
    if (field.search !== null) return compileSearchMethod(compiler, place, field, node, negated)
    throw new DomainError(
      `The field ${field.model}.${field.name} is not stored and cannot be searched: ${describeNode(node)}.`,
    )
  }
  const [, part, ...more] = node.path
  if (node.kind === 'condition' && more.length === 0 && isDatePart(field, part)) {
    const test = toValueTest(partField(field), node)
    const column = columnPart(env, field, identifier(place.alias, field.name), part!)
    return compileTest(partField(field), column, negated ? negatedTest(test) : test)
  }
  const inner = insideOf(node)
  if (inner !== null) {
    if (field.comodel === null) throw conditionError(field, node, 'it is no relation')
    return holdsThroughLink(
      compiler,
      place,
      field,
      inner,
      negated !== (node.kind === 'any' && node.path.length === 1 && node.negated),
    )
  }
  return compileOwn(compiler, place, field, node as ConditionNode, negated)
}

async function compileOwn(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode,
  negated: boolean,
): Promise<Sql> {
  const hierarchical = node.operator === 'child_of' || node.operator === 'parent_of'
  if (hierarchical && (field.name === 'id' || field.comodel !== null)) {
    return compileHierarchy(compiler, place, field, node, negated)
  }
  if (field.type === 'many2one') return compileMany2one(compiler, place, field, node, negated)
  if (field.type === 'one2many' || field.type === 'many2many')
    return compileLinks(compiler, place, field, node, negated)
  const test = toValueTest(field, node)
  return compileTest(field, identifier(place.alias, field.name), negated ? negatedTest(test) : test)
}

/** The name of a record is its naming field's value, or the model with the id. */
async function byName(
  compiler: DomainCompiler,
  place: Place,
  node: ConditionNode | AnyNode,
  negated: boolean,
): Promise<Sql> {
  const { definition, alias } = place
  const { recName } = definition
  if (recName !== null && recName !== 'display_name' && definition.fields.has(recName)) {
    return compileCondition(compiler, place, { ...node, path: [recName, ...node.path.slice(1)] }, negated)
  }
  const field = definition.fields.get('display_name') as FieldDefinition
  if (node.kind === 'any' || node.path.length > 1) throw conditionError(field, node, 'it is no relation')
  const name = sql`(${definition.name}::text || ',' || ${identifier(alias, 'id')}::text)`
  const test = toValueTest(field, node)
  return compileTest(field, name, negated ? negatedTest(test) : test)
}

function findField(definition: ModelDefinition, node: ConditionNode | AnyNode): FieldDefinition {
  const field = definition.fields.get(node.path[0]!)
  if (field !== undefined) return field
  throw new DomainError(
    `The model ${definition.name} has no field ${JSON.stringify(node.path[0]!.slice(0, 100))}: ${describeNode(node)}.`,
  )
}

/** @throws {AccessError} where the user may not use the field */
export async function expectAllowed(env: Environment, field: FieldDefinition): Promise<void> {
  if (env.su || field.groups === null || (await env.registry.access.fieldAllowed(env, field))) return
  throw new AccessError(
    `You are not allowed to use the field ${labelIn(field.label, env.lang)} (${field.model}.${field.name}).`,
  )
}

/** Whether a field's values stand in a table: a column, another model's many2one, or a relation's table. */
export function isStored(field: FieldDefinition): boolean {
  if (field.inherited !== null) return false
  if (field.type === 'one2many') return field.inverseName !== null && field.compute === null && field.related === null
  if (field.type === 'many2many')
    return field.relation !== null && (field.store || (field.compute === null && field.related === null))
  return field.name === 'id' || (field.store && field.columnType !== null)
}
