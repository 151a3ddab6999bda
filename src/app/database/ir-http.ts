import type { Endpoint } from '../../http/endpoint.ts'
import { flattened } from '../../http/flattened.ts'
import { stateOf, type Match } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import type { Environment } from '../../models/environment.ts'
import type { Model } from '../../models/model.ts'
import type { Registry } from '../../models/registry.ts'
import { namesRecords, resolveRecords } from './resolve-records.ts'
import type { RouteWork } from './database-work.ts'

/** The hooks of `ir.http`, which addons extend per database. */
interface Hooks extends Model {
  match(request: Request, next: () => Match | Response | null): Match | Response | null
  authenticate(endpoint: Endpoint, request: Request, next: () => void | Promise<void>): void | Promise<void>
  preDispatch(endpoint: Endpoint, args: Record<string, unknown>, request: Request): void | Promise<void>
  dispatch(
    endpoint: Endpoint,
    args: Record<string, unknown>,
    request: Request,
    next: RouteWork,
  ): Response | Promise<Response>
  postDispatch(response: Response, request: Request): Response | Promise<Response>
  serveFallback(request: Request): Response | undefined | Promise<Response | undefined>
  handleError(error: unknown, request: Request): Response | undefined | Promise<Response | undefined>
}

/**
 * Calls a route through the hooks of the model `ir.http`, where the database has it: records of the URL are checked before.
 * Source: odoo's ir.http._pre_dispatch, _dispatch, _post_dispatch.
 */
export function dispatchThroughModel(
  request: Request,
  endpoint: Endpoint,
  args: Readonly<Record<string, unknown>>,
  work: RouteWork,
): Response | Promise<Response> {
  const { registry } = stateOf(request).env as Environment
  if (namesRecords(args) || AROUND.some((name) => extendsHook(registry, name)))
    return throughHooks(request, endpoint, args, work)
  return work({ ...args })
}

async function throughHooks(
  request: Request,
  endpoint: Endpoint,
  args: Readonly<Record<string, unknown>>,
  work: RouteWork,
): Promise<Response> {
  const { env } = stateOf(request)
  const values = namesRecords(args) ? await resolveRecords(request, endpoint, args) : { ...args }
  if (values instanceof Response) return flattened(values)
  const hooks = hooksOf(env as Environment)
  if (hooks === null) return work(values)
  await hooks.preDispatch(endpoint, values, request)
  const response = await flattened(await hooks.dispatch(endpoint, values, request, work))
  // A hook that gives nothing has changed the response itself, as in Odoo.
  return flattened((await hooks.postDispatch(response, request)) ?? response)
}

/** The hooks of a database; null where it has no `ir.http`. */
export function hooksOf(env: Environment): Hooks | null {
  return env.registry.has('ir.http') ? (env.records('ir.http') as unknown as Hooks) : null
}

/** What runs around an endpoint. */
const AROUND = ['preDispatch', 'dispatch', 'postDispatch'] as const

const extended = new WeakMap<Registry, ReadonlySet<string>>()

/** The hooks that addons of a database define anew: a class beside the base's has them. */
function extendedHooks(registry: Registry): ReadonlySet<string> {
  let found = extended.get(registry)
  if (found === undefined) {
    const classes = registry.definitions.get('ir.http')?.classes ?? []
    const names = classes.flatMap(({ modelClass }) => Object.getOwnPropertyNames(modelClass.prototype))
    found = new Set(names.filter((name, index) => names.indexOf(name) < index))
    extended.set(registry, found)
  }
  return found
}

/** Whether an addon of a database defines a hook anew. */
export function extendsHook(registry: Registry, name: keyof Hooks): boolean {
  return extendedHooks(registry).has(name as string)
}
