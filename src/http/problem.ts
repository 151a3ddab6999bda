import type { ErrorDescription } from '../errors/describe-error.ts'
import { Response } from './response.ts'

/**
 * An error as a problem object (RFC 9457), with the catalogue's code and what the error carries.
 *
 * @param reference the traceback, or the id that the log has the error under; null for nothing
 */
export function problemResponse(description: ErrorDescription, reference: string | null): Response {
  const { status, title, message, name, code, arguments: args, context } = description
  const problem = { type: 'about:blank', title, status, detail: message, name, code, arguments: args, context }
  const body = JSON.stringify(reference === null ? problem : { ...problem, debug: reference })
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } })
}
