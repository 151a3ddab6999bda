import { DomainError } from '../../errors/model-errors.ts'
import { parseDomain } from '../domain/parse-domain.ts'
import type { Domain } from '../domain/domain.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import type { RuleExpression } from './rule-text.ts'

/** An id that no record has: what nobody's own id is, so that nothing without an owner counts as theirs. */
const NOBODY = 0

/**
 * A rule's domain for a user.
 *
 * @throws {DomainError} where it gives no domain, or names what users do not have
 */
export async function evaluateRule(env: Environment, expression: RuleExpression): Promise<Domain> {
  const domain = await evaluate(env, expression)
  // What is no domain is found here, where the rule's name is known.
  parseDomain(domain)
  return domain as Domain
}

async function evaluate(env: Environment, expression: RuleExpression): Promise<unknown> {
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'list': {
      const items: unknown[] = []
      for (const item of expression.items) items.push(await evaluate(env, item))
      return items
    }
    case 'sum':
      return sum(env, expression.parts)
    default:
      return nameOf(env, expression.path)
  }
}

async function sum(env: Environment, parts: readonly RuleExpression[]): Promise<unknown[]> {
  const result: unknown[] = []
  for (const part of parts) {
    const value = await evaluate(env, part)
    if (!Array.isArray(value)) throw new DomainError('"+" puts lists together')
    result.push(...(value as unknown[]))
  }
  return result
}

async function nameOf(env: Environment, path: readonly string[]): Promise<unknown> {
  const [name, ...rest] = path
  if (name === 'user') return userPath(env, rest)
  if (name === 'uid') return env.uid ?? NOBODY
  await env.registry.access.profile(env)
  const ids = env.registry.access.companyIds(env)
  if (name === 'company_ids') return [...ids]
  return ids[0] ?? (env.uid === null ? NOBODY : false)
}

/** `user.partner_id.id`: read with all rights. */
async function userPath(env: Environment, path: readonly string[]): Promise<unknown> {
  const last = path.at(-1)
  const ofIds = last === 'ids'
  const ofId = last === 'id' || path.length === 0
  if (env.uid === null) return ofIds ? [] : NOBODY
  const fields = ofIds || last === 'id' ? path.slice(0, -1) : path
  if (fields.length === 0) return ofIds ? [env.uid] : env.uid
  if (fieldsEnd(env, fields) === null && fields.length < path.length) {
    throw new DomainError(`${['user', ...fields].join('.')} is no relation, it has no ${last}`)
  }
  const user = env.with({ su: true, context: {} }).records('res.users', [env.uid])
  await user.load(fields.join('.'))
  let value: unknown = user
  for (const field of fields) {
    if (value === null || value === undefined) break
    const records = value as Model
    value = records.ids.length === 1 ? (records as unknown as Record<string, unknown>)[field] : records.mapped(field)
  }
  if (ofIds) return [...(value as Model).ids]
  return ofId ? ((value as Model).ids[0] ?? false) : value
}

/** The model that a path of fields of users leads to; null for a plain value. */
function fieldsEnd(env: Environment, fields: readonly string[]): string | null {
  let model: string | null = 'res.users'
  for (const name of fields) {
    const field: FieldDefinition | undefined =
      model === null ? undefined : env.registry.definition(model).fields.get(name)
    if (field === undefined) {
      throw new DomainError(
        `${['user', ...fields].join('.')} leads to nothing: ${model ?? 'a plain value'} has no ${name}`,
      )
    }
    model = field.comodel
  }
  return model
}
