import type { QueryResult, QueryResultRow } from 'pg'
import { CursorClosedError, ReplicaLostError, TransactionStateError } from '../errors/framework-errors.ts'
import type { Lease } from './connector.ts'
import { runInScope } from './cursor-scope.ts'
import type { Database } from './database.ts'
import { Hooks } from './hooks.ts'
import { createCursorKysely, type AnyKysely } from './kysely-dialect.ts'
import { isConnectionLost, isPlanOutdated, sqlStateOf } from './sql-state.ts'
import { ended, Transaction } from './transaction.ts'

/** How a statement is run. */
export interface QueryOptions {
  name?: string
  /** Keeps the statement prepared on its connections, under a name of its own: for texts that come again and again. */
  prepare?: boolean
  /** Says that it writes nothing, nor calls what does: the end of a transaction of such statements alone is not waited for. */
  reads?: boolean
}

const NO_OPTIONS: QueryOptions = Object.freeze({})

const DONE = Promise.resolve()

/** What kind of cursor is asked for. */
export interface CursorOptions {
  /** Refuses writes (SQLSTATE 25006), and reads from the replica where there is one. Default false. */
  readonly?: boolean
  /** A position that `cr.lsn()` gave: what was written up to there is visible. */
  after?: string | null
  /** Another time limit for each statement than the database's, in milliseconds; 0 for none. */
  statementTimeout?: number
}

/** One statement that ran. */
export interface ObservedQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** Milliseconds. */
  readonly duration: number
  /** What it failed with. */
  readonly error?: unknown
}

export type QueryObserver = (query: ObservedQuery) => void

function observation(
  observer: QueryObserver,
  sql: string,
  parameters: readonly unknown[] = [],
): (error?: unknown) => void {
  const began = performance.now()
  return (error) => {
    const query = { sql, parameters, duration: performance.now() - began }
    observer(error === undefined ? query : { ...query, error })
  }
}

/**
 * A way to a database, one transaction after another. A transaction begins at the first query, is REPEATABLE READ, and
 * has a connection of its own until `commit`, `rollback` or `close`. Close every cursor, best by `await using`.
 *
 * Source: odoo.sql_db.Cursor.
 *
 * @example
 * ```ts
 * import { openDatabase } from 'pergola/database'
 * await using database = openDatabase('pglite:memory')
 * await using cr = database.cursor()
 * await cr.query('create table book (id serial primary key, title text)')
 * await cr.query('insert into book (title) values ($1)', ['Momo'])
 * await cr.commit()
 * const { rows } = await cr.query('select title from book')
 * rows // [{ title: 'Momo' }]
 * ```
 */
export class Cursor implements AsyncDisposable {
  readonly database: Database
  /** Whether writes are refused. */
  readonly readonly: boolean
  /** Run before each commit and savepoint, inside the transaction; dropped by a rollback. */
  readonly precommit: Hooks = new Hooks()
  /** Run after a successful commit, without the connection; dropped by a rollback. Their errors are logged, not thrown. */
  readonly postcommit: Hooks = new Hooks()
  /** Run after a rollback (and a close without commit); dropped by a commit. Their errors are logged, not thrown. */
  readonly postrollback: Hooks = new Hooks()

  /** What others keep for as long as this cursor is there, each under an object of its own. @internal */
  readonly attached: Map<object, unknown> = new Map()

  /** Is told each statement, for logs of development; null for none. */
  observer: QueryObserver | null = null

  readonly #options: CursorOptions
  #transaction: Transaction | null = null
  #kysely: AnyKysely | null = null
  #savepoints: string[] = []
  #savepointCount = 0
  #lsn: string | null = null
  #violation: unknown = null
  #closed = false
  readonly #undone: Array<() => void> = []

  /** @internal Use `database.cursor()`. */
  constructor(database: Database, options: CursorOptions = {}) {
    this.database = database
    this.readonly = options.readonly ?? false
    this.#options = options
  }

