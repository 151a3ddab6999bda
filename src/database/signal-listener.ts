import { Client } from 'pg'
import type { Database } from './database.ts'
import { readSignals, SIGNAL_CHANNEL } from './signal-table.ts'
import { isConnectionLost } from './sql-state.ts'
import { valueTypes } from './value-types.ts'

interface ListenerEvents {
  notified(channel: string, payload: string): void
  disconnected(): void
}

/** For how long a primary that could not be reached for listening is left alone. Milliseconds. */
const RETRY = 1000

/** A connection of its own to the primary that waits for notifications. It must not go through a connection pooler. */
export class SignalListener {
  readonly #url: string
  readonly #database: Database
  readonly #events: ListenerEvents
  #client: Client | null = null
  #notBefore = 0

  constructor(url: string, database: Database, events: ListenerEvents) {
    this.#url = url
    this.#database = database
    this.#events = events
  }

  get connected(): boolean {
    return this.#client !== null
  }

  /** Begins to listen, where that is not the case. @returns whether it listens */
  async connect(): Promise<boolean> {
    if (this.#client !== null) return true
    if (Date.now() < this.#notBefore) return false
    const client = new Client({
      connectionString: this.#url,
      application_name: 'pergola signals',
      connectionTimeoutMillis: this.#database.settings.acquireTimeout,
      keepAlive: true,
      types: valueTypes,
    })
    client.on('error', (error) => this.#broke(client, error))
    client.on('end', () => this.#broke(client, null))
    client.on('notification', ({ channel, payload }) => this.#events.notified(channel, payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen ${SIGNAL_CHANNEL}`)
    } catch (error) {
      this.#notBefore = Date.now() + RETRY
      this.#warn(error)
      await client.end().catch(() => {})
      return false
    }
    this.#client = client
    return true
  }

  /** Reads the table on the primary: a replica may be behind. */
  async read(): Promise<Map<string, number>> {
    const client = this.#client
    try {
      if (client !== null) return await readSignals((sql) => client.query(sql))
    } catch (error) {
      if (!isConnectionLost(error)) throw error
    }
    await using cursor = this.#database.cursor()
    return await readSignals((sql) => cursor.query(sql))
  }

  async stop(): Promise<void> {
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }

  #broke(client: Client, error: Error | null): void {
    if (this.#client !== client) return
    this.#client = null
    this.#events.disconnected()
    if (error !== null) this.#warn(error)
  }

  #warn(error: unknown): void {
    const { log } = this.#database.settings
    log.warn(
      { err: error, database: this.#database.name },
      `Listening for changes of database "${this.#database.name}" ended; until it works again, every request reads them.`,
    )
  }
}
