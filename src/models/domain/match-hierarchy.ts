import { DomainError } from '../../errors/model-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { conditionError, describeNode } from './condition-error.ts'
import { namingField } from './domain-paths.ts'
import type { ConditionNode } from './domain-node.ts'
import { recordId } from './relation-value.ts'
import { isEmptyValue } from './value-test.ts'
import { matchesLike, literalEnd } from './like-pattern.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * `child_of` and `parent_of` in memory. `child_of` needs the ways from the records to their roots loaded; `parent_of` those from the
 * records that it names, which only ids in the environment's cache can give.
 *
 * @throws {NotLoadedError} where a parent is not loaded
 */
export function matchesHierarchy(record: Model, field: FieldDefinition, node: ConditionNode): boolean {
  const { definition } = record
  const own = field.name === 'id' || (field.type === 'many2one' && field.comodel === definition.name)
  const records = own ? record : ((record as unknown as Values)[field.name] as Model)
  const tree = own ? definition : records.definition
  const parent = own && field.name !== 'id' ? field.name : tree.parentName
  if (tree.fields.get(parent)?.comodel !== tree.name)
    throw new DomainError(`${tree.name} is no tree: ${describeNode(node)}.`)
  const isRoot = rootTest(field, node)
  if (node.operator === 'child_of') {
    return [...records].some((each) => [...upwards(each, parent)].some(isRoot))
  }
  const { ids, names } = rootsOf(field, node)
  if (names.length > 0) throw new DomainError(`${describeNode(node)} cannot be told without a search.`)
  const above = new Set<number>()
  for (const root of records.withIds(ids)) for (const each of upwards(root, parent)) above.add(each.ids[0]!)
  return records.ids.some((id) => above.has(id))
}

/** A record, its parent, and so on; each once. */
function* upwards(record: Model, parent: string): Iterable<Model> {
  const seen = new Set<number>()
  let current = record
  while (current.ids.length === 1 && !seen.has(current.ids[0]!)) {
    seen.add(current.ids[0]!)
    yield current
    current = (current as unknown as Values)[parent] as Model
  }
}

function rootTest(field: FieldDefinition, node: ConditionNode): (record: Model) => boolean {
  const { ids, names } = rootsOf(field, node)
  const wanted = new Set(ids)
  return (record) => {
    if (wanted.has(record.ids[0]!)) return true
    const naming = names.length === 0 ? null : namingField(record.definition)
    if (naming === null) return false
    const name = (record as unknown as Values)[naming]
    return typeof name === 'string' && names.some((each) => matchesLike(name, `%${literalEnd(each)}%`, true))
  }
}

function rootsOf(field: FieldDefinition, node: ConditionNode): { ids: number[]; names: string[] } {
  const { value } = node
  const items = (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => !isEmptyValue(item))
  if (items.includes(true)) throw conditionError(field, node, 'it needs ids or a name')
  const names = items.filter((item) => typeof item === 'string')
  const ids = items.filter((item) => typeof item !== 'string').map((item) => recordId(field, item, node))
  return { ids, names }
}
