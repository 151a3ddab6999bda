import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Pool } from 'pg'
import { ClientQueue } from './client-queue.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { PergolaError } from '../errors/pergola-error.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { DirectoryLock } from './directory-lock.ts'
import { LocalLink, startEngine, type EngineOptions, type PgliteLink } from './pglite-link.ts'
import { isDatabaseDirectory, pristineArchive, unpackDirectory } from './pglite-pristine.ts'
import { PgliteSession } from './pglite-session.ts'
import { PgliteStream } from './pglite-stream.ts'
import { ThreadLink } from './pglite-thread-link.ts'
import { SIGNAL_CHANNEL } from './signal-table.ts'
import { valueTypes } from './value-types.ts'

/** An embedded database that is open: the directory's lock, the engine, its session, and a pool of one connection. */
export class PgliteInstance {
  readonly clients: ClientQueue
  readonly session: PgliteSession
  readonly link: PgliteLink
  readonly #lock: DirectoryLock | null

  private constructor(link: PgliteLink, lock: DirectoryLock | null, settings: ResolvedSettings) {
    this.link = link
    this.#lock = lock
    this.session = new PgliteSession(link, settings.statementTimeout)
    this.clients = new ClientQueue(createPool(this.session, settings), 'embedded')
  }

  /**
   * @throws {DatabaseLockedError} where another process has the directory open
   * @throws {ConfigurationError} where the directory cannot be used, or is no database of the engine's version
   */
  static async open(options: EngineOptions, settings: ResolvedSettings): Promise<PgliteInstance> {
    const { directory } = options
    let lock: DirectoryLock | null = null
    try {
      if (directory !== null) {
        await mkdir(dirname(directory), { recursive: true })
        lock = await DirectoryLock.acquire(directory)
      }
      const started = { ...options, archive: await prepare(options) }
      const threaded = settings.pglite.thread ?? directory !== null
      const link = threaded ? await ThreadLink.start(started) : new LocalLink(await startEngine(started))
      return new PgliteInstance(link, lock, settings)
    } catch (error) {
      await lock?.release()
      throw explained(error, directory)
    }
  }

  /** Shuts the engine down and frees the directory. */
  async close(): Promise<void> {
    await this.clients.close()
    await this.link.close()
    await this.#lock?.release()
  }
}

/** Makes a new database's directory. @returns the archive with which one in memory begins */
async function prepare({ directory, archive }: EngineOptions): Promise<Blob | null> {
  if (directory === null) return archive ?? (await pristineArchive())
  if (!(await isDatabaseDirectory(directory))) await unpackDirectory(directory, archive ?? (await pristineArchive()))
  return null
}

function explained(error: unknown, directory: string | null): unknown {
  if (error instanceof PergolaError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new ConfigurationError(`The embedded database in ${directory ?? 'memory'} cannot be opened: ${reason}`, {
    cause: error,
  })
}

function createPool(session: PgliteSession, settings: ResolvedSettings): Pool {
  const pool = new Pool({
    stream: () => new PgliteStream(session),
    user: 'postgres',
    database: 'postgres',
    host: 'localhost',
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
    connectionTimeoutMillis: settings.acquireTimeout,
    pipeline: true,
    types: valueTypes,
    onConnect: (client) => client.query(`set time zone 'UTC'; listen ${SIGNAL_CHANNEL}`),
  })
  pool.on('error', ({ message }) => settings.log.warn({}, `The embedded database broke: ${message}`))
  return pool
}
