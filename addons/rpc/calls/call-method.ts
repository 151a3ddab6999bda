import { NotFound, UserError } from 'pergola'
import type { Environment } from 'pergola/models'
import { withCallContext } from './call-context.ts'
import { explained } from './explained.ts'
import { findMethod } from './find-method.ts'
import { toIds } from './ids.ts'
import { toResult } from './result.ts'

/** A call by positional and named arguments, as `call_kw` and `execute_kw` have it: of a method of records, the first is their ids. */
export interface PositionalCall {
  readonly model: string
  readonly method: string
  readonly args: readonly unknown[]
  /** With `context`, which is no argument. */
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** A call by named arguments alone, as JSON-2 has it. */
export interface NamedCall {
  readonly model: string
  readonly method: string
  readonly ids: unknown
  readonly context: unknown
  readonly named: Readonly<Record<string, unknown>>
}

/**
 * Calls a method of a model for a client, with the rights of the environment.
 *
 * @returns JSON, in Odoo's form
 * @throws {NotFound} for a model or method that there is not; {AccessError} for one that is not for clients; {UserError} for
 * arguments that do not fit; what the method throws
 *
 * Source: odoo.service.model.call_kw.
 */
export async function callPositional(env: Environment, call: PositionalCall): Promise<unknown> {
  const { context, ...kwargs } = call.kwargs
  return explained(async () => {
    const records = recordsOf(await withCallContext(env, context), call.model)
    const method = findMethod(records.definition, call.method)
    const named = new Map(Object.entries(kwargs))
    if (!method.model && call.args.length === 0) {
      throw new UserError(`${call.model}.${call.method}: the first argument is the list of ids.`)
    }
    const [first, ...others] = call.args
    const result = method.model
      ? await method.call(records, call.args, named)
      : await method.call(records.browse(toIds(first)), others, named)
    await records.env.flush()
    const json = toResult(result)
    return isCreationOfOne(call) ? (json as unknown[])[0] : json
  })
}

/**
 * The same, for named arguments. Source: odoo's Json2 controller.
 *
 * @throws {UserError} also where ids are given to a method that is called without records
 */
export async function callNamed(env: Environment, call: NamedCall): Promise<unknown> {
  return explained(async () => {
    const records = recordsOf(await withCallContext(env, call.context), call.model)
    const method = findMethod(records.definition, call.method)
    const ids = toIds(call.ids)
    if (method.model && ids.length > 0) throw new UserError(`${call.model}.${call.method} is called without ids.`)
    const result = await method.call(records.browse(ids), [], new Map(Object.entries(call.named)))
    await records.env.flush()
    return toResult(result)
  })
}

function recordsOf(env: Environment, model: string): ReturnType<Environment['records']> {
  if (!env.registry.has(model)) throw new NotFound(`The model ${JSON.stringify(model.slice(0, 128))} does not exist.`)
  return env.records(model)
}

// Who gives the values of one record gets one id; who gives a list gets a list.
function isCreationOfOne({ method, args, kwargs }: PositionalCall): boolean {
  if (method !== 'create') return false
  const given = args.length > 0 ? args[0] : (kwargs['vals_list'] ?? kwargs['vals'] ?? kwargs['values'])
  return !Array.isArray(given)
}
