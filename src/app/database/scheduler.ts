import type { Logger } from '../../http/app-services.ts'
import type { Databases } from './databases.ts'
import type { ServedDatabase } from './served-database.ts'

/** How often the databases are asked for what is due, and by how much that varies, in milliseconds. */
const INTERVAL = 60_000
const JITTER = 10_000
/** So many databases are opened for their scheduled actions alone; where there are more, those that are open have theirs run. */
const MOST_OPENED = 8

/** How a scheduler waits; for tests. */
export interface SchedulerOptions {
  readonly interval?: number
  readonly random?: () => number
}

/**
 * Runs the scheduled actions of the databases that are served, by `env['ir.cron'].runDueJobs()`. One timer for all: a database's
 * turn comes when the one before it is done. Which of several processes runs an action, the model's locks decide.
 *
 * Source: odoo.service.server.ThreadedServer.cron_thread.
 */
export class Scheduler {
  readonly #databases: Databases
  readonly #log: Logger
  readonly #interval: number
  readonly #random: () => number
  readonly #refused = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()
  #stopped = true

  constructor(databases: Databases, log: Logger, { interval = INTERVAL, random = Math.random }: SchedulerOptions = {}) {
    this.#databases = databases
    this.#log = log
    this.#interval = interval
    this.#random = random
  }

  /** Begins, soon but not at once: processes that start together do not ask together. */
  start(): void {
    this.#stopped = false
    this.#wait(this.#random() * Math.min(JITTER, this.#interval))
  }

  /** Begins nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }

  /** Runs what is due now, in one database after the other. */
  async runAll(): Promise<void> {
    for (const name of await this.#names()) {
      if (this.#stopped) return
      const served = await this.#served(name)
      if (served !== null) await this.#run(served)
    }
  }

  #wait(delay: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.runAll()
        .catch((error: unknown) => this.#log.error({ err: error }, 'Scheduled actions could not be run.'))
        .finally(() => {
          if (!this.#stopped) this.#wait(this.#interval + this.#random() * JITTER)
        })
    }, delay).unref()
  }

  async #names(): Promise<string[]> {
    const names = await this.#databases.names()
    return names.length <= MOST_OPENED ? names : names.filter((name) => this.#databases.ready(name) !== undefined)
  }

  /** A database that cannot be opened (it may be none of Pergola's) is not tried again until a request opens it. */
  async #served(name: string): Promise<ServedDatabase | null> {
    const ready = this.#databases.ready(name)
    if (ready !== undefined || this.#refused.has(name)) return ready ?? null
    try {
      return await this.#databases.open(name)
    } catch (error) {
      this.#refused.add(name)
      this.#log.debug({ database: name, err: error }, 'A database has no scheduled actions.')
      return null
    }
  }

  async #run({ name, database, registry }: ServedDatabase): Promise<void> {
    if (!registry.has('ir.cron')) return
    // Each action has a transaction of its own; this cursor never begins one.
    await using cr = database.cursor()
    try {
      await registry.env(cr).records('ir.cron')['runDueJobs']()
    } catch (error) {
      this.#log.error({ database: name, err: error }, 'The scheduled actions of a database could not be run.')
    }
  }
}
