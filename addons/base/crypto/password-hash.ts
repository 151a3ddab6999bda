import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** What a hash costs: memory in KiB, passes over it, lanes. */
export interface HashCost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** What OWASP's cheat sheet on password storage asks of argon2id at least. */
export const HASH_COST: HashCost = { memory: 19_456, passes: 2, parallelism: 1 }

/** No hash of more is computed, whatever stands in the database. */
const GREATEST: HashCost = { memory: 1_048_576, passes: 16, parallelism: 16 }

const VERSION = 19
const SALT_BYTES = 16
const TAG_BYTES = 32
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/

const derive = promisify(argon2)

interface ParsedHash {
  readonly cost: HashCost
  readonly salt: Buffer
  readonly tag: Buffer
}

/**
 * Hashes a password with argon2id and a new salt, outside the main thread.
 *
 * @returns in the PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`
 */
export async function hashPassword(password: string, cost: HashCost = HASH_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await compute(password, { cost, salt, tag: Buffer.alloc(TAG_BYTES) })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=${VERSION}$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/**
 * Whether a password is the one of a hash. Without a hash, or with one that cannot be read, it costs the same time and is not.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const parsed = hash === null ? null : parseHash(hash)
  const expected = parsed ?? NOBODY
  const tag = await compute(password, expected)
  return timingSafeEqual(tag, expected.tag) && parsed !== null
}

/** Whether a hash is weaker than what is made today, so that the next log-in should hash anew. */
export function needsRehash(hash: string, cost: HashCost = HASH_COST): boolean {
  const parsed = parseHash(hash)
  if (parsed === null) return true
  const { memory, passes, parallelism } = parsed.cost
  return memory < cost.memory || passes < cost.passes || parallelism < cost.parallelism || parsed.tag.length < TAG_BYTES
}

function parseHash(hash: string): ParsedHash | null {
  const found = PHC.exec(hash)
  if (found === null) return null
  const [memory, passes, parallelism] = found.slice(1, 4).map(Number) as [number, number, number]
  const within = parallelism >= 1 && parallelism <= GREATEST.parallelism && passes >= 1 && passes <= GREATEST.passes
  if (!within || memory < 8 * parallelism || memory > GREATEST.memory) return null
  const [salt, tag] = found.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer]
  return { cost: { memory, passes, parallelism }, salt, tag }
}

function compute(password: string, { cost, salt, tag }: ParsedHash): Promise<Buffer> {
  // One password may be typed as several sequences of code points; NIST SP 800-63B asks for NFKC.
  const message = Buffer.from(password.normalize('NFKC'))
  return derive('argon2id', { message, nonce: salt, tagLength: tag.length, ...cost })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** Compared with where there is no hash. */
const NOBODY: ParsedHash = { cost: HASH_COST, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) }
