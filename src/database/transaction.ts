import type { ClientBase, QueryResult, QueryResultRow } from 'pg'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Lease } from './connector.ts'
import { refuseNested } from './cursor-scope.ts'
import type { Cursor, CursorOptions } from './cursor.ts'
import { isOpening, OpeningQuery } from './opening-query.ts'
import { toParameters } from './parameters.ts'
import { createSqlError, isConnectionLost } from './sql-state.ts'

const BEGIN = 'begin isolation level repeatable read'

/** One transaction of a cursor: asks for a connection, begins, ends, and gives the connection back. */
export class Transaction {
  readonly #cursor: Cursor
  readonly #opening: Promise<Lease>
  #lease: Lease | null = null
  /** Whether the first statement may go without BEGIN. */
  readonly #opens: boolean
  /** The first statement, as long as there is no block around it. */
  #first: OpeningQuery | null = null
  #isBlock = false
  /** The answer to BEGIN, until it is there. */
  #begun: Promise<unknown> | null = null
  #committing: Promise<string | null> | null = null
  #undoing: Promise<void> | null = null
  /** Whether its end was sent. */
  #isEnding = false
  #lost: Error | undefined
  /** How many statements were answered. */
  answered = 0

  constructor(cursor: Cursor, options: CursorOptions) {
    this.#cursor = cursor
    this.#opens = !cursor.database.connector.single && options.statementTimeout === undefined
    this.#opening = this.#open(options)
    // Whoever waits for it sees the error; `rollback` may be the only one to come.
    this.#opening.catch(() => {})
  }

  get node(): Lease['node'] | null {
    return this.#lease?.node ?? null
  }

  async query<Row extends QueryResultRow>(
    text: string,
    parameters: readonly unknown[] | undefined,
    name: string | undefined,
  ): Promise<QueryResult<Row>> {
    const { client } = this.#lease ?? (await this.#opening)
    if (this.#first !== null) await this.#first.settled
    // The connection may be another transaction's by now.
    if (this.#isEnding) throw ended()
    const values = toParameters(parameters)
    // Without values or name it is a simple query, which may hold several statements.
    const isSimple = values === undefined && name === undefined
    if (this.#opens && !isSimple && !this.#isBlock && this.#first === null && isOpening(text)) {
      this.#first = new OpeningQuery(text, values ?? [], name)
      client.query(this.#first)
      const result = await this.#first.answer
      this.answered++
      return result as QueryResult<Row>
    }
    if (!this.#isBlock) this.#begin(client)
    const answer =
      name === undefined ? client.query<Row>(text, values) : client.query<Row>({ name, text, values: values ?? [] })
    // BEGIN travels with the statement after it, and is answered before it: one way to the server and back for both.
    if (this.#begun !== null) await this.#hasBegun(this.#begun, answer)
    const result = await answer
    this.answered++
    return result
  }

  /** @returns the position in the log after the commit, or null where none is needed; at once where nothing can fail to last */
  commit(): string | null | Promise<string | null> {
    const lease = this.#lease
    const isLeft = this.#cursor.readonly && !this.#cursor.database.connector.single && this.#committing === null
    if (lease === null || !isLeft || this.#first?.pending === true) return (this.#committing ??= this.#commit())
    // The connection's next transaction need not wait for the answer.
    if (this.#first !== null) this.#first.leave()
    else lease.client.query('commit').catch((error) => lease.lost(error))
    this.#release()
    return null
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

  async #open({ after = null, statementTimeout }: CursorOptions): Promise<Lease> {
    const { connector } = this.#cursor.database
    const { readonly } = this.#cursor
    if (connector.single) refuseNested(this.#cursor)
    const lease = await connector.lease({ readonly, after })
    this.#lease = lease
    if (!connector.single) lease.setReadonly(readonly)
    if (!this.#opens) this.#begin(lease.client)
    if (statementTimeout !== undefined) lease.limit(statementTimeout)
    return lease
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
    const { client } = this.#lease ?? (await this.#opening)
    // Statements that were asked for beside it go before the end.
    if (this.#first !== null) await this.#first.settled
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
      if (isConnectionLost(error)) this.lost(error)
      throw error
    }
  }

  async #commitBlock(client: ClientBase): Promise<string | null> {
    if (!this.#isBlock) this.#begin(client)
    const positions = this.#cursor.database.connector.hasReplica && !this.#cursor.readonly
    const [wrote, done, position] = await Promise.all([
      positions ? client.query<{ wrote: boolean }>('select txid_current_if_assigned() is not null as wrote') : null,
      client.query('commit'),
      positions ? client.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn') : null,
    ])
    // PostgreSQL answers so to the COMMIT of a transaction in which a statement failed.
    if (done.command === 'ROLLBACK') throw nothingCommitted()
    return wrote?.rows[0]?.wrote === true ? (position?.rows[0]?.lsn ?? null) : null
  }

  async #rollback(): Promise<void> {
    const lease = await this.#opening.catch(() => null)
    // Where a commit is on its way, that decides.
    await this.#committing?.catch(() => {})
    if (lease === null || this.#lease === null) return
    if (this.#lost === undefined) await this.#undo(lease.client).catch((error) => this.lost(error))
    this.#release()
  }

  async #undo(client: ClientBase): Promise<void> {
    await this.#first?.settled
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
    this.#lease?.release(this.#lost)
    this.#lease = null
  }
}

function ended(): TransactionStateError {
  return new TransactionStateError(
    'The transaction was ended before this statement was sent: await all statements before commit and rollback.',
  )
}

function nothingCommitted(): TransactionStateError {
  return new TransactionStateError(
    'Nothing was committed: a statement of the transaction had failed and its error was caught. Put statements that may fail into a savepoint.',
  )
}
