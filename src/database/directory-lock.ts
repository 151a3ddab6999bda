import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { constants, copyFile, link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { DatabaseLockedError } from '../errors/framework-errors.ts'
import { isProcessAlive, processStart } from './process-identity.ts'

/** Who holds a lock. */
interface Holder {
  readonly pid: number
  /** When that process was started. */
  readonly started: string | null
  readonly host: string
  /** Of this one lock. */
  readonly token: string
}

/** How often a holder shows that it lives, and how long one of another host may keep silent. Milliseconds. */
const HEARTBEAT = 10_000
const SILENCE = 60_000

/** Locks of this process, by token. */
const held = new Map<string, string>()
process.once('exit', () => {
  for (const path of held.values()) rmSync(path, { force: true })
})

/**
 * A lock of a directory against other processes, as a file beside it: PGlite itself lets two processes destroy one
 * directory. The file says who holds it; what a dead process left is taken over.
 */
export class DirectoryLock {
  readonly #path: string
  readonly #token: string
  readonly #heartbeat: NodeJS.Timeout

  private constructor(path: string, token: string) {
    this.#path = path
    this.#token = token
    this.#heartbeat = setInterval(() => {
      const now = new Date()
      utimes(path, now, now).catch(() => {})
    }, HEARTBEAT).unref()
  }

  /**
   * Locks a directory, which need not exist; its parent must.
   *
   * @throws {DatabaseLockedError} naming the process that has it
   */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const path = `${directory}.lock`
    return new DirectoryLock(path, await takeFile(path, directory))
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat)
    if (held.delete(this.#token)) await rm(this.#path, { force: true })
  }
}

/** Makes the lock file, or takes over a stale one. @returns its token */
async function takeFile(path: string, directory: string): Promise<string> {
  const token = randomUUID()
  const draft = `${path}.${token}.tmp`
  const mine: Holder = { pid: process.pid, started: processStart(process.pid), host: hostname(), token }
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 })
  // Before the file exists: from its first moment on it must not look stale to us.
  held.set(token, path)
  try {
    while (!(await linkNew(draft, path))) {
      const other = await readHolder(path)
      if (other === 'gone') continue
      if (other !== null && !(await isStale(other, path))) throw lockedError(other, directory, path)
      await replaceStale(path, other, draft, directory)
      if ((await readToken(path)) === token) break
    }
    return token
  } catch (error) {
    held.delete(token)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

// Only the holder of the stale lock's own lock may replace it, and only if it is still there then: of two processes that find
// the same stale lock, the second sees the first one's.
async function replaceStale(path: string, stale: Holder | null, draft: string, directory: string): Promise<void> {
  const guard = `${path}.${stale?.token ?? 'broken'}`
  const guardToken = await takeFile(guard, directory)
  try {
    if ((await readToken(path)) === (stale?.token ?? null)) await rename(draft, path)
  } finally {
    held.delete(guardToken)
    await rm(guard, { force: true })
  }
}

/** Gives a complete file a second name, if that is free. */
async function linkNew(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error
      // A file system without links.
      return copyFile(file, path, constants.COPYFILE_EXCL)
    })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

// A file that is no lock of ours was left by a crash of the disk: it counts as stale.
async function readHolder(path: string): Promise<Holder | null | 'gone'> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder> | null
    return isHolder(holder) ? holder : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone'
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function readToken(path: string): Promise<string | null> {
  const holder = await readHolder(path)
  return holder === 'gone' ? 'gone' : (holder?.token ?? null)
}

// The token becomes part of a file's name.
function isHolder(value: Partial<Holder> | null): value is Holder {
  return typeof value?.pid === 'number' && typeof value.host === 'string' && /^[0-9a-f-]{36}$/.test(value.token ?? '')
}

async function isStale(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) return isSilent(path)
  if (held.has(holder.token)) return false
  if (!isProcessAlive(holder.pid)) return true
  const started = processStart(holder.pid)
  if (holder.started !== null && started !== null) return started !== holder.started
  // In a container every start has the same id; where the system tells no more, a lock that is not ours was an earlier one's.
  return holder.pid === process.pid
}

// Processes of another host (or container) cannot be asked.
async function isSilent(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > SILENCE
  } catch {
    return true
  }
}

function lockedError({ pid, host }: Holder, directory: string, path: string): DatabaseLockedError {
  const who = pid === process.pid && host === hostname() ? `this process (pid ${pid})` : `the process with pid ${pid}`
  const where =
    host === hostname()
      ? 'Stop it, or let it do the work: an embedded database belongs to one process at a time.'
      : `It runs on host "${host}"; where that is gone, the lock ends by itself within ${SILENCE / 1000} s.`
  return new DatabaseLockedError(`The embedded database in ${directory} is open in ${who}. ${where} (${path})`)
}
