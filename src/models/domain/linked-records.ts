import { DomainError } from '../../errors/model-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { identifier, joined, sql, type Sql } from '../sql.ts'
import { nodeWithActiveTest } from './active-test.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import type { DomainNode } from './domain-node.ts'

/** The key of the context that has a one2many or many2many lead to all its records, its own domain or not. */
export const ALL_LINKED = 'all_linked'

/**
 * Whether some of the records that a relation leads to fits a domain, and may be read. An archived record counts where a many2one
 * leads to it, but in an x2many only as the context says.
 */
export async function holdsThroughLink(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  inner: DomainNode,
  negated: boolean,
): Promise<Sql> {
  const comodel = comodelOf(place, field)
  const toOne = field.type === 'many2one'
  const inside = compiler.inside(place, comodel)
  const node = toOne ? inner : nodeWithActiveTest(withFieldContext(place, field), comodel, inner)
  const parts = [await compiler.readable(inside), await compiler.node(inside, node, false)]
  const found = await existsLinked(compiler, place, field, inside, parts)
  return negated ? sql`not ${found}` : found
}

/** `exists` for the records that a field links to the place's record, with conditions on them. */
export async function existsLinked(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  inside: Place,
  conditions: ReadonlyArray<Sql | null>,
): Promise<Sql> {
  const { alias } = inside
  const table = identifier(inside.definition.table)
  const own = identifier(place.alias, 'id')
  const parts = conditions.filter((part) => part !== null)
  if (field.domain.length > 0 && field.type !== 'many2one' && inside.env.context[ALL_LINKED] !== true) {
    parts.push(await compiler.given({ ...inside, env: inside.env.with({ su: true }) }, field.domain, false))
  }
  const holds = (link: Sql): Sql => joined([link, ...parts], ' and ')
  if (field.type === 'many2one') {
    const link = sql`${identifier(alias, 'id')} = ${identifier(place.alias, field.name)}`
    return sql`exists (select 1 from ${table} ${identifier(alias)} where ${holds(link)})`
  }
  if (field.type === 'one2many') {
    const link = sql`${identifier(alias, inverseColumn(inside.definition, field))} = ${own}`
    return sql`exists (select 1 from ${table} ${identifier(alias)} where ${holds(link)})`
  }
  const { relation, column, otherColumn } = relationOf(field)
  const rel = compiler.name()
  const link = sql`${identifier(rel, column)} = ${own}`
  return sql`exists (select 1 from ${relation} ${identifier(rel)} join ${table} ${identifier(alias)} on ${identifier(alias, 'id')} = ${identifier(rel, otherColumn)} where ${holds(link)})`
}

/** The model that a relation leads to. */
export function comodelOf({ env }: Place, field: FieldDefinition): ModelDefinition {
  return env.registry.definition(field.comodel!)
}

/** The table of a many2many. */
export function relationOf(field: FieldDefinition): { relation: Sql; column: string; otherColumn: string } {
  const { table, column, otherColumn } = field.relation!
  return { relation: identifier(table), column, otherColumn }
}

/** The column of the other model that leads back. */
export function inverseColumn(comodel: ModelDefinition, field: FieldDefinition): string {
  const inverse = comodel.fields.get(field.inverseName!)
  const usable = inverse !== undefined && inverse.store && inverse.columnType !== null && inverse.inherited === null
  if (usable && (inverse.type === 'many2one' || inverse.type === 'integer')) return inverse.name
  throw new DomainError(`The field ${field.model}.${field.name} cannot be searched: its inverse is not stored.`)
}

/** The environment in which the records of a one2many or many2many are seen. */
export function withFieldContext({ env }: Place, field: FieldDefinition): Place['env'] {
  if (Object.keys(field.context).length === 0) return env
  return env.with({ context: { ...env.context, ...field.context } })
}
