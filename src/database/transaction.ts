import type { ClientBase, QueryResult, QueryResultRow } from 'pg'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Lease, LeaseRequest } from './connector.ts'
import { refuseNested } from './cursor-scope.ts'
import type { Cursor, CursorOptions } from './cursor.ts'
import { isOpening, OpeningQuery } from './opening-query.ts'
import { toParameters } from './parameters.ts'
import { createSqlError, isConnectionLost } from './sql-state.ts'

const BEGIN = 'begin isolation level repeatable read'

/** A position that no replica has: reads after it go to the primary. */
const END_OF_LOG = 'FFFFFFFF/FFFFFFFF'

/** One transaction of a cursor: asks for a connection, begins, ends, and gives the connection back. */
export class Transaction {
  readonly #cursor: Cursor
  /** Resolves when there is a connection. */
  readonly opening: Promise<void>
  #lease: Lease | null = null
  /** Whether the first statement may go without BEGIN. */
  readonly #opens: boolean
  /** The first statement, as long as there is no block around it. */
  #first: OpeningQuery | null = null
  #isBlock = false
  /** Whether a statement may have written. */
  #mayHaveWritten = false
  /** The answer to BEGIN, until it is there. */
  #begun: Promise<unknown> | null = null
  #committing: Promise<string | null> | null = null
  #undoing: Promise<void> | null = null
  /** Whether its end was sent. */
  #isEnding = false
  #lost: Error | undefined
  #outdated: Error | undefined
  /** Whether a statement came to its connection: those that were asked for before that wait in a row, and the next goes to its end. */
  isOpen = false
  /** Whether it is to be undone: what is asked for from then on is no part of it. */
  isUndone = false
  /** How many statements were answered. */
  answered = 0