  toJSON(): object {
    return { database: this.database.name, readonly: this.readonly }
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Whether a transaction is open, and with it a connection in use. */
  get inTransaction(): boolean {
    return this.#transaction !== null
  }

  /** Which server the open transaction runs on; null between transactions. */
  get node(): Lease['node'] | null {
    return this.#transaction?.node ?? null
  }

  /** The error of the first refused write (SQLSTATE 25006) since the last rollback, or null; kept even where a handler caught it. */
  get readOnlyViolation(): unknown {
    return this.#violation
  }

  /**
   * A Kysely instance whose queries run in this cursor's transaction. `kysely.transaction()` is a savepoint here.
   * Its row types are the caller's: `cr.kysely.withTables<{ book: { id: number } }>()`.
   */
  get kysely(): AnyKysely {
    return (this.#kysely ??= createCursorKysely(this))
  }

  /**
   * Runs one statement. Without parameters, several separated by `;` (the result is the last one's, as far as types go).
   *
   * @param sql with `$1`, `$2`, … for the parameters; never put values into the text
   * @param parameters dates go as UTC, arrays as arrays, other objects as JSON
   * @param options `name`: keeps the statement prepared on its connections under this name; one text for each name. Not
   * through a connection pooler in transaction mode. `prepare`: the same, under a name that is made for it. `reads`: it
   * surely writes nothing, so that `commit` has nothing to wait for
   * @throws {pg.DatabaseError} with the SQLSTATE as `code`
   * @throws {CursorClosedError} after `close`
   * @throws {DatabaseBusyError | NestedCursorError | DatabaseLockedError} where no connection can be had
   */
  async query<Row extends QueryResultRow = QueryResultRow>(
    sql: string,
    parameters?: readonly unknown[],
    options: QueryOptions = NO_OPTIONS,
  ): Promise<QueryResult<Row>> {
    if (this.#closed) throw new CursorClosedError('The cursor is closed.')
    const transaction = (this.#transaction ??= new Transaction(this, this.#options))
    if (transaction.isUndone) throw ended()
    const observe = this.observer === null ? null : observation(this.observer, sql, parameters)
    const name = options.prepare === true ? this.database.statements.nameOf(sql) : options.name
    try {
      if (!transaction.isOpen) await transaction.opening
      const result = await transaction.query<Row>(sql, parameters, name, options.reads === true)
      transaction.answered++
      observe?.()
      return result
    } catch (error) {
      observe?.(error)
      return this.#failed<Row>(transaction, error, sql, parameters, options)
    }
  }

  /** Runs the `precommit` hooks, so that everything pending is in the database. */
  async flush(): Promise<void> {
    await this.precommit.run()
  }

  /**
   * Makes the transaction's work lasting, and ends it: the next query begins another.
   *
   * @throws what a `precommit` hook or a deferred constraint throws; the transaction then waits for `rollback` or `close`
   * @throws {TransactionStateError} inside a savepoint, or where an earlier statement failed
   */
  commit(): Promise<void> {
    // Promises cost: what only read is over at once, where nobody else has something to do at its end.
    const isOwn = this.#savepoints.length === 0 && this.precommit.size === 0 && this.postcommit.size === 0
    if (!isOwn || this.#closed || this.#transaction?.leave() !== true) return this.#commit()
    this.#transaction = null
    this.postrollback.clear()
    return DONE
  }

  /** Undoes the transaction and ends it. Does not throw: where the connection is gone, so is the transaction. */
  rollback(): Promise<void> {
    this.precommit.clear()
    this.postcommit.clear()
    this.#savepoints = []
    this.#violation = null
    const transaction = this.#transaction
    if (transaction !== null) transaction.isUndone = true
    if (transaction !== null || this.postrollback.size > 0) return this.#undo(transaction)
    for (const listener of this.#undone) listener()
    return DONE
  }

  /** Undoes what was not committed, gives the connection back, and refuses further queries. May be called again. */
  close(): Promise<void> {
    this.#closed = true
    // Most are committed by then, and there is nothing to undo.
    const isIdle = this.#transaction === null && this.precommit.size === 0 && this.postrollback.size === 0
    return isIdle ? DONE : this.rollback()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * Runs a function so that its work on this cursor is undone if it throws, and the transaction goes on. Hooks that it
   * added are then dropped too. Savepoints nest, but two of them must not run side by side on one cursor.
   *
   * Source: odoo.sql_db.Savepoint.
   *
   * @returns what the function returned
   * @throws what the function threw
   * @example
   * ```ts
   * import { openDatabase } from 'pergola/database'
   * await using database = openDatabase('pglite:memory')
   * await using cr = database.cursor()
   * await cr.query('create table book (title text unique)')
   * await cr.query(`insert into book values ('Momo')`)
   * await cr.savepoint(() => cr.query(`insert into book values ('Momo')`)).catch(() => 'known already')
   * const { rows } = await cr.query('select count(*) as n from book')
   * rows // [{ n: 1 }]
   * ```
   */
  async savepoint<Result>(run: () => Result | Promise<Result>): Promise<Result> {
    await this.flush()
    const name = `pergola_${++this.#savepointCount}`
    await this.query(`savepoint ${name}`)
    this.#savepoints.push(name)
    const hooks = [this.precommit, this.postcommit, this.postrollback]
    const sizes = hooks.map((hook) => hook.size)
    try {
      const result = await run()
      await this.flush()
      this.#leaveSavepoint(name)
      await this.query(`release savepoint ${name}`)
      return result
    } catch (error) {
      hooks.forEach((hook, index) => hook.truncate(sizes[index]!))
      await this.#undoSavepoint(name)
      throw error
    }
  }

  /**
   * Runs a function inside this cursor's scope: there, a second transaction on an embedded database is refused with
   * an explanation instead of waiting for this one. `database.transaction` does this by itself.
   */
  run<Result>(run: () => Result): Result {
    return this.database.concurrent ? run() : runInScope(this, run)
  }

  /** Calls a function whenever work was undone: after each rollback, also of a savepoint. For what remembers rows. */
  onUndone(listener: () => void): void {
    this.#undone.push(listener)
  }

  /**
   * The position in the primary's log that holds everything this cursor committed: give it to
   * `database.cursor({ readonly: true, after })` to see your own writes. Null where nothing was written, or without a replica.
   */
  lsn(): string | null {
    return this.#lsn
  }

  async #commit(): Promise<void> {
    if (this.#closed) throw new CursorClosedError('The cursor is closed.')
    if (this.#savepoints.length > 0) throw new TransactionStateError('A cursor cannot commit inside a savepoint.')
    if (this.precommit.size > 0) await this.flush()
    const transaction = this.#transaction
    if (transaction !== null) {
      if (transaction.isUndone) throw ended()
      if (!transaction.leave()) this.#lsn = (await transaction.commit()) ?? this.#lsn
      if (this.#transaction === transaction) this.#transaction = null
    }
    this.postrollback.clear()
    if (this.postcommit.size > 0) await this.postcommit.runAll((error) => this.#report(error, 'postcommit'))
  }

  async #undo(transaction: Transaction | null): Promise<void> {
    await transaction?.rollback()
    if (this.#transaction === transaction) this.#transaction = null
    for (const listener of this.#undone) listener()
    if (this.postrollback.size > 0) await this.postrollback.runAll((error) => this.#report(error, 'postrollback'))
  }

  // A replica that is gone before it answered anything is replaced without a word to the caller.
  async #failed<Row extends QueryResultRow>(
    transaction: Transaction,
    error: unknown,
    sql: string,
    parameters: readonly unknown[] | undefined,
    options: QueryOptions,
  ): Promise<QueryResult<Row>> {
    if (sqlStateOf(error) === '25006') this.#violation ??= error
    if (isPlanOutdated(error)) {
      this.database.statements.renew()
      transaction.outdated(error as Error)
    }
    if (isConnectionLost(error)) {
      const onReplica = transaction.node === 'replica'
      transaction.lost(error)
      if (onReplica && transaction.answered === 0) {
        await transaction.rollback()
        if (this.#transaction === transaction) this.#transaction = null
        return this.query<Row>(sql, parameters, options)
      }
      if (onReplica) throw new ReplicaLostError('The replica went away during a transaction.', { cause: error })
    }
    throw error
  }

  #leaveSavepoint(name: string): void {
    if (this.#savepoints.at(-1) !== name) {
      throw new TransactionStateError(
        'Savepoints of one cursor ran side by side, or the transaction ended inside one: await each before the next.',
      )
    }
    this.#savepoints.pop()
  }

  async #undoSavepoint(name: string): Promise<void> {
    const depth = this.#savepoints.lastIndexOf(name)
    if (depth === -1 && this.#savepoints.length === 0 && !this.inTransaction) return
    if (depth !== -1) this.#savepoints.length = depth
    // Where this fails, the connection or the transaction is gone, and the caller's error says more.
    await this.query(`rollback to savepoint ${name}; release savepoint ${name}`).catch(() => {})
    for (const listener of this.#undone) listener()
  }

  #report(error: unknown, hooks: string): void {
    this.database.settings.log.error({ err: error, database: this.database.name }, `A ${hooks} hook failed.`)
  }
}
