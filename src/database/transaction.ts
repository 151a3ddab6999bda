import type { QueryResult, QueryResultRow } from 'pg'
import { TransactionStateError } from '../errors/framework-errors.ts'
import type { Lease } from './connector.ts'
import { refuseNested } from './cursor-scope.ts'
import type { Cursor, CursorOptions } from './cursor.ts'

const BEGIN = 'begin isolation level repeatable read'

/** One transaction of a cursor: asks for a connection, begins, ends, and gives the connection back. */
export class Transaction {
  readonly #cursor: Cursor
  readonly #opening: Promise<Lease>
  #lease: Lease | null = null
  #begun: Promise<unknown> = Promise.resolve()
  #lost: Error | undefined
  /** How many statements were answered. */
  answered = 0

  constructor(cursor: Cursor, options: CursorOptions) {
    this.#cursor = cursor
    this.#opening = this.#open(options)
    // Whoever waits for it sees the error; `rollback` may be the only one to come.
    this.#opening.catch(() => {})
  }

  get node(): Lease['node'] | null {
    return this.#lease?.node ?? null
  }

  async query<Row extends QueryResultRow>(
    text: string,
    values: unknown[] | undefined,
    name: string | undefined,
  ): Promise<QueryResult<Row>> {
    const { client } = this.#lease ?? (await this.#opening)
    // Without values or name it is a simple query, which may hold several statements.
    const answer =
      name === undefined ? client.query<Row>(text, values) : client.query<Row>({ name, text, values: values ?? [] })
    // BEGIN travels with the first statement, and is answered before it: one way to the server and back for both.
    if (this.answered === 0) await this.#hasBegun(answer)
    const result = await answer
    this.answered++
    return result
  }

  /** @returns the position in the log after the commit, or null where none is needed */
  async commit(): Promise<string | null> {
    const { client } = this.#lease ?? (await this.#opening)
    // There is nothing that could fail to last: the connection's next transaction need not wait for the answer.
    if (this.#cursor.readonly && !this.#cursor.database.connector.single) {
      const lease = this.#lease
      client.query('commit').catch((error) => lease?.lost(error))
      this.#release()
      return null
    }
    const positions = this.#cursor.database.connector.hasReplica && !this.#cursor.readonly
    const [wrote, done, position] = await Promise.all([
      positions ? client.query<{ wrote: boolean }>('select txid_current_if_assigned() is not null as wrote') : null,
      client.query('commit'),
      positions ? client.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn') : null,
    ])
    // PostgreSQL answers so to the COMMIT of a transaction in which a statement failed.
    if (done.command === 'ROLLBACK') {
      throw new TransactionStateError(
        'Nothing was committed: a statement of the transaction had failed and its error was caught. Put statements that may fail into a savepoint.',
      )
    }
    this.#release()
    return wrote?.rows[0]?.wrote === true ? (position?.rows[0]?.lsn ?? null) : null
  }

  /** Never throws: a connection that cannot roll back is thrown away. */
  async rollback(): Promise<void> {
    const lease = await this.#opening.catch(() => null)
    if (lease === null || this.#lease === null) return
    if (this.#lost === undefined) await lease.client.query('rollback').catch((error) => this.lost(error))
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
    this.#begun = lease.client.query(readonly ? `${BEGIN} read only` : BEGIN)
    this.#begun.catch(() => {})
    if (statementTimeout !== undefined) lease.limit(statementTimeout)
    return lease
  }

  /** Where BEGIN failed, that is the error: what follows is then not asked for. */
  async #hasBegun(answer: Promise<unknown>): Promise<void> {
    try {
      await this.#begun
    } catch (error) {
      answer.catch(() => {})
      throw error
    }
  }

  #release(): void {
    this.#lease?.release(this.#lost)
    this.#lease = null
  }
}
