import type { Redis } from 'ioredis'
import { createHash } from 'node:crypto'
import type { Logger } from '../app-services.ts'
import { familyOf } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

/** How long a connection may take, and an answer, in milliseconds. */
const PATIENCE = 5000
/** How often a command is sent again over a new connection before the request fails. */
const MAX_RETRIES = 2

/**
 * Writes a session among those of its family, drops what has expired of these, and lets the family live as long as its
 * longest-lived session: in one step, so that no other process sees half of it.
 */
const WRITE = `
local kept = redis.call('HGETALL', KEYS[1])
for index = 1, #kept, 2 do
  local expires = tonumber(string.match(kept[index + 1], '^%d+'))
  if expires == nil or expires <= tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], kept[index]) end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local left = redis.call('TTL', KEYS[1])
if left < 0 or tonumber(ARGV[4]) + left < tonumber(ARGV[3]) then redis.call('EXPIREAT', KEYS[1], ARGV[3]) end
return 1`

/**
 * Sessions in Redis (6 or later, or what speaks its protocol), for several servers: one hash for each family, which Redis
 * itself deletes when it has expired. Keys are hashes of ids, so that a look at the database gives nobody a session.
 */
export class RedisSessionStore implements SessionStore {
  readonly #url: string
  readonly #prefix: string
  readonly #log: Pick<Logger, 'warn'>
  #connection: Promise<Redis> | null = null

  /**
   * @param url `redis://[user:password@]host[:port][/number]`, or `rediss://` for an encrypted connection; used at the first session
   * @param options.prefix what all keys begin with; default `pergola:session:`
   */
  constructor(url: string, log: Pick<Logger, 'warn'>, options: { prefix?: string } = {}) {
    this.#url = url
    this.#log = log
    this.#prefix = options.prefix ?? 'pergola:session:'
  }

  async read(sid: string): Promise<SessionRecord | null> {
    const redis = await this.#connected()
    const text = await redis.hget(this.#key(familyOf(sid)), hash(sid))
    const record = text === null ? null : (JSON.parse(text.slice(text.indexOf(' '))) as SessionRecord)
    return record !== null && record.expires > Date.now() / 1000 ? record : null
  }

  async write(sid: string, record: SessionRecord): Promise<void> {
    const redis = await this.#connected()
    const expires = Math.floor(record.expires)
    const now = Math.floor(Date.now() / 1000)
    const value = `${expires} ${JSON.stringify(record)}`
    await redis.eval(WRITE, 1, this.#key(familyOf(sid)), hash(sid), value, expires, now)
  }

  async delete(sid: string): Promise<void> {
    const redis = await this.#connected()
    await redis.hdel(this.#key(familyOf(sid)), hash(sid))
  }

  async deleteFamily(family: string): Promise<void> {
    const redis = await this.#connected()
    await redis.del(this.#key(family))
  }

  /** Redis does it. */
  async vacuum(): Promise<void> {}

  async close(): Promise<void> {
    const connection = this.#connection
    this.#connection = null
    ;(await connection)?.disconnect()
  }

  #key(family: string): string {
    return this.#prefix + hash(family)
  }

  // Loaded here, because most applications have no Redis.
  #connected(): Promise<Redis> {
    return (this.#connection ??= import('ioredis').then(({ Redis: Client }) => {
      const redis = new Client(this.#url, {
        connectTimeout: PATIENCE,
        commandTimeout: PATIENCE,
        maxRetriesPerRequest: MAX_RETRIES,
      })
      redis.on('error', (error: unknown) => this.#log.warn({ err: error }, 'The connection to Redis failed.'))
      return redis
    }))
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
