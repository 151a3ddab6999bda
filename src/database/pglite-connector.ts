import type { Notification } from 'pg'
import { DatabaseBusyError } from '../errors/framework-errors.ts'
import type { Connector, Lease, Usage } from './connector.ts'
import type { ResolvedSettings } from './database-settings.ts'
import type { Compression } from './pglite-link.ts'
import { processLimit, type Evictable, type OpenLimit } from './open-limit.ts'
import { PgliteInstance } from './pglite-instance.ts'
import { Turnstile } from './turnstile.ts'

const CHECKPOINT_EVERY = 5 * 60_000
const VACUUM_EVERY = 60 * 60_000

/** The single connection to an embedded database, which is opened when it is needed and closed while others need the room. */
export class PgliteConnector implements Connector, Evictable {
  readonly kind = 'pglite'
  readonly single = true
  readonly hasReplica = false
  readonly directory: string | null
  /** Called with what `NOTIFY` sends. */
  onNotification: (channel: string, payload: string) => void = () => {}
  /** Called when the database is closed: another process may change it before it is opened again. */
  onShut: () => void = () => {}

  readonly #name: string
  readonly #settings: ResolvedSettings
  readonly #limit: OpenLimit
  readonly #turnstile = new Turnstile()
  #instance: Promise<PgliteInstance> | null = null
  #closing: Promise<void> = Promise.resolve()
  #archive: Blob | null
  #closed = false
  #unsaved = false
  #unvacuumed = false
  #timers: NodeJS.Timeout[] = []

  /** @param archive a tar of a data directory to begin with, where there is none yet */
  constructor(
    location: { readonly name: string; readonly directory: string | null },
    settings: ResolvedSettings,
    archive: Blob | null = null,
  ) {
    this.directory = location.directory
    this.#name = location.name
    this.#settings = settings
    this.#limit = settings.pglite.limit ?? processLimit
    this.#archive = archive
  }

  async lease({ readonly }: { readonly readonly: boolean }): Promise<Lease> {
    // Not the pool's queue: that one is lost with an engine that was ended.
    if (!(await this.#turnstile.enter(this.#settings.acquireTimeout))) throw this.#busyError()
    try {
      const instance = await this.#open()
      const lease = await instance.clients.take()
      if (!readonly) this.#unsaved = this.#unvacuumed = true
      return {
        client: lease.client,
        node: lease.node,
        lost: (error) => lease.lost(error),
        setReadonly: (isReadonly) => lease.setReadonly(isReadonly),
        limit: (milliseconds) => void (instance.session.timeout = milliseconds),
        release: (error) => this.#release(instance, lease, error),
      }
    } catch (error) {
      this.#turnstile.leave()
      throw error
    }
  }

  // There is no replica.
  async catchUp(): Promise<void> {}

  usage(): Usage {
    const { taken, waiting } = this.#turnstile
    return { busy: taken ? 1 : 0, idle: taken || this.#instance === null ? 0 : 1, waiting }
  }

  /** Does what a PostgreSQL server would do by itself: writes the log back into the tables, removes dead rows, renews statistics. */
  async maintain(options: { vacuum?: boolean } = {}): Promise<void> {
    const lease = await this.lease({ readonly: true })
    let failure: Error | undefined
    try {
      lease.limit(0)
      if (options.vacuum ?? true) await lease.client.query('vacuum (analyze)')
      await lease.client.query('checkpoint')
      this.#unsaved = false
      if (options.vacuum ?? true) this.#unvacuumed = false
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      lease.release(failure)
    }
  }

  /** The data directory as a tar, as it is between two transactions. */
  async dump(compression: Compression = 'gzip'): Promise<Uint8Array> {
    const lease = await this.lease({ readonly: true })
    try {
      await lease.client.query('checkpoint')
      return await (await this.#open()).link.dump(compression)
    } finally {
      lease.release()
    }
  }

  async evict(): Promise<boolean> {
    // What is in memory would be lost.
    if (this.directory === null || this.#turnstile.taken) return false
    await this.#shut()
    return true
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#shut()
    this.#limit.forget(this)
  }

  async #open(): Promise<PgliteInstance> {
    if (this.directory !== null && !this.#closed) await this.#limit.admit(this)
    if (this.#closed) {
      this.#limit.forget(this)
      throw new DatabaseBusyError(`The database "${this.#name}" was closed.`)
    }
    this.#instance ??= this.#start()
    const instance = await this.#instance
    if (instance.link.alive) return instance
    // A time limit or a crash has ended the engine.
    await this.#shut()
    return this.#open()
  }

  async #start(): Promise<PgliteInstance> {
    const { sharedBuffers = this.#limit.size > 1 ? '8MB' : '32MB' } = this.#settings.pglite
    try {
      await this.#closing
      const options = { directory: this.directory, sharedBuffers, archive: this.#archive }
      const instance = await PgliteInstance.open(options, this.#settings)
      this.#archive = null
      instance.clients.pool.on('connect', (client) => {
        client.on('notification', ({ channel, payload }: Notification) => this.onNotification(channel, payload ?? ''))
      })
      void instance.link.ended.then(() => this.#ended(instance))
      this.#schedule()
      return instance
    } catch (error) {
      this.#instance = null
      this.#limit.forget(this)
      throw error
    }
  }

  #release(instance: PgliteInstance, lease: Lease, error: Error | undefined): void {
    instance.session.timeout = this.#settings.statementTimeout
    lease.release(error)
    this.#turnstile.leave()
    void this.#limit.shrink().catch(() => {})
  }

  #busyError(): DatabaseBusyError {
    return new DatabaseBusyError(
      `The embedded database "${this.#name}" was in use for ${this.#settings.acquireTimeout} ms: PGlite has one transaction at a time. ` +
        'Close cursors early (await using), and do not wait for other work, or for a second cursor, while one is open.',
    )
  }

  // Frees the directory also where no transaction follows.
  #ended(instance: PgliteInstance): void {
    this.#instance?.then((current) => (current === instance ? this.#shut() : undefined)).catch(() => {})
  }

  async #shut(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    const opening = this.#instance
    this.#instance = null
    this.onShut()
    if (opening !== null) this.#closing = closeInstance(opening)
    await this.#closing
  }

  #schedule(): void {
    const { checkpointEvery = CHECKPOINT_EVERY, vacuumEvery = VACUUM_EVERY } = this.#settings.pglite
    this.#every(checkpointEvery, () => this.#unsaved, false)
    this.#every(vacuumEvery, () => this.#unvacuumed, true)
  }

  #every(interval: number, needed: () => boolean, vacuum: boolean): void {
    if (interval <= 0) return
    const timer = setInterval(() => {
      // Requests come first: the next turn will do.
      if (!needed() || this.#turnstile.taken) return
      this.maintain({ vacuum }).catch((error: unknown) => {
        if (error instanceof DatabaseBusyError) return
        this.#settings.log.warn({ err: error, database: this.#name }, `Maintenance of database "${this.#name}" failed.`)
      })
    }, interval)
    this.#timers.push(timer.unref())
  }
}

async function closeInstance(opening: Promise<PgliteInstance>): Promise<void> {
  const instance = await opening.catch(() => null)
  await instance?.close()
}
