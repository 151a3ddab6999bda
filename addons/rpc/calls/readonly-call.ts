import type { Request } from 'pergola'
import type { Registry } from 'pergola/models'
import { findMethod } from './find-method.ts'

const CALL = /\/(?:json\/2|web\/dataset\/call_kw)\/([\w.]+)\/(\w+)\/?$/

/**
 * Whether a call only reads, by its URL: before the body is read, so that a replica may serve it. Where a body asks for something
 * else, and that writes, the call is run again.
 */
export function isReadonlyCall(registry: unknown, request: Request): boolean {
  const found = CALL.exec(request.path)
  if (found === null) return false
  const [, model = '', method = ''] = found
  const { definitions } = registry as Registry
  const definition = definitions.get(model)
  if (definition === undefined) return false
  try {
    return findMethod(definition, method).readonly
  } catch {
    return false
  }
}
