import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A connection that was used. */
interface Connection {
  /** The answer to its newest request. */
  answer: ServerResponse
  /** How much had come when it was looked at last. */
  bytesRead: number
  /** Since when it was seen unused, in milliseconds; null while it is in use. */
  idleSince: number | null
}

const LONGEST_INTERVAL = 1000

/**
 * Ends connections that nobody used for some time. One look at all of them now and then replaces node's own timeout, whose
 * timers are set anew twice for each request: a twenty-fifth of what a small one costs.
 */
export class IdleConnections {
  readonly #timeout: number
  readonly #connections = new Map<Socket, Connection>()
  readonly #timer: NodeJS.Timeout | null

  /** @param timeout milliseconds; 0 for ever */
  constructor(timeout: number) {
    this.#timeout = timeout
    this.#timer =
      timeout === 0 ? null : setInterval(() => this.#look(), Math.min(timeout / 4, LONGEST_INTERVAL)).unref()
  }

  /** Notes that a connection is used: its newest request will be answered by `answer`. */
  used(socket: Socket, answer: ServerResponse): void {
    const known = this.#connections.get(socket)
    if (known !== undefined) {
      known.answer = answer
    } else if (this.#timer !== null) {
      this.#connections.set(socket, { answer, bytesRead: 0, idleSince: null })
      socket.once('close', () => this.#connections.delete(socket))
    }
  }

  /** Ends no more of them. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    for (const [socket, connection] of this.#connections) {
      const { bytesRead } = socket
      if (!connection.answer.writableFinished || connection.bytesRead !== bytesRead) connection.idleSince = null
      else connection.idleSince ??= now
      connection.bytesRead = bytesRead
      if (connection.idleSince !== null && now - connection.idleSince >= this.#timeout) socket.destroy()
    }
  }
}
