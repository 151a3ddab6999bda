import { join } from 'node:path'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Logger } from '../http/app-services.ts'
import { CookieSessionManager } from '../http/session/cookie-session-manager.ts'
import { FileSessionStore } from '../http/session/file-session-store.ts'
import { MemorySessionStore } from '../http/session/memory-session-store.ts'
import { PostgresSessionStore } from '../http/session/postgres-session-store.ts'
import { RedisSessionStore } from '../http/session/redis-session-store.ts'
import { SessionManager } from '../http/session/session-manager.ts'
import type { SessionStore } from '../http/session/session-store.ts'
import type { Config, SessionsConfig } from './config.ts'

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
  { sessions = {}, database }: Pick<Config, 'sessions' | 'database'>,
  dataFolder: string,
  sign: (message: string) => string,
  log: Logger,
): SessionManager | null {
  if (sessions === false) return null
  const { store = 'file', cookieName = 'session_id', maxAge = WEEK } = sessions
  const settings = { cookieName, maxAge, rotateAfter: THREE_HOURS, gracePeriod: GRACE_PERIOD }
  if (store === 'cookie') return new CookieSessionManager(settings, sign, log)
  return new SessionManager(toStore(store, { dataFolder, log, databaseUrl: database?.url }), settings, sign, log)
}

interface StorePlaces {
  readonly dataFolder: string
  /** Where the databases are, if there are any. */
  readonly databaseUrl: string | undefined
  readonly log: Logger
}

/** @throws ConfigurationError for a store that there is not */
function toStore(store: Exclude<SessionsConfig['store'], undefined>, places: StorePlaces): SessionStore {
  if (typeof store !== 'string') return store
  if (store === 'file') return new FileSessionStore(join(places.dataFolder, 'sessions'))
  if (store === 'memory') return new MemorySessionStore()
  if (/^rediss?:\/\//.test(store)) return new RedisSessionStore(store, places.log)
  const url = store === 'postgres' ? places.databaseUrl : store
  if (url !== undefined && /^postgres(?:ql)?:\/\//.test(url)) return PostgresSessionStore.at(url, places.log)
  if (store === 'postgres') {
    throw new ConfigurationError(
      "sessions.store: 'postgres' needs a database.url of a server; or give the store's own URL.",
    )
  }
  throw new ConfigurationError(
    "sessions.store: file, memory, cookie, postgres, a URL (redis://…, postgres://…), or a store of one's own.",
  )
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
