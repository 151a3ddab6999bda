import { cp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors/business-errors.ts'
import { readArchive } from './archive.ts'
import { checkDatabaseName, isDatabaseName } from './database-name.ts'
import type { BackupOptions, DatabaseServer } from './database-server.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { Database } from './database.ts'
import { DirectoryLock } from './directory-lock.ts'
import { OpenDatabases } from './open-databases.ts'
import { PgliteConnector } from './pglite-connector.ts'
import { draftOf } from './pglite-pristine.ts'

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
    await this.#expectNone(name)
    return this.#begin(name, this.database(name))
  }

  async drop(name: string): Promise<void> {
    await this.#expect(name)
    await this.#alone(name, (path) => rm(path, { recursive: true }))
  }

  async duplicate(source: string, target: string): Promise<Database> {
    await this.#expect(source)
    await this.#expectNone(target)
    await this.#alone(source, (path) => this.#alone(target, (copy) => copyDirectory(path, copy)))
    return this.database(target)
  }

  async rename(from: string, to: string): Promise<Database> {
    await this.#expect(from)
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
    await this.#expectNone(name)
    const database = this.#open(name, this.#path(name), await readArchive(backup))
    this.#databases.set(name, database)
    return this.#begin(name, database)
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

  async #begin(name: string, database: Database): Promise<Database> {
    try {
      await database.transaction((cr) => cr.query('select 1'))
      return database
    } catch (error) {
      await this.#databases.close(name)
      throw error
    }
  }

  // The lock keeps other processes away.
  async #alone(name: string, work: (path: string) => Promise<unknown>): Promise<void> {
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

// Beside its place first: what is interrupted leaves nothing that looks like a database.
async function copyDirectory(from: string, to: string): Promise<void> {
  const draft = draftOf(to)
  try {
    await rm(draft, { recursive: true, force: true })
    await cp(from, draft, { recursive: true })
    await rename(draft, to)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
