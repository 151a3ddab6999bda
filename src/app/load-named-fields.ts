import { AccessError, MissingError } from '../errors/business-errors.ts'
import { stateOf } from '../http/request-state.ts'
import { Request } from '../http/request.ts'
import { isEnvironment, type Environment } from '../models/environment.ts'
import type { FieldDefinition } from '../models/field-definition.ts'
import type { Model } from '../models/model.ts'
import { Recordset } from '../models/recordset.ts'
import type { FieldPaths } from '../qweb/field-paths.ts'

/** What of the records of one model is read: the keys are those of `Wanted`. */
interface Wanted {
  readonly ids: Set<number>
  readonly paths: Set<string>
  /** Paths that end at records, which print as their names. */
  readonly names: Set<string>
}

/** What the widget `monetary` reads of a currency. */
const CURRENCY_FIELDS = ['symbol', 'position', 'decimal_places']

/**
 * Reads what a template names of the records among its values, so that rendering waits for nothing. Records may stand in lists
 * and objects. Names that are no fields are left alone, and fields that the user may not read: a template that reaches one says so.
 *
 * @param paths by variable, as `QWeb.paths` gives them
 *
 * Source: the fields that odoo's templates read while they are rendered.
 */
export async function loadNamedFields(values: Readonly<Record<string, unknown>>, paths: FieldPaths): Promise<void> {
  const found = new Map<Environment, Map<string, Wanted>>()
  for (const [variable, names] of Object.entries(paths)) {
    if (!Object.hasOwn(values, variable)) continue
    const descriptor = Object.getOwnPropertyDescriptor(values, variable)
    for (const path of names) collect(descriptor?.value, path.split('.'), found)
  }
  for (const [env, models] of found) {
    for (const [model, wanted] of models) await load(env, model, wanted)
  }
}

/** Follows a path through lists and objects to the records that it goes on from. */
function collect(value: unknown, path: readonly string[], found: Map<Environment, Map<string, Wanted>>): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Recordset) {
    if (value.length > 0) want(value, path, found)
  } else if (Array.isArray(value) || value instanceof Set) {
    for (const each of value) collect(each, path, found)
  } else if (value instanceof Map) {
    for (const each of value.values()) collect(each, path, found)
  } else if (value instanceof Request) {
    if (path[0] === 'env') collect(stateOf(value).env, path.slice(1), found)
  } else if (isEnvironment(value)) {
    if (path[0] === 'user' || path[0] === 'company') collect(value[path[0]], path.slice(1), found)
  } else {
    const [name, ...rest] = path
    // Only what stands there: a getter might do anything.
    if (name !== undefined && rest.length > 0) {
      collect(Object.getOwnPropertyDescriptor(value, name)?.value, rest, found)
    }
  }
}

function want(records: Recordset, path: readonly string[], found: Map<Environment, Map<string, Wanted>>): void {
  const { env, definition, ids } = records
  if (definition.abstract) return
  const models = found.get(env) ?? new Map<string, Wanted>()
  found.set(env, models)
  const known = models.get(definition.name)
  const wanted = known ?? { ids: new Set(), paths: new Set(), names: new Set() }
  if (known === undefined) models.set(definition.name, wanted)
  for (const id of ids) wanted.ids.add(id)
  const fields = fieldsAlong(env, definition.name, path)
  if (fields.length === 0) return
  const readable = fields.map(({ name }) => name).join('.')
  wanted.paths.add(readable)
  // What amounts are of stands beside them.
  const { currencyField = null, name = '' } = fields.at(-1) ?? {}
  if (currencyField !== null) wanted.paths.add(readable.slice(0, readable.length - name.length) + currencyField)
  if (fields.length === path.length && fields.at(-1)?.comodel) wanted.names.add(readable)
}

/** The fields that a path names, up to what is none: `name.length` names one. */
function fieldsAlong(env: Environment, model: string, path: readonly string[]): FieldDefinition[] {
  const fields: FieldDefinition[] = []
  let at: string | null = model
  for (const name of path) {
    const field: FieldDefinition | undefined =
      at === null ? undefined : env.registry.definition(at).fields.get(name === 'displayName' ? 'display_name' : name)
    if (field === undefined) break
    fields.push(field)
    at = field.comodel
  }
  return fields
}

async function load(env: Environment, model: string, { ids, paths, names }: Wanted): Promise<void> {
  const records = env.records(model, [...ids])
  const allowed: string[] = []
  for (const path of paths) if (await mayRead(env, model, path)) allowed.push(path)
  if (allowed.length > 0 && !(await tryToLoad(records, allowed))) return
  for (const path of names) {
    if (!allowed.includes(path) || allowed.some((other) => other.startsWith(`${path}.`))) continue
    await loadNames(records.mapped(path) as Recordset)
  }
}

/** What may not be read is an error only where the template comes to it. */
async function tryToLoad(records: Recordset, paths: readonly string[]): Promise<boolean> {
  try {
    await (records as Model).load(...(paths as never[]))
    return true
  } catch (error) {
    if (error instanceof AccessError || error instanceof MissingError) return false
    throw error
  }
}

/** What printing a record takes. A record that is only asked whether it is there need not be readable. */
async function loadNames(records: Recordset): Promise<void> {
  if (records.length === 0) return
  const { env, definition, ids } = records
  const fields = definition.name === 'res.currency' ? CURRENCY_FIELDS : []
  try {
    await env.records(definition.name, ids).load(...(['display_name', ...fields] as never[]))
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
  }
}

async function mayRead(env: Environment, model: string, path: string): Promise<boolean> {
  if (env.su) return true
  for (const field of fieldsAlong(env, model, path.split('.'))) {
    if (field.groups !== null && !(await env.registry.access.fieldAllowed(env, field))) return false
  }
  return true
}
