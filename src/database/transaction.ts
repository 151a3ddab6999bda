import type { ClientBase, QueryResult, QueryResultRow } from 'pg'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Lease } from './connector.ts'
import { refuseNested } from './cursor-scope.ts'
import type { Cursor, CursorOptions } from './cursor.ts'
import { OpeningQuery } from './opening-query.ts'
import { toParameters } from './parameters.ts'
import { createSqlError } from './sql-state.ts'

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
    const values = toParameters(parameters)
    // Without values or name it is a simple query, which may hold several statements.
    const isSimple = values === undefined && name === undefined
    if (this.#opens && !isSimple && !this.#isBlock && this.#first === null) {
      this.#first = new OpeningQuery(text, values ?? [], name)
      client.query(this.#first)
      const result = await this.#first.answer
      this.answered++
      return result as QueryResult<Row>
    }
    if (this.#first !== null) await this.#first.settled()
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
    if (lease === null || !this.#cursor.readonly || this.#cursor.database.connector.single) return this.#commit()
    // The connection's next transaction need not wait for the answer.
    if (this.#first !== null) this.#first.leave()
    else lease.client.query('commit').catch((error) => lease.lost(error))
    this.#release()
    return null
  }

  /** Never throws: a connection that cannot roll back is thrown away. */
  async rollback(): Promise<void> {
    const lease = await this.#opening.catch(() => null)
    if (lease === null || this.#lease === null) return
    if (this.#lost === undefined) await this.#undo(lease.client).catch((error) => this.lost(error))
    this.#release()
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
    if (this.#opens) lease.setReadonly(readonly)
    else this.#begin(lease.client)
    if (statementTimeout !== undefined) lease.limit(statementTimeout)
    return lease
  }

  /** Begins the block that everything from now on is part of, and the first statement with it. */
  #begin(client: ClientBase): void {
    if (this.#first?.failed === true) {
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
    const { hasReplica } = this.#cursor.database.connector
    const position =
      this.#first !== null && !hasReplica ? await this.#commitFirst(this.#first) : await this.#commitBlock(client)
    this.#release()
    return position
  }

  async #commitFirst(first: OpeningQuery): Promise<null> {
    await first.settled()
    if (first.failed) throw nothingCommitted()
    await first.commit()
    return null
  }

  async #commitBlock(client: ClientBase): Promise<string | null> {
    if (this.#first !== null) {
      await this.#first.settled()
      if (this.#first.failed) throw nothingCommitted()
      this.#begin(client)
    }
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

  async #undo(client: ClientBase): Promise<void> {
    const first = this.#first
    await first?.settled()
    if (this.#isBlock) await client.query('rollback')
    else if (this.#cursor.readonly) first?.leave()
    else if (first?.failed === false) await first.rollback()
  }

  #release(): void {
    this.#lease?.release(this.#lost)
    this.#lease = null
  }
}

function nothingCommitted(): TransactionStateError {
  return new TransactionStateError(
    'Nothing was committed: a statement of the transaction had failed and its error was caught. Put statements that may fail into a savepoint.',
  )
}
