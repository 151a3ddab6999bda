import { checkDatabaseName } from './database-name.ts'
import type { Database } from './database.ts'

/** The databases of a server that were asked for, by name. */
export class OpenDatabases {
  readonly #open: (name: string) => Database
  readonly #databases = new Map<string, Database>()

  constructor(open: (name: string) => Database) {
    this.#open = open
  }

  /** @throws {UserError} where the name is none */
  get(name: string): Database {
    const known = this.#databases.get(name)
    if (known !== undefined) return known
    const database = this.#open(checkDatabaseName(name))
    this.#databases.set(name, database)
    return database
  }

  /** Notes a database that was opened elsewhere. */
  set(name: string, database: Database): void {
    this.#databases.set(name, database)
  }

  has(name: string): boolean {
    return this.#databases.has(name)
  }

  names(): string[] {
    return [...this.#databases.keys()].sort()
  }

  /** Closes a database and forgets it. */
  async close(name: string): Promise<void> {
    const database = this.#databases.get(name)
    this.#databases.delete(name)
    await database?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.names().map((name) => this.close(name)))
  }
}
