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
export async function accessDomain(
  env: Environment,
  definition: ModelDefinition,
  operation: AccessOperation,
): Promise<Domain | null> {
  if (env.su) return null
  const { access } = env.registry
  const known = access.knownDomain(env, definition.name, operation)
  if (known !== undefined) return known
  await access.check(env, definition.name, operation)
  return access.domain(env, definition.name, operation)
}
