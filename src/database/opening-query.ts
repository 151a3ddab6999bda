import type { EventEmitter } from 'node:events'
import { Query, type Connection, type QueryResult, type QueryResultRow } from 'pg'
import { OpeningConnection, type Columns } from './opening-connection.ts'

/** What a client of `pg` does with a statement. Its types leave this out; `pg-cursor` is built on it as well. */
interface Submitted extends EventEmitter {
  name: string | undefined
  readonly _result: SubmittedResult
  /** What a parser of values threw; `pg` tells of it at the end. */
  _canceledDueToError: Error | false | null
  /** Where `pg` limits the time of each answer (`query_timeout` in a URL), what ends that. */
  callback?: (error: unknown) => void
  submit(connection: Connection): Error | null
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleError(error: Error, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
}

/** A result that rows are added to. */
interface SubmittedResult extends QueryResult, Columns {
  fields: QueryResult['fields']
  parseRow(values: readonly (string | null)[]): QueryResultRow
  addRow(row: QueryResultRow): void
}

// Others may commit by themselves, as CALL and VACUUM do, or ask for a block, as DECLARE does.
const OPENING = /^\s*(?:select|insert|update|delete|merge|with|values)\b/i

/** Whether a statement may be the first of a transaction without BEGIN before it. */
export function isOpening(text: string): boolean {
  return OPENING.test(text)
}

const SubmittedQuery = Query as unknown as new (text: string, values: readonly unknown[]) => Submitted

/**
 * The first statement of a transaction, and no BEGIN before it. It ends with Flush where others end with Sync: the server then keeps
 * open the transaction that it began for the statement. A Sync commits that, where nothing else was to be done: one
 * statement for the server instead of three. Before anything further `begin` makes it a transaction block, with the same snapshot.
 *
 * Source: PostgreSQL, Frontend/Backend Protocol, Extended Query and Pipelining.
 */
export class OpeningQuery extends SubmittedQuery {
  readonly #answer = Promise.withResolvers<QueryResult>()
  #connection: Connection | null = null
  #state: 'sent' | 'answered' | 'failed' = 'sent'
  #synced = false
  #settled: Promise<void> | null = null
  #lost: Error | null = null
  #ended: PromiseWithResolvers<void> | null = null

  /** @param name under which the statement is kept prepared */
  constructor(text: string, values: readonly unknown[], name: string | undefined) {
    super(text, values)
    this.name = name
  }

  /** Rejects with what the server refused. */
  get answer(): Promise<QueryResult> {
    return this.#answer.promise
  }

  /** Whether the server refused it, or the commit, and has undone the transaction. */
  get failed(): boolean {
    return this.#state === 'failed'
  }

  /** Whether there is no answer yet, or somebody waits for it to go on after it. */
  get isAwaited(): boolean {
    return this.#state === 'sent' || (this.#settled !== null && this.#state === 'answered')
  }

  /** What ended the connection after the answer, or null. */
  get lost(): Error | null {
    return this.#lost
  }

  /** Resolves when it was answered or refused. One promise for all: who waits goes on in the order of asking. */
  get settled(): Promise<void> {
    return (this.#settled ??= this.answer.then(ignore, ignore))
  }

  /** Makes it the first of a block; what is sent from now on is part of that. Only after the answer. */
  begin(): Promise<void> {
    return this.#end(() => this.#connection?.query('begin'))
  }

  /** Commits, or does nothing after a failure, and does not wait for it: for what only read. */
  leave(): void {
    if (!this.#synced) this.#connection?.sync()
    this.#synced = true
  }

  /** Commits. Only after the answer. */
  commit(): Promise<void> {
    return this.#end(() => this.leave())
  }

  /** Undoes what was done. Only after the answer. */
  rollback(): Promise<void> {
    // ROLLBACK alone would do, with a warning in the server's log.
    return this.#end(() => this.#connection?.query('begin; rollback'))
  }

  override submit(connection: Connection): Error | null {
    this.#connection = connection
    const opening = OpeningConnection.of(connection)
    const known = this.name === undefined ? undefined : opening.columns.get(this.name)
    const refused = super.submit((known === undefined ? opening : opening.undescribed) as unknown as Connection)
    if (known !== undefined) this.#take(known)
    // Nothing was sent then, and a Sync would be answered to the next statement.
    if (refused !== null) this.#connection = null
    return refused
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message)
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result
    if (this.name === undefined || this.#connection === null) return
    OpeningConnection.of(this.#connection).columns.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject })
  }

  // Nobody listens to each row.
  override handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this._canceledDueToError instanceof Error) return
    try {
      this._result.addRow(this._result.parseRow(fields))
    } catch (error) {
      this._canceledDueToError = error as Error
    }
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    // The block's own BEGIN is answered here as well.
    if (this.#state !== 'sent') return
    super.handleCommandComplete(message, connection)
    this.#answered()
  }

  override handleError(error: Error): void {
    const waits = this.#state === 'sent'
    this.#state = 'failed'
    if (waits) {
      this.callback?.(error)
      // The server heeds nothing until then.
      this.leave()
      this.#answer.reject(error)
    } else if (this.#ended === null) this.#lost = error
    else this.#ended.reject(error)
  }

  override handleReadyForQuery(): void {
    this.#ended?.resolve()
  }

  #answered(): void {
    this.#state = 'answered'
    this.callback?.(null)
    if (this._canceledDueToError instanceof Error) this.#answer.reject(this._canceledDueToError)
    else this.#answer.resolve(this._result)
  }

  #take({ fields, _parsers, _prebuiltEmptyResultObject }: Columns): void {
    const result = this._result
    result.fields = fields
    result._parsers = _parsers
    result._prebuiltEmptyResultObject = _prebuiltEmptyResultObject
  }

  #end(send: () => void): Promise<void> {
    this.#ended = Promise.withResolvers()
    send()
    return this.#ended.promise
  }
}

function ignore(): void {}
