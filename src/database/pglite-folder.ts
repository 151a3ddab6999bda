import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors/business-errors.ts'
import { checkDatabaseName, isDatabaseName } from './database-name.ts'
import type { BackupOptions, DatabaseServer } from './database-server.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { Database } from './database.ts'
import { DirectoryLock } from './directory-lock.ts'
import { OpenDatabases } from './open-databases.ts'
import { PgliteConnector } from './pglite-connector.ts'

/** How a half-made database's directory begins: no database's name does. */
const UNFINISHED = '.new'

/** Embedded databases, one directory each below a folder. */
export class PgliteFolder implements DatabaseServer {
  readonly kind = 'pglite'
  readonly #folder: string
  readonly #settings: ResolvedSettings
  readonly #databases: OpenDatabases

  constructor(folder: string, settings: ResolvedSettings) {
    this.#folder = folder
    this.#settings = settings
    this.#databases = new OpenDatabases((name) => this.#open(name, this.#path(name)))
  }

  async list(): Promise<string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return entries
      .filter((entry) => entry.isDirectory() && isDatabaseName(entry.name))
      .map(({ name }) => name)
      .sort()
  }

  async exists(name: string): Promise<boolean> {
    return isDatabaseName(name) && (await this.list()).includes(name)
  }

  database(name: string): Database {
    return this.#databases.get(name)
  }

  async create(name: string): Promise<Database> {
    return this.#make(name, async (path) => {
      await using fresh = this.#open(name, path)
      await fresh.transaction((cr) => cr.query('select 1'))
    })
  }

  async drop(name: string): Promise<void> {
    await this.#alone(name, (path) => rm(path, { recursive: true }))
  }

  async duplicate(source: string, target: string): Promise<Database> {
    await this.#expectNone(target)
    await this.#alone(source, (path) => this.#make(target, (copy) => cp(path, copy, { recursive: true })))
    return this.database(target)
  }

  async rename(from: string, to: string): Promise<Database> {
    await this.#expectNone(to)
    await this.#alone(from, (path) => rename(path, this.#path(to)))
    return this.database(to)
  }

  async backup(name: string, { format = 'directory' }: BackupOptions = {}): Promise<ReadableStream<Uint8Array>> {
    if (format !== 'directory') throw new UserError('An embedded database has backups of the form "directory" only.')
    await this.#expect(name)
    const archive = await connectorOf(this.database(name)).dump()
    return new Blob([archive as Uint8Array<ArrayBuffer>]).stream()
  }

  async restore(name: string, backup: ReadableStream<Uint8Array>): Promise<Database> {
    const archive = await readArchive(backup)
    return this.#make(name, async (path) => {
      await using restored = this.#open(name, path, archive)
      await restored.transaction((cr) => cr.query('select 1'))
    })
  }

  async close(): Promise<void> {
    await this.#databases.closeAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #path(name: string): string {
    return join(this.#folder, checkDatabaseName(name))
  }

  #open(name: string, directory: string, archive: Blob | null = null): Database {
    return new Database({ kind: 'pglite', name, directory }, `pglite:${directory}`, this.#settings, archive)
  }

  // Beside its place first: what is interrupted leaves nothing that looks like a database.
  async #make(name: string, build: (path: string) => Promise<unknown>): Promise<Database> {
    await this.#expectNone(name)
    const path = this.#path(name)
    const draft = join(this.#folder, `${UNFINISHED}-${name}`)
    await mkdir(this.#folder, { recursive: true })
    const lock = await DirectoryLock.acquire(path)
    try {
      await rm(draft, { recursive: true, force: true })
      await build(draft)
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { recursive: true, force: true })
      throw error
    } finally {
      await lock.release()
    }
    return this.database(name)
  }

  // The lock keeps other processes away.
  async #alone(name: string, work: (path: string) => Promise<unknown>): Promise<void> {
    await this.#expect(name)
    await this.#databases.close(name)
    const lock = await DirectoryLock.acquire(this.#path(name))
    try {
      await work(this.#path(name))
    } finally {
      await lock.release()
    }
  }

  async #expect(name: string): Promise<void> {
    checkDatabaseName(name)
    if (!(await this.exists(name))) throw new UserError('There is no such database.')
  }

  async #expectNone(name: string): Promise<void> {
    checkDatabaseName(name)
    if (await this.exists(name)) throw new UserError('There is a database of that name already.')
  }
}

/** The connector of an embedded database. */
export function connectorOf(database: Database): PgliteConnector {
  if (database.connector instanceof PgliteConnector) return database.connector
  throw new TypeError(`"${database.name}" is no embedded database.`)
}

/** Reads a tar of a data directory. @throws {UserError} where it is not gzipped */
export async function readArchive(backup: ReadableStream<Uint8Array>): Promise<Blob> {
  const archive = await new Response(backup).blob()
  const [first, second] = new Uint8Array(await archive.slice(0, 2).arrayBuffer())
  if (first === 0x1f && second === 0x8b) return new File([archive], 'data.tar.gz', { type: 'application/x-gzip' })
  throw new UserError('This is no backup of an embedded database.')
}
