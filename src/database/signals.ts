import type { Cursor } from './cursor.ts'
import type { Database } from './database.ts'
import { SignalListener } from './signal-listener.ts'
import {
  createSignalTable,
  formatSignal,
  parseSignal,
  raiseSignal,
  readSignals,
  SIGNAL_CHANNEL,
} from './signal-table.ts'

/** What a subscriber is told. */
export interface SignalEvent {
  /** Which kinds of thing changed. */
  readonly kinds: ReadonlySet<string>
  /** Whether this process made the change. */
  readonly own: boolean
}

export type SignalSubscriber = (event: SignalEvent) => void

/**
 * Tells processes that share a database what changed in it: which addons, which caches. A signal is a row with a
 * sequence, raised in the transaction that makes the change, and a notification that PostgreSQL sends when it commits.
 *
 * Source: odoo.modules.registry.Registry.signal_changes, check_signaling.
 *
 * @example
 * ```ts
 * import { openDatabase } from 'pergola/database'
 * await using database = openDatabase('pglite:memory')
 * const changed: string[] = []
 * database.signals.subscribe(({ kinds }) => changed.push(...kinds))
 * await database.signals.start()
 * await database.transaction((cr) => database.signals.raise(cr, 'registry'))
 * await database.signals.check()
 * changed // ['registry']
 * ```
 */
export class Signals {
  readonly #database: Database
  readonly #listener: SignalListener | null
  readonly #subscribers = new Set<SignalSubscriber>()
  /** Signals raised here, until their notification comes back. */
  readonly #own = new Set<string>()
  #known: Map<string, number> | null = null
  #tableExists = false
  #trusted = false
  #reading: Promise<void> | null = null
  #started = false

  /** @internal @param url of the primary; null where the notifications come by the database's own connection */
  constructor(database: Database, url: string | null) {
    this.#database = database
    this.#listener =
      url === null
        ? null
        : new SignalListener(url, database, {
            notified: (channel, payload) => this.notified(channel, payload),
            disconnected: () => this.distrust(),
          })
  }

  /** Whether changes are told as they happen, so that `check` needs no query. */
  get connected(): boolean {
    return this.#trusted
  }

  /** Calls a function when something changed. @returns a function that ends it */
  subscribe(subscriber: SignalSubscriber): () => void {
    this.#subscribers.add(subscriber)
    return () => void this.#subscribers.delete(subscriber)
  }

  /** Begins to listen. @throws where the primary cannot be reached */
  async start(): Promise<void> {
    this.#started = true
    await this.#read()
  }

  /** Ends listening. */
  async stop(): Promise<void> {
    this.#started = false
    this.distrust()
    await this.#listener?.stop()
  }

  /**
   * Says, in the cursor's transaction, that a kind of thing changes. Others learn it when the transaction commits, never
   * if it does not. Transactions that raise the same kind at once conflict (SQLSTATE 40001), and `retrying` repeats one.
   *
   * @returns the kind's new sequence
   */
  async raise(cursor: Cursor, kind: string): Promise<number> {
    if (!this.#tableExists) {
      await createSignalTable(cursor)
      cursor.postcommit.add(() => void (this.#tableExists = true))
    }
    const sequence = await raiseSignal(cursor, kind)
    const signal = formatSignal(kind, sequence)
    this.#own.add(signal)
    cursor.postcommit.add(() => this.notified(SIGNAL_CHANNEL, signal))
    cursor.postrollback.add(() => void this.#own.delete(signal))
    return sequence
  }

  /**
   * To call at the start of a request: subscribers know then of every change that was committed and notified before. While
   * listening this is one comparison; otherwise the table is read, and listening is tried again.
   */
  async check(): Promise<void> {
    if (!this.#trusted) await this.#read()
  }

  /** @internal A notification came. */
  notified(channel: string, payload: string): void {
    const signal = channel === SIGNAL_CHANNEL ? parseSignal(payload) : null
    if (signal === null) return
    const own = this.#own.delete(payload)
    const known = this.#known ?? new Map<string, number>()
    if ((known.get(signal.kind) ?? 0) >= signal.sequence) return
    known.set(signal.kind, signal.sequence)
    if (this.#known !== null) this.#tell({ kinds: new Set([signal.kind]), own })
  }

  /** @internal Notifications may have been missed: the next check reads the table. */
  distrust(): void {
    this.#trusted = false
  }

  // Listens first and reads then: what is committed in between comes as a notification.
  #read(): Promise<void> {
    return (this.#reading ??= this.#readNow().finally(() => (this.#reading = null)))
  }

  async #readNow(): Promise<void> {
    if (this.#listener === null) return this.#readEmbedded()
    const listening = this.#started && (await this.#listener.connect())
    const current = await this.#listener.read()
    this.#compare(current)
    this.#trusted = listening && this.#listener.connected
  }

  // The embedded database listens by its own connection from the moment it is opened.
  async #readEmbedded(): Promise<void> {
    await using cursor = this.#database.cursor({ readonly: true })
    const current = await readSignals((sql) => cursor.query(sql))
    this.#compare(current)
    this.#trusted = this.#started
  }

  #compare(current: Map<string, number>): void {
    const known = this.#known
    this.#known = current
    if (known === null) return
    const kinds = new Set(
      [...current].filter(([kind, sequence]) => sequence > (known.get(kind) ?? 0)).map(([kind]) => kind),
    )
    for (const [kind, sequence] of known) if ((current.get(kind) ?? 0) < sequence) current.set(kind, sequence)
    if (kinds.size > 0) this.#tell({ kinds, own: false })
  }

  #tell(event: SignalEvent): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(event)
      } catch (error) {
        this.#database.settings.log.error(
          { err: error, database: this.#database.name },
          'A subscriber of signals failed.',
        )
      }
    }
  }
}
