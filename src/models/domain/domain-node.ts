import type { Operator } from './domain.ts'

/** An operator in its one spelling: `<>` is `!=`, `==` is `=`. `any` has a node of its own. */
export type ConditionOperator = Exclude<Operator, '<>' | '==' | 'any' | 'not any'>

/** A condition on a field, or on what a path leads to. */
export interface ConditionNode {
  readonly kind: 'condition'
  readonly path: readonly string[]
  readonly operator: ConditionOperator
  readonly value: unknown
}

/** That some (or, negated, none) of the records that a path leads to fit a domain. */
export interface AnyNode {
  readonly kind: 'any'
  readonly path: readonly string[]
  readonly negated: boolean
  readonly domain: DomainNode
}

/** A domain as a tree. */
export type DomainNode =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly DomainNode[] }
  | { readonly kind: 'not'; readonly node: DomainNode }
  | ConditionNode
  | AnyNode

export const TRUE_NODE: DomainNode = { kind: 'true' }
export const FALSE_NODE: DomainNode = { kind: 'false' }

/** A condition's node. */
export function condition(path: readonly string[], operator: ConditionOperator, value: unknown): ConditionNode {
  return { kind: 'condition', path, operator, value }
}

/** The names of fields of the model itself that a tree begins its paths with. */
export function* namesIn(node: DomainNode): Iterable<string> {
  for (const path of pathsIn(node)) yield path.split('.', 1)[0]!
}

/** The paths of a tree's conditions; what is inside of `any` is not followed. */
export function* pathsIn(node: DomainNode): Iterable<string> {
  if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) yield* pathsIn(child)
  else if (node.kind === 'not') yield* pathsIn(node.node)
  else if (node.kind === 'condition' || node.kind === 'any') yield node.path.join('.')
}

/** What a condition asks of the records that its first field leads to; null where it asks the field itself. */
export function insideOf(node: ConditionNode | AnyNode): DomainNode | null {
  if (node.path.length > 1) return { ...node, path: node.path.slice(1) }
  return node.kind === 'any' ? node.domain : null
}
