import { UserError } from '../errors/business-errors.ts'
import { readArchive } from './archive.ts'
import { checkDatabaseName } from './database-name.ts'
import type { BackupOptions, DatabaseServer } from './database-server.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { Database } from './database.ts'
import { OpenDatabases } from './open-databases.ts'
import { connectorOf } from './pglite-folder.ts'
import type { Compression } from './pglite-link.ts'
import { toArchive } from './pglite-pristine.ts'

/** Embedded databases in memory, for tests: gone with the server. */
export class PgliteMemory implements DatabaseServer {
  readonly kind = 'pglite'
  readonly #settings: ResolvedSettings
  readonly #databases: OpenDatabases

  constructor(settings: ResolvedSettings) {
    this.#settings = settings
    this.#databases = new OpenDatabases((name) => this.#open(name, null))
  }

  async list(): Promise<string[]> {
    return this.#databases.names()
  }

  async exists(name: string): Promise<boolean> {
    return this.#databases.has(name)
  }

  database(name: string): Database {
    return this.#databases.get(name)
  }

  async create(name: string): Promise<Database> {
    this.#expectNone(name)
    return this.#add(name, null)
  }

  async drop(name: string): Promise<void> {
    this.#expect(name)
    await this.#databases.close(name)
  }

  async duplicate(source: string, target: string): Promise<Database> {
    this.#expectNone(target)
    return this.#add(target, await this.#dump(source, 'none'))
  }

  async rename(from: string, to: string): Promise<Database> {
    const database = await this.duplicate(from, to)
    await this.drop(from)
    return database
  }

  async backup(name: string, { format = 'directory' }: BackupOptions = {}): Promise<ReadableStream<Uint8Array>> {
    if (format !== 'directory') throw new UserError('An embedded database has backups of the form "directory" only.')
    return (await this.#dump(name, 'gzip')).stream()
  }

  async restore(name: string, backup: ReadableStream<Uint8Array>): Promise<Database> {
    this.#expectNone(name)
    return this.#add(name, await readArchive(backup))
  }

  async close(): Promise<void> {
    await this.#databases.closeAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #open(name: string, archive: Blob | null): Database {
    return new Database({ kind: 'pglite', name, directory: null }, `pglite:memory`, this.#settings, archive)
  }

  async #add(name: string, archive: Blob | null): Promise<Database> {
    const database = this.#open(name, archive)
    this.#databases.set(name, database)
    try {
      await using cursor = database.cursor()
      await cursor.query('select 1')
      return database
    } catch (error) {
      await this.#databases.close(name)
      throw error
    }
  }

  async #dump(name: string, compression: Compression): Promise<Blob> {
    this.#expect(name)
    return toArchive(await connectorOf(this.database(name)).dump(compression), compression)
  }

  #expect(name: string): void {
    if (!this.#databases.has(checkDatabaseName(name))) throw new UserError('There is no such database.')
  }

  #expectNone(name: string): void {
    if (this.#databases.has(checkDatabaseName(name))) throw new UserError('There is a database of that name already.')
  }
}
