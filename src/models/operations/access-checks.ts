import { AccessError, MissingError } from '../../errors/business-errors.ts'
import { accessDomain } from '../access/access-domain.ts'
import type { AccessOperation } from '../access/access-control.ts'
import { compileDomain } from '../domain/compile-domain.ts'
import type { Domain } from '../domain/domain.ts'
import { isOfColumns } from '../domain/is-of-columns.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { ModelDefinition } from '../model-definition.ts'
import type { Model } from '../model.ts'
import { identifier, sql, type Sql } from '../sql.ts'
import { select } from './run.ts'

/**
 * The condition under which a user may do something with a record, in SQL; null where there is none.
 *
 * @param alias the name of the model's table in the query
 * @throws {AccessError} where the user may not do it with any
 */
export function accessCondition(
  env: Environment,
  definition: ModelDefinition,
  operation: AccessOperation,
  alias: string,
): Sql | null | Promise<Sql | null> {
  const domain = accessDomain(env, definition, operation)
  if (domain instanceof Promise) return domain.then((rules) => conditionOf(env, definition, rules, alias))
  return conditionOf(env, definition, domain, alias)
}

// Domains of rules that are remembered come as the same object.
const conditions = new WeakMap<Domain, Map<string, Sql>>()

function conditionOf(
  env: Environment,
  definition: ModelDefinition,
  domain: Domain | null,
  alias: string,
): Sql | null | Promise<Sql> {
  if (domain === null) return null
  return conditions.get(domain)?.get(alias) ?? compileCondition(env, definition, domain, alias)
}

async function compileCondition(
  env: Environment,
  definition: ModelDefinition,
  domain: Domain,
  alias: string,
): Promise<Sql> {
  const compiled = await compileDomain(env.with({ su: true }), definition, domain, alias)
  if (!isOfColumns(definition, domain)) return compiled
  const condition = compiled.flat()
  const byAlias = conditions.get(domain) ?? new Map<string, Sql>()
  conditions.set(domain, byAlias.set(alias, condition))
  return condition
}

/** @throws {AccessError} where the user may not do it with all the records; {MissingError} where one is gone */
export async function checkRecords(records: Model, operation: AccessOperation): Promise<void> {
  const { env, definition, ids } = records
  const condition = await accessCondition(env, definition, operation, 't')
  if (condition === null || ids.length === 0) return
  const allowed = await select<{ id: number }>(
    env.cr,
    sql`select t.id from ${identifier(definition.table)} t where t.id = any(${ids}::int4[]) and ${condition}`,
  )
  const found = new Set(allowed.map(({ id }) => id))
  const refused = ids.filter((id) => !found.has(id))
  if (refused.length > 0) await refuse(records.withIds(refused), operation)
}

/** Tells why records cannot be had: because they do not exist, or because of the user's rights. */
export async function refuse(records: Model, operation: AccessOperation): Promise<never> {
  const { env, definition, ids } = records
  const rows = await select<{ id: number }>(
    env.cr,
    sql`select id from ${identifier(definition.table)} where id = any(${ids}::int4[])`,
  )
  const there = new Set(rows.map(({ id }) => id))
  const gone = ids.filter((id) => !there.has(id))
  if (gone.length > 0) throw missing(records.withIds(gone))
  const name = labelIn(definition.description, env.lang)
  throw new AccessError(
    `Due to access restrictions, you are not allowed to ${OPERATIONS[operation]} ${ids.length === 1 ? 'this record' : 'these records'} of ${name} (${definition.name}).`,
  )
}

const OPERATIONS: Readonly<Record<AccessOperation, string>> = {
  read: 'read',
  write: 'change',
  create: 'create',
  unlink: 'delete',
}

/** The error for records that do not exist. */
export function missing(records: Model): MissingError {
  return new MissingError(`Record does not exist or has been deleted: ${records.describe()}.`)
}

/** @throws {AccessError} where the user may not use one of the fields */
export function checkFields(env: Environment, fields: Iterable<FieldDefinition>): void | Promise<void> {
  if (env.su) return
  const limited = [...fields].filter(({ groups }) => groups !== null)
  if (limited.length > 0) return checkGroups(env, limited)
}

async function checkGroups(env: Environment, fields: readonly FieldDefinition[]): Promise<void> {
  for (const field of fields) {
    if (await env.registry.access.fieldAllowed(env, field)) continue
    throw new AccessError(
      `You are not allowed to use the field ${labelIn(field.label, env.lang)} (${field.model}.${field.name}).`,
    )
  }
}
