import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { isDatePart } from './date-part.ts'
import type { Domain } from './domain.ts'
import type { AnyNode, ConditionNode, DomainNode } from './domain-node.ts'
import { parseDomain } from './parse-domain.ts'

/**
 * The paths that must be loaded before `matchesDomain` can tell whether records fit a domain. `child_of` and `parent_of` need the
 * way up to the root besides, of which only the first step is among them.
 *
 * @throws {DomainError} where the domain is malformed
 * @example
 * domainPaths(env, book, [['author_id.name', 'ilike', 'x'], ['tag_ids', 'any', [['color', '=', 1]]]]) // ['author_id.name', 'tag_ids.color']
 */
export function domainPaths(env: Environment, definition: ModelDefinition, domain: Domain): string[] {
  const paths = new Set<string>()
  collect(env, definition, parseDomain(domain), '', paths)
  return [...paths]
}

function collect(
  env: Environment,
  definition: ModelDefinition,
  node: DomainNode,
  prefix: string,
  paths: Set<string>,
): void {
  if (node.kind === 'and' || node.kind === 'or') {
    for (const child of node.nodes) collect(env, definition, child, prefix, paths)
  } else if (node.kind === 'not') collect(env, definition, node.node, prefix, paths)
  else if (node.kind === 'condition' || node.kind === 'any') follow(env, definition, node, prefix, paths)
}

function follow(
  env: Environment,
  definition: ModelDefinition,
  node: ConditionNode | AnyNode,
  prefix: string,
  paths: Set<string>,
): void {
  let owner = definition
  let model: ModelDefinition | null = definition
  const names: string[] = []
  for (const name of node.path) {
    if (model !== null) owner = model
    const field: FieldDefinition | undefined = model?.fields.get(name)
    names.push(name)
    model = field?.comodel == null ? null : env.registry.definition(field.comodel)
    // What follows is a number in the date.
    if (field !== undefined && isDatePart(field, node.path[names.length])) break
  }
  const path = prefix + names.join('.')
  paths.add(path)
  if (node.kind === 'any') {
    if (model !== null) collect(env, model, node.domain, `${path}.`, paths)
  } else if (model !== null && asksName(node.value)) {
    const name = namingField(model)
    if (name !== null) paths.add(`${path}.${name}`)
  }
  if (node.kind !== 'condition' || (node.operator !== 'child_of' && node.operator !== 'parent_of')) return
  // A many2one to the field's own model makes a tree of the records that have it.
  const last = names.at(-1) as string
  const isOwn = last === 'id' || model === owner
  const tree = isOwn ? owner : (model ?? owner)
  const parent = isOwn && last !== 'id' ? last : tree.parentName
  const before = isOwn ? path.slice(0, path.length - last.length) : `${path}.`
  const name = isOwn && asksName(node.value) ? namingField(tree) : null
  if (tree.fields.has(parent)) paths.add(before + parent)
  if (name !== null) paths.add(before + name)
}

function asksName(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some((item) => typeof item === 'string')
    : typeof value === 'string' || typeof value === 'number'
}

/** The field with a record's name, or null. */
export function namingField(definition: ModelDefinition): string | null {
  if (definition.fields.has('display_name')) return 'display_name'
  return definition.recName !== null && definition.fields.has(definition.recName) ? definition.recName : null
}
