import { join } from 'node:path'
import type { Logger } from '../http/app-services.ts'
import { CookieSessionManager } from '../http/session/cookie-session-manager.ts'
import { FileSessionStore } from '../http/session/file-session-store.ts'
import { MemorySessionStore } from '../http/session/memory-session-store.ts'
import { SessionManager } from '../http/session/session-manager.ts'
import type { SessionStore } from '../http/session/session-store.ts'
import type { Config } from './config.ts'

const WEEK = 7 * 24 * 3600
const THREE_HOURS = 3 * 3600
const GRACE_PERIOD = 120
const HOUR = 3_600_000

/**
 * The sessions that the configuration asks for; null where it switches them off.
 *
 * @param dataFolder what the file store keeps its folder in
 * @param sign makes CSRF tokens
 */
export function createSessions(
  sessions: Config['sessions'] = {},
  dataFolder: string,
  sign: (message: string) => string,
  log: Logger,
): SessionManager | null {
  if (sessions === false) return null
  const { store = 'file', cookieName = 'session_id', maxAge = WEEK } = sessions
  const settings = { cookieName, maxAge, rotateAfter: THREE_HOURS, gracePeriod: GRACE_PERIOD }
  if (store === 'cookie') return new CookieSessionManager(settings, sign, log)
  return new SessionManager(toStore(store, dataFolder), settings, sign, log)
}

function toStore(store: 'file' | 'memory' | SessionStore, dataFolder: string): SessionStore {
  if (store === 'file') return new FileSessionStore(join(dataFolder, 'sessions'))
  return store === 'memory' ? new MemorySessionStore() : store
}

/**
 * Deletes what has expired, every hour.
 *
 * @returns ends it
 */
export function startVacuum({ store }: SessionManager, log: Logger): () => void {
  const timer = setInterval(() => {
    store
      .vacuum()
      .catch((error: unknown) => log.error({ err: error }, 'Sessions that have expired could not be deleted.'))
  }, HOUR)
  timer.unref()
  return () => clearInterval(timer)
}
