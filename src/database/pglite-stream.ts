import { Duplex } from 'node:stream'
import type { PgliteSession } from './pglite-session.ts'

const TERMINATE = 0x58

/**
 * Stands in for the socket between `pg` and a server: what `pg` writes goes to the embedded engine, all that is ready at once
 * in one exchange. The end of the stream is the end of the session, not of the engine.
 *
 * This is what `createPgConfig` of PGlite does message by message, and only for an engine in the same thread.
 */
export class PgliteStream extends Duplex {
  readonly #session: PgliteSession

  constructor(session: PgliteSession) {
    super()
    this.#session = session
  }

  // What `pg` calls on a socket.
  connect(): this {
    queueMicrotask(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#send(chunk, done)
  }

  override _writev(chunks: Array<{ chunk: Buffer }>, done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    done()
    this.destroy()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#close(error, done)
  }

  #send(messages: Buffer, done: (error?: Error | null) => void): void {
    if (messages[0] === TERMINATE) return done()
    void this.#exchange(messages, done)
  }

  async #exchange(messages: Buffer, done: (error?: Error | null) => void): Promise<void> {
    try {
      this.push(await this.#session.exchange(messages))
    } catch (error) {
      return done(error as Error)
    }
    done()
  }

  async #close(error: Error | null, done: (error?: Error | null) => void): Promise<void> {
    // An engine that is gone has nothing to reset.
    await this.#session.reset().catch(() => {})
    done(error)
  }
}
