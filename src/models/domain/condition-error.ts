import { DomainError } from '../../errors/model-errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { describeTerm } from './describe-term.ts'
import type { AnyNode, ConditionNode } from './domain-node.ts'

/** The error for a condition that does not fit its field. */
export function conditionError(
  field: Pick<FieldDefinition, 'model' | 'name'>,
  node: ConditionNode | AnyNode,
  reason: string,
): DomainError {
  return new DomainError(
    `The condition ${describeNode(node)} does not fit the field ${field.model}.${field.name}: ${reason}.`,
  )
}

/** A condition as it was given. */
export function describeNode(node: ConditionNode | AnyNode): string {
  const path = node.path.join('.')
  if (node.kind === 'any') return describeTerm([path, node.negated ? 'not any' : 'any', '…'])
  return describeTerm([path, node.operator, node.value])
}
