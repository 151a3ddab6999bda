import { Worker } from 'node:worker_threads'
import type { Compression, EngineOptions, PgliteLink } from './pglite-link.ts'
import { createSqlError } from './sql-state.ts'

/** What the thread is told to do. */
export interface ThreadCall {
  readonly id: number
  readonly task: 'exchange' | 'dump' | 'close'
  readonly messages?: Uint8Array
  readonly compression?: Compression
}

/** What the thread answers; id 0 when it has started. */
export interface ThreadAnswer {
  readonly id: number
  readonly bytes?: Uint8Array | null
  readonly error?: string
}

interface Waiter {
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

const STARTED = 0
const NOTHING = new Uint8Array()
// The source is run as it stands; what is built has its endings changed.
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './pglite-thread.ts' : './pglite-thread.js', import.meta.url)

/**
 * An engine in a thread of its own. The only way to end a statement is to end the thread: the engine then recovers from
 * its log at the next start, as after a crash, and keeps every acknowledged commit.
 */
export class ThreadLink implements PgliteLink {
  readonly ended: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiter>()
  #calls = STARTED
  #failure: Error | null = null
  #closing = false

  private constructor(options: EngineOptions) {
    // Loaders and flags of this process are not for the thread: it runs one file of ours.
    this.#worker = new Worker(THREAD, { workerData: options, execArgv: [], name: 'pglite' })
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#fail(new Error('Connection terminated: the embedded database ended.'))
        resolve()
      })
    })
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('message', (answer: ThreadAnswer) => this.#answered(answer))
  }

  /** Starts an engine. @throws what the engine throws where it cannot start */
  static async start(options: EngineOptions): Promise<ThreadLink> {
    const link = new ThreadLink(options)
    await link.#wait(STARTED)
    return link
  }

  get alive(): boolean {
    return this.#failure === null
  }

  async exchange(messages: Uint8Array, timeout: number): Promise<Uint8Array> {
    if (timeout <= 0) return this.#call('exchange', messages)
    const timer = setTimeout(() => this.#end(timeout), timeout)
    try {
      return await this.#call('exchange', messages)
    } finally {
      clearTimeout(timer)
    }
  }

  dump(compression: Compression): Promise<Uint8Array> {
    return this.#call('dump', undefined, compression)
  }

  async close(): Promise<void> {
    // From now on the event loop waits for the thread.
    this.#closing = true
    this.#worker.ref()
    if (this.#failure === null) await this.#call('close').catch(() => NOTHING)
    await this.#worker.terminate()
    await this.ended
  }

  #end(timeout: number): void {
    this.#fail(createSqlError('57014', `canceling statement due to statement timeout (${timeout} ms)`))
    void this.#worker.terminate()
  }

  #call(task: ThreadCall['task'], messages?: Uint8Array, compression: Compression = 'gzip'): Promise<Uint8Array> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    const id = ++this.#calls
    if (messages === undefined) {
      this.#worker.postMessage({ id, task, compression } satisfies ThreadCall)
    } else {
      // A copy, because the bytes are part of a larger buffer that would be sent whole.
      const copy = new Uint8Array(messages)
      this.#worker.postMessage({ id, task, messages: copy } satisfies ThreadCall, [copy.buffer])
    }
    return this.#wait(id)
  }

  // An idle engine does not keep the process alive.
  #wait(id: number): Promise<Uint8Array> {
    this.#worker.ref()
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #answered({ id, bytes, error }: ThreadAnswer): void {
    const waiter = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0 && !this.#closing) this.#worker.unref()
    if (error === undefined) waiter?.resolve(bytes ?? NOTHING)
    else waiter?.reject(new Error(error))
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const waiter of this.#waiting.values()) waiter.reject(this.#failure)
    this.#waiting.clear()
  }
}
