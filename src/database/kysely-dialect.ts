import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { escapeIdentifier } from 'pg'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Cursor } from './cursor.ts'

/** A Kysely instance over any tables: which there are is known per database, at run time. */
// oxlint-disable-next-line typescript/no-explicit-any -- a table's columns are anything; Kysely's own types ask for it
export type AnyKysely = Kysely<Record<string, Record<string, any>>>

// Both keep nothing from one query to the next.
const adapter = new PostgresAdapter()
const compiler: QueryCompiler = new PostgresQueryCompiler()

/** A Kysely instance for PostgreSQL whose only connection is the cursor. */
export function createCursorKysely(cursor: Cursor): AnyKysely {
  const dialect: Dialect = {
    createAdapter: () => adapter,
    createQueryCompiler: () => compiler,
    createDriver: () => new CursorDriver(cursor),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
  }
  return new Kysely({ dialect })
}

class CursorConnection implements DatabaseConnection {
  readonly #cursor: Cursor
  #streams = 0

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.#cursor.query(query.sql, query.parameters)
    const counted = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(result.command)
    const rows = (result.rows ?? []) as Row[]
    return counted ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) } : { rows }
  }

  // By a server-side cursor: it works on both engines, and other queries of the transaction may run in between.
  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    const name = `pergola_stream_${++this.#streams}`
    await this.#cursor.query(`declare ${name} no scroll cursor for ${query.sql}`, query.parameters)
    try {
      for (;;) {
        const { rows } = await this.#cursor.query(`fetch ${Math.max(1, Math.trunc(chunkSize))} from ${name}`)
        if (rows.length === 0) return
        yield { rows: rows as Row[] }
      }
    } finally {
      // A transaction that failed or ended has closed it already.
      if (this.#cursor.inTransaction) await this.#cursor.query(`close ${name}`).catch(() => {})
    }
  }
}

/** Transactions of Kysely are savepoints of the cursor's transaction, which only the cursor itself commits. */
class CursorDriver implements Driver {
  readonly #cursor: Cursor
  readonly #connection: CursorConnection
  readonly #open: string[] = []
  #count = 0

  constructor(cursor: Cursor) {
    this.#cursor = cursor
    this.#connection = new CursorConnection(cursor)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.accessMode !== undefined || settings.isolationLevel !== undefined) {
      throw new TransactionStateError(
        "A Kysely transaction on a cursor is a savepoint: access mode and isolation level are the cursor's.",
      )
    }
    const name = `pergola_kysely_${++this.#count}`
    await this.#cursor.query(`savepoint ${name}`)
    this.#open.push(name)
  }

  async commitTransaction(): Promise<void> {
    await this.#cursor.query(`release savepoint ${this.#open.pop()}`)
  }

  async rollbackTransaction(): Promise<void> {
    const name = this.#open.pop()
    await this.#cursor.query(`rollback to savepoint ${name}; release savepoint ${name}`)
  }

  async savepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#cursor.query(`savepoint ${escapeIdentifier(name)}`)
  }

  async rollbackToSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#cursor.query(`rollback to savepoint ${escapeIdentifier(name)}`)
  }

  async releaseSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#cursor.query(`release savepoint ${escapeIdentifier(name)}`)
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
