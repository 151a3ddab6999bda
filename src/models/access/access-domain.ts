import type { Domain } from '../domain/domain.ts'
import type { Environment } from '../environment.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { AccessOperation } from './operations.ts'

/**
 * Which records of a model a user may do something with; null for all. It is to be compiled with all rights (`env.with({ su: true })`):
 * rules are the administrator's.
 *
 * @throws {AccessError} where the user may do it with none
 */
export function accessDomain(
  env: Environment,
  definition: ModelDefinition,
  operation: AccessOperation,
): Domain | null | Promise<Domain | null> {
  if (env.su) return null
  // Promises cost: rights and rules are mostly known.
  const known = env.registry.access.knownDomain(env, definition.name, operation)
  return known === undefined ? readDomain(env, definition, operation) : known
}

async function readDomain(
  env: Environment,
  definition: ModelDefinition,
  operation: AccessOperation,
): Promise<Domain | null> {
  const { access } = env.registry
  await access.check(env, definition.name, operation)
  return access.domain(env, definition.name, operation)
}
