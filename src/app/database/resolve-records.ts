import { AccessError, MissingError } from '../../errors/business-errors.ts'
import { HttpError } from '../../errors/http-error.ts'
import { NotFound } from '../../errors/http-errors.ts'
import type { Endpoint } from '../../http/endpoint.ts'
import { stateOf } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import { RecordReference } from '../../models/converters.ts'
import type { Environment } from '../../models/environment.ts'

/** Whether a URL named records. */
export function namesRecords(args: Readonly<Record<string, unknown>>): boolean {
  for (const name in args) if (args[name] instanceof RecordReference) return true
  return false
}

/**
 * Puts records, seen by the request's user, where the URL named them by their ids, after checking that they exist and may be read.
 * Source: odoo's ir.http._pre_dispatch.
 *
 * @returns the values, or the response that the route's `handleParamsAccessError` gave
 * @throws {NotFound} where there is none, or nobody is logged in who might read it; {AccessError} for who may not
 */
export async function resolveRecords(
  request: Request,
  { options }: Endpoint,
  args: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | Response> {
  const values: Record<string, unknown> = { ...args }
  const { userId } = stateOf(request)
  const env = stateOf(request).env as Environment
  try {
    for (const [name, value] of Object.entries(args)) {
      if (!(value instanceof RecordReference)) continue
      const records = env.records(value.model, value.ids)
      values[name] = records
      if (options.auth !== 'none') await records.load('id')
    }
  } catch (error) {
    if (!(error instanceof AccessError || error instanceof MissingError)) throw error
    const answer = await options.handleParamsAccessError?.(error, args)
    if (typeof answer === 'number') throw new HttpError(answer)
    if (answer) return Response.load(answer)
    if (error instanceof MissingError) throw new NotFound(error.message, { cause: error })
    // Who is not logged in is not told what there is.
    if (userId === null) throw new NotFound(undefined, { cause: error })
    throw error
  }
  return values
}