  constructor(cursor: Cursor, options: CursorOptions) {
    const { connector } = cursor.database
    this.#cursor = cursor
    this.#opens = !connector.single && options.statementTimeout === undefined
    const request = { readonly: cursor.readonly, after: options.after ?? null }
    const lease = connector.single ? leaseUnnested(cursor, request) : connector.lease(request)
    this.opening = lease.then((found) => this.#open(found, options.statementTimeout))
  }

  get node(): Lease['node'] | null {
    return this.#lease?.node ?? null
  }

  /**
   * Runs a statement, when there is a connection.
   *
   * @throws {TransactionStateError} where the transaction was ended
   */
  query<Row extends QueryResultRow>(
    text: string,
    parameters: readonly unknown[] | undefined,
    name: string | undefined,
    reads: boolean,
  ): Promise<QueryResult<Row>> {
    this.isOpen = true
    if (!reads) this.#mayHaveWritten = true
    const values = toParameters(parameters)
    // Without values or name it is a simple query, which may hold several statements.
    const isSimple = values === undefined && name === undefined
    if (isSimple || !this.#opens || this.#isBlock || this.#first !== null || !isOpening(text))
      return this.#inBlock<Row>(text, values, name)
    const client = this.#client()
    this.#first = new OpeningQuery(text, values ?? [], name)
    client.query(this.#first)
    return this.#first.answer as Promise<QueryResult<Row>>
  }

  /** Ends it at once, where it only read and nothing is on its way: there is nothing that could fail to last. @returns whether it did */
  leave(): boolean {
    const lease = this.#lease
    const onlyRead = this.isOpen && (this.#cursor.readonly || !this.#mayHaveWritten)
    const isLeft = onlyRead && !this.#cursor.database.connector.single && this.#committing === null
    if (lease === null || !isLeft || this.isUndone || this.#first?.isAwaited === true) return false
    // The connection's next transaction need not wait for the answer.
    if (this.#first !== null) this.#first.leave()
    else lease.client.query('commit').catch((error) => lease.lost(error))
    this.#release()
    return true
  }

  /** @returns the position in the log after the commit, or null where none is needed */
  commit(): Promise<string | null> {
    return (this.#committing ??= this.#commit())
  }

  /** Never throws: a connection that cannot roll back is thrown away. */
  rollback(): Promise<void> {
    return (this.#undoing ??= this.#rollback())
  }

  /** Notes that the connection broke. */
  lost(error: unknown): void {
    this.#lost ??= error instanceof Error ? error : new Error(String(error))
    this.#lease?.lost(error)
  }

  /** Has the connection thrown away at the end: `pg` goes on using a statement that it keeps prepared, whatever the server says. */
  outdated(error: Error): void {
    this.#outdated = error
  }

  #open(lease: Lease, statementTimeout: number | undefined): void {
    this.#lease = lease
    if (!this.#cursor.database.connector.single) lease.setReadonly(this.#cursor.readonly)
    if (!this.#opens) this.#begin(lease.client)
    if (statementTimeout !== undefined) lease.limit(statementTimeout)
  }

  /** The connection, which may be another transaction's after the end. */
  #client(): ClientBase {
    if (this.#lease === null || this.#isEnding) throw ended()
    return this.#lease.client
  }

  async #inBlock<Row extends QueryResultRow>(
    text: string,
    values: unknown[] | undefined,
    name: string | undefined,
  ): Promise<QueryResult<Row>> {
    if (this.#first !== null) await this.#first.settled
    const client = this.#client()
    if (!this.#isBlock) this.#begin(client)
    const answer =
      name === undefined ? client.query<Row>(text, values) : client.query<Row>({ name, text, values: values ?? [] })
    // BEGIN travels with the statement after it, and is answered before it: one way to the server and back for both.
    if (this.#begun !== null) await this.#hasBegun(this.#begun, answer)
    return answer
  }

  /** Begins the block that everything from now on is part of, and the first statement with it. */
  #begin(client: ClientBase): void {
    if (this.#first?.failed === true) {
      if (this.#first.lost !== null) throw this.#first.lost
      throw createSqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block')
    }
    this.#begun = this.#first?.begin() ?? client.query(this.#cursor.readonly ? `${BEGIN} read only` : BEGIN)
    this.#begun.catch(() => {})
    this.#first = null
    this.#isBlock = true
  }

  /** Where BEGIN failed, that is the error: what follows is then not asked for. */
  async #hasBegun(begun: Promise<unknown>, answer: Promise<unknown>): Promise<void> {
    answer.catch(() => {})
    await begun
    this.#begun = null
  }

  async #commit(): Promise<string | null> {
    if (!this.isOpen) await this.opening
    // Statements that were asked for beside it go before the end.
    if (this.#first !== null) await this.#first.settled
    const client = this.#client()
    this.#isEnding = true
    const first = this.#first
    if (first?.failed === true) throw first.lost ?? nothingCommitted()
    try {
      const position =
        first === null || this.#cursor.database.connector.hasReplica
          ? await this.#commitBlock(client)
          : await first.commit()
      this.#release()
      return position ?? null
    } catch (error) {
      this.#noteIfLost(error)
      throw error
    }
  }

  async #commitBlock(client: ClientBase): Promise<string | null> {
    if (!this.#isBlock) this.#begin(client)
    const positions = this.#cursor.database.connector.hasReplica && !this.#cursor.readonly
    // Only the commit's answer says what became of the transaction.
    const aside = <Row extends QueryResultRow>(sql: string) =>
      positions ? client.query<Row>(sql).catch((error) => this.#noteIfLost(error)) : null
    const [wrote, done, position] = await Promise.all([
      aside<{ wrote: boolean }>('select txid_current_if_assigned() is not null as wrote'),
      client.query('commit'),
      aside<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn'),
      // Without a block a COMMIT does nothing, and says so only in a warning.
      this.#begun,
    ])
    // PostgreSQL answers so to the COMMIT of a transaction in which a statement failed.
    if (done.command === 'ROLLBACK') throw nothingCommitted()
    return wrote?.rows[0]?.wrote === true ? (position?.rows[0]?.lsn ?? END_OF_LOG) : null
  }

  #noteIfLost(error: unknown): null {
    if (isConnectionLost(error)) this.lost(error)
    return null
  }

  async #rollback(): Promise<void> {
    await this.opening.catch(() => {})
    // Where a commit is on its way, that decides.
    await this.#committing?.catch(() => {})
    if (this.#lease === null) return
    if (this.#lost === undefined) await this.#undo(this.#lease.client).catch((error) => this.lost(error))
    this.#release()
  }

  async #undo(client: ClientBase): Promise<void> {
    // Nothing may come between: what is not to be waited for is not.
    if (this.#first !== null) await this.#first.settled
    this.#isEnding = true
    const first = this.#first
    if (this.#isBlock) await client.query('rollback')
    else if (first?.failed === true) {
      if (first.lost !== null) throw first.lost
    } else if (this.#cursor.readonly) first?.leave()
    else await first?.rollback()
  }

  #release(): void {
    this.#isEnding = true
    this.#lease?.release(this.#lost ?? this.#outdated)
    this.#lease = null
  }
}

async function leaseUnnested(cursor: Cursor, request: LeaseRequest): Promise<Lease> {
  refuseNested(cursor)
  return cursor.database.connector.lease(request)
}

/** The error of what came too late. */
export function ended(): TransactionStateError {
  return new TransactionStateError(
    'The transaction was ended before this statement was sent: await all statements before commit and rollback.',
  )
}

function nothingCommitted(): TransactionStateError {
  return new TransactionStateError(
    'Nothing was committed: a statement of the transaction had failed and its error was caught. Put statements that may fail into a savepoint.',
  )
}
