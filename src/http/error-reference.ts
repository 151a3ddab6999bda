import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'

/** What an answer says of where an error comes from: the traceback in development, else the id that the log has it under. */
export function errorReference(request: Request, error: unknown): string {
  const state = stateOf(request)
  if (!state.app.development) return requestId(request)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** The request's id, whatever an addon has made of `request.id`. */
export function requestId(request: Request): string {
  return (stateOf(request).id ??= crypto.randomUUID())
}
