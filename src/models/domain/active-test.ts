import type { Environment } from '../environment.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { domainTools } from './combine-domains.ts'
import type { Domain } from './domain.ts'
import { condition, namesIn, type DomainNode } from './domain-node.ts'
import { parseDomain } from './parse-domain.ts'

/** Whether a search leaves archived records out: unless the context says otherwise, or the domain asks for them by itself. */
function leavesOut(env: Environment, { activeName }: ModelDefinition, node: DomainNode): boolean {
  if (activeName === null || env.context['active_test'] === false) return false
  for (const name of namesIn(node)) if (name === activeName) return false
  return true
}

/**
 * A domain that leaves archived records out, as each search does. A domain that names the field, or `active_test: false` in the
 * context, keeps them.
 *
 * Source: odoo.models.Model._search (active_test).
 *
 * @throws {DomainError} where the domain is malformed
 */
export function withActiveTest<R = unknown>(
  env: Environment,
  definition: ModelDefinition,
  domain: Domain<R>,
): Domain<R> {
  if (definition.activeName === null || !leavesOut(env, definition, parseDomain(domain))) return domain
  const active: Domain = [[definition.activeName, '=', true]]
  return domainTools.and<R>([domain, active as Domain<R>])
}

/** The same for a tree. */
export function nodeWithActiveTest(env: Environment, definition: ModelDefinition, node: DomainNode): DomainNode {
  if (!leavesOut(env, definition, node)) return node
  return { kind: 'and', nodes: [node, condition([definition.activeName!], '=', true)] }
}

/** An environment that sees archived records too. */
export function seeingArchived(env: Environment): Environment {
  return env.context['active_test'] === false ? env : env.with({ context: { ...env.context, active_test: false } })
}
