import type { ModelDefinition } from '../model-definition.ts'
import { FALSE_NODE, type ConditionNode, type DomainNode } from './domain-node.ts'

/** A condition on records' names as one on the field that names them; no record where the model has none. */
export function namedBy(definition: ModelDefinition, node: ConditionNode): DomainNode {
  if (definition.fields.has('display_name')) return node
  const { recName } = definition
  return recName === null || !definition.fields.has(recName) ? FALSE_NODE : { ...node, path: [recName] }
}
