import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { FALSE, identifier, joined, sql, TRUE, type Sql } from '../sql.ts'
import { seeingArchived } from './active-test.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import { linksTo } from './compile-links.ts'
import { conditionError } from './condition-error.ts'
import { condition, type ConditionNode } from './domain-node.ts'
import { comodelOf } from './linked-records.ts'
import { namedBy } from './record-name.ts'
import { recordId } from './relation-value.ts'
import { isEmptyValue } from './value-test.ts'

/**
 * `child_of` and `parent_of`: whether a record is in the tree below (above) some records, themselves included. A
 * many2one to its own model makes a tree by itself, of which the record is asked, as in Odoo.
 */
export async function compileHierarchy(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode,
  negated: boolean,
): Promise<Sql> {
  const { definition, alias } = place
  const own = field.name === 'id' || (field.type === 'many2one' && field.comodel === definition.name)
  const tree = own ? definition : comodelOf(place, field)
  const parent = parentField(tree, own && field.name !== 'id' ? field.name : tree.parentName, field, node)
  const inside = compiler.inside(place, tree, seeingArchived(place.env))
  // Who may not read the model learns nothing of its tree.
  const readable = await compiler.readable(inside)
  const roots = await rootsOf(compiler, inside, field, node, readable)
  if (roots === null) return negated ? TRUE : FALSE
  const found = closure(compiler, tree, parent, roots, node.operator === 'child_of')
  if (field.type === 'one2many' || field.type === 'many2many') {
    const linked = await linksTo(compiler, place, field, sql`any(${found})`)
    return negated ? sql`not ${linked}` : linked
  }
  const column = identifier(alias, own ? 'id' : field.name)
  return negated ? sql`(${column} = any(${found})) is not true` : sql`${column} = any(${found})`
}

const MOST_NAMES = 100

/** The ids of the records that the value names, as a query; null where it names none. */
async function rootsOf(
  compiler: DomainCompiler,
  inside: Place,
  field: FieldDefinition,
  node: ConditionNode,
  readable: Sql | null,
): Promise<Sql | null> {
  const { value } = node
  const items = (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => !isEmptyValue(item))
  if (items.includes(true)) throw conditionError(field, node, 'it needs ids or a name')
  const names = items.filter((item) => typeof item === 'string')
  const ids = items.filter((item) => typeof item !== 'string').map((item) => recordId(field, item, node))
  const id = identifier(inside.alias, 'id')
  const parts: Sql[] = ids.length === 0 ? [] : [sql`${id} = any(${ids}::int4[])`]
  if (names.length > MOST_NAMES) throw conditionError(field, node, `it takes at most ${MOST_NAMES} names`)
  for (const name of names) {
    const named = namedBy(inside.definition, condition(['display_name'], 'ilike', name))
    parts.push(await compiler.node(inside, named, false))
  }
  if (parts.length === 0) return null
  const filter = readable === null || names.length === 0 ? NOTHING : sql` and ${readable}`
  const table = sql`${identifier(inside.definition.table)} ${identifier(inside.alias)}`
  return sql`select ${id} from ${table} where (${joined(parts, ' or ')})${filter}`
}

const NOTHING = sql``

// `union` takes each record once, so that a circle ends.
function closure(compiler: DomainCompiler, tree: ModelDefinition, parent: string, roots: Sql, down: boolean): Sql {
  const table = identifier(tree.table)
  const [found, next] = [compiler.name(), compiler.name()]
  const step = down
    ? sql`select ${identifier(next, 'id')} from ${table} ${identifier(next)} join ${identifier(found)} on ${identifier(next, parent)} = ${identifier(found, 'id')}`
    : sql`select ${identifier(next, parent)} from ${table} ${identifier(next)} join ${identifier(found)} on ${identifier(next, 'id')} = ${identifier(found, 'id')} where ${identifier(next, parent)} is not null`
  return sql`array(with recursive ${identifier(found)}(id) as (${roots} union ${step}) select id from ${identifier(found)})`
}

function parentField(tree: ModelDefinition, name: string, field: FieldDefinition, node: ConditionNode): string {
  const parent = tree.fields.get(name)
  const usable =
    parent?.type === 'many2one' && parent.comodel === tree.name && parent.store && parent.inherited === null
  if (usable) return parent.name
  throw conditionError(field, node, `${tree.name} is no tree, it has no stored field ${name} that leads to itself`)
}
