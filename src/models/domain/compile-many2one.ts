import type { FieldDefinition } from '../field-definition.ts'
import { FALSE, identifier, sql, TRUE, type Sql } from '../sql.ts'
import { compileTest } from './column-test.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import { namedBy } from './record-name.ts'
import type { ConditionNode } from './domain-node.ts'
import { comodelOf, holdsThroughLink } from './linked-records.ts'
import { toRelationTest } from './relation-value.ts'
import { negatedTest, toValueTest } from './value-test.ts'

/** A condition on a many2one: by ids, by the name of the record it leads to, or whether it leads anywhere. */
export async function compileMany2one(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode,
  negated: boolean,
): Promise<Sql> {
  const column = identifier(place.alias, field.name)
  if (['<', '<=', '>', '>='].includes(node.operator)) {
    const test = toValueTest(field, node)
    return compileTest(field, column, negated ? negatedTest(test) : test)
  }
  const test = toRelationTest(field, node)
  if (test === null) return negated ? FALSE : TRUE
  const flipped = negated !== test.negated
  const own = compileTest(field, column, { kind: 'among', values: test.ids, empty: test.empty, negated: flipped })
  if (test.named === null) return own
  const name = namedBy(comodelOf(place, field), test.named)
  const named = await holdsThroughLink(compiler, place, field, name, flipped)
  if (test.ids.length === 0 && !test.empty) return named
  return flipped ? sql`(${own} and ${named})` : sql`(${own} or ${named})`
}
