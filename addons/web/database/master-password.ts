import { createHash, timingSafeEqual } from 'node:crypto'
import { AccessDenied, type Request } from 'pergola'
import { AttemptLimit } from './attempt-limit.ts'

const limits = new WeakMap<object, AttemptLimit>()

/**
 * Makes sure that a request knows the master password. In development there may be none: then everybody does.
 *
 * @throws {NotFound} where the manager is off
 * @throws {AccessDenied} where the password is wrong, or too many were before
 */
export function checkMasterPassword(request: Request, given: unknown): void {
  const { databases } = request.app
  if (databases === null || !databases.management.enabled) throw request.notFound()
  const { masterPassword } = databases.management
  if (masterPassword === null) return
  let limit = limits.get(databases)
  if (limit === undefined) limits.set(databases, (limit = new AttemptLimit()))
  const address = request.http.remoteAddress ?? ''
  if (limit.mustWait(address))
    throw new AccessDenied('Too many wrong passwords, please wait a bit before trying again.')
  if (typeof given === 'string' && isSame(given, masterPassword)) return limit.forget(address)
  limit.noteFailure(address)
  throw new AccessDenied('The master password is wrong.')
}

// Hashes are of one length, so that the time says nothing of the password's.
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
