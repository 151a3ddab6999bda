import type { Connection, QueryResult } from 'pg'

/** How the rows of a statement are made of what the server sends: the names in which `pg` keeps it on each result. */
export interface Columns {
  fields: QueryResult['fields']
  _parsers: unknown
  _prebuiltEmptyResultObject: unknown
}

/** What `pg` sends by, of which its types leave out a part. */
interface Sending extends Connection {
  readonly parsedStatements: Record<string, string>
  readonly submittedNamedStatements: Record<string, string>
}

const known = new WeakMap<Connection, OpeningConnection>()

/** A connection as a statement that opens a transaction uses it: where others send Sync, which would end the transaction, it sends Flush. */
export class OpeningConnection {
  /** The columns of the statements that are prepared on it, by name: as long as one is prepared they stay. */
  readonly columns: Map<string, Columns> = new Map()
  readonly #connection: Sending
  readonly #describes: boolean
  #undescribed: OpeningConnection | null = null

  private constructor(connection: Connection, describes: boolean) {
    this.#connection = connection as Sending
    this.#describes = describes
  }

  static of(connection: Connection): OpeningConnection {
    let found = known.get(connection)
    if (found === undefined) known.set(connection, (found = new OpeningConnection(connection, true)))
    return found
  }

  /** The same, but that the server is not asked for the columns of the result. */
  get undescribed(): OpeningConnection {
    return (this.#undescribed ??= new OpeningConnection(this.#connection, false))
  }

  get stream(): Connection['stream'] {
    return this.#connection.stream
  }

  get parsedStatements(): Record<string, string> {
    return this.#connection.parsedStatements
  }

  get submittedNamedStatements(): Record<string, string> {
    return this.#connection.submittedNamedStatements
  }

  parse(statement: Parameters<Connection['parse']>[0]): void {
    this.#connection.parse(statement, true)
  }

  bind(values: Parameters<Connection['bind']>[0]): void {
    this.#connection.bind(values, true)
  }

  describe(portal: Parameters<Connection['describe']>[0]): void {
    if (this.#describes) this.#connection.describe(portal, true)
  }

  execute(portal: Parameters<Connection['execute']>[0]): void {
    this.#connection.execute(portal, true)
  }

  close(statement: Parameters<Connection['close']>[0]): void {
    this.#connection.close(statement, true)
  }

  flush(): void {
    this.#connection.flush()
  }

  sync(): void {
    this.#connection.flush()
  }
}
