import { DomainError } from '../../errors/model-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { select } from '../operations/run.ts'
import { nodeWithActiveTest } from './active-test.ts'
import type { DomainCompiler, Place } from './compile-domain.ts'
import { describeNode } from './condition-error.ts'
import { insideOf, TRUE_NODE, type AnyNode, type ConditionNode } from './domain-node.ts'
import { comodelOf, existsLinked, withFieldContext } from './linked-records.ts'
import { isDatePart } from './date-part.ts'
import { isEmptyValue } from './value-test.ts'

/**
 * A condition on a related or delegated field: on the field at the end of its path. Where the path ends early, the
 * field has no value. Source: odoo.fields.Field._search_related.
 */
export async function compileThroughPath(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  path: readonly string[],
  node: ConditionNode | AnyNode,
  negated: boolean,
): Promise<Sql> {
  // A delegated field is as good as the model's own, whose access rules include those of the other model.
  const trusted = field.inherited !== null || field.computeSudo
  const env = trusted && field.inherited === null ? place.env.with({ su: true }) : place.env
  const holds = await follow(compiler, { ...place, env }, path, { node, trusted, fitsEmpty: fitsEmpty(field, node) })
  return negated ? sql`not (${holds})` : holds
}

/** What is asked at the end of a path. */
interface Question {
  readonly node: ConditionNode | AnyNode
  /** Whether what is on the way is seen with all rights. */
  readonly trusted: boolean
  /** Whether it is true where there is no value. */
  readonly fitsEmpty: boolean
}

async function follow(
  compiler: DomainCompiler,
  place: Place,
  path: readonly string[],
  question: Question,
): Promise<Sql> {
  const { node, trusted } = question
  const [name, ...rest] = path
  if (rest.length === 0) return compiler.node(place, { ...node, path: [name!, ...node.path.slice(1)] }, false)
  const step = place.definition.fields.get(name!)
  if (step?.comodel == null)
    throw new DomainError(`The path of ${describeNode(node)} leads through ${name}, which is no relation.`)
  if (step.related !== null || step.inherited !== null) {
    const way = step.inherited === null ? step.related! : [step.inherited, step.name]
    return follow(compiler, compiler.nested(place), [...way, ...rest], question)
  }
  const toOne = step.type === 'many2one'
  const comodel = comodelOf(place, step)
  const inside = compiler.inside(place, comodel)
  const readable = trusted ? null : await compiler.readable(inside)
  const seen = toOne ? TRUE_NODE : nodeWithActiveTest(withFieldContext(place, step), comodel, TRUE_NODE)
  const active = await compiler.node(inside, seen, false)
  const holds = await follow(compiler, inside, rest, question)
  const found = await existsLinked(compiler, place, step, inside, [readable, active, holds])
  if (!toOne || !question.fitsEmpty) return found
  if (readable === null) return sql`(${found} or ${identifier(place.alias, step.name)} is null)`
  // What may not be read is no value.
  return sql`(${found} or not ${await existsLinked(compiler, place, step, inside, [readable])})`
}

/** Whether a condition is true where there is no value. */
function fitsEmpty(field: FieldDefinition, node: ConditionNode | AnyNode): boolean {
  if (node.kind === 'any') return node.negated && node.path.length === 1
  const { path, operator, value } = node
  if (path.length > 1 && !isDatePart(field, path[1])) return false
  const negative = operator === '!=' || operator.startsWith('not ')
  const empty = Array.isArray(value) ? value.some(isEmptyValue) : isEmptyValue(value)
  if (operator === '=?') return empty
  if (operator.endsWith('like')) return (empty || value === '') !== negative
  return ['=', 'in', '!=', 'not in'].includes(operator) && empty !== negative
}

/** How many records a search method is given at most. */
const MOST_IDS = 100_000

/** A condition on a computed field: on what its search method says. */
export async function compileSearchMethod(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode | AnyNode,
  negated: boolean,
): Promise<Sql> {
  const { env, definition } = place
  const records = env.records(definition.name) as unknown as Record<string, unknown>
  const method = records[field.search!]
  if (typeof method !== 'function') {
    throw new DomainError(`The model ${definition.name} has no method ${field.search} to search ${field.name} with.`)
  }
  const inner = insideOf(node)
  const asked = inner === null ? ownQuestion(field, node as ConditionNode) : null
  const opposite = asked?.opposite ?? (node.kind === 'any' && node.path.length === 1 && node.negated)
  const [operator, value] =
    asked === null ? ['in', await idsOf(compiler, place, field, node)] : [asked.operator, asked.value]
  const domain = (await Reflect.apply(method, records, [operator, value])) as unknown
  if (!Array.isArray(domain)) {
    throw new DomainError(`The method ${field.search} of ${definition.name} gives no domain for ${describeNode(node)}.`)
  }
  return compiler.given(place, domain, negated !== opposite)
}

// Names are looked for in several fields perhaps, so that a negative operator means that none of them has it.
function ownQuestion(
  field: FieldDefinition,
  { operator, value }: ConditionNode,
): { operator: string; value: unknown; opposite: boolean } {
  if (field.name !== 'display_name' || isEmptyValue(value)) return { operator, value, opposite: false }
  if (operator === '!=') return { operator: '=', value, opposite: true }
  const negative = operator.startsWith('not ')
  return { operator: negative ? operator.slice(4) : operator, value, opposite: negative }
}

/** The ids of the records that a computed relation may lead to. */
async function idsOf(
  compiler: DomainCompiler,
  place: Place,
  field: FieldDefinition,
  node: ConditionNode | AnyNode,
): Promise<number[]> {
  if (field.comodel === null)
    throw new DomainError(`${field.model}.${field.name} is no relation: ${describeNode(node)}.`)
  const inside = compiler.inside(place, comodelOf(place, field))
  const { env, definition, alias } = inside
  const readable = (await compiler.readable(inside)) ?? sql`true`
  const holds = await compiler.node(inside, nodeWithActiveTest(env, definition, insideOf(node)!), false)
  const rows = await select<{ id: number }>(
    env.cr,
    sql`select ${identifier(alias, 'id')} from ${identifier(definition.table)} ${identifier(alias)} where ${readable} and ${holds} limit ${MOST_IDS + 1}`,
  )
  if (rows.length > MOST_IDS) throw new DomainError(`${describeNode(node)} names more than ${MOST_IDS} records.`)
  return rows.map(({ id }) => id)
}
