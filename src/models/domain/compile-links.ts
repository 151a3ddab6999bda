import type { FieldDefinition } from '../field-definition.ts'
import { FALSE, identifier, joined, sql, TRUE, type Sql } from '../sql.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import { TRUE_NODE, type ConditionNode } from './domain-node.ts'
import { comodelOf, existsLinked, holdsThroughLink, relationOf } from './linked-records.ts'
import { namedBy } from './record-name.ts'
import { toRelationTest } from './relation-value.ts'

/**
 * A condition on a one2many or many2many: whether one of some records is linked (archived or not), one with some name, or none at
 * all that is to be seen. The negative operators ask that there is no such record.
 */
export async function compileLinks(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode,
  negated: boolean,
): Promise<Sql> {
  const test = toRelationTest(field, node)
  if (test === null) return negated ? FALSE : TRUE
  const parts: Sql[] = []
  if (test.ids.length > 0) parts.push(await linksTo(compiler, place, field, sql`any(${test.ids}::int4[])`))
  if (test.empty) parts.push(await holdsThroughLink(compiler, place, field, TRUE_NODE, true))
  if (test.named !== null) {
    parts.push(await holdsThroughLink(compiler, place, field, namedBy(comodelOf(place, field), test.named), false))
  }
  const flipped = negated !== test.negated
  if (parts.length === 0) return flipped ? TRUE : FALSE
  const holds = parts.length === 1 ? parts[0]! : sql`(${joined(parts, ' or ')})`
  return flipped ? sql`not ${holds}` : holds
}

/** Whether a field links one of some ids: `= any(…)` or `in (…)` follows the column. */
export async function linksTo(compiler: DomainCompiler, place: Place, field: FieldDefinition, any: Sql): Promise<Sql> {
  if (field.type === 'many2many' && field.domain.length === 0) {
    const { relation, column, otherColumn } = relationOf(field)
    const rel = compiler.name()
    return sql`exists (select 1 from ${relation} ${identifier(rel)} where ${identifier(rel, column)} = ${identifier(place.alias, 'id')} and ${identifier(rel, otherColumn)} = ${any})`
  }
  const inside = compiler.inside(place, comodelOf(place, field))
  return existsLinked(compiler, place, field, inside, [sql`${identifier(inside.alias, 'id')} = ${any}`])
}
