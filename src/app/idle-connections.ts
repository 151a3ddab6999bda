import type { Socket } from 'node:net'

/** A connection of node:http: the answer that is being written to it, or nothing between two requests. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: object | null
}

/** A connection that was used. */
interface Connection {
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
  readonly #connections = new Map<HttpSocket, Connection>()
  readonly #timer: NodeJS.Timeout | null

  /** @param timeout milliseconds; 0 for ever */
  constructor(timeout: number) {
    this.#timeout = timeout
    this.#timer =
      timeout === 0 ? null : setInterval(() => this.#look(), Math.min(timeout / 4, LONGEST_INTERVAL)).unref()
  }

  /** Notes that a connection is used. Its answer is not kept: with its request it would outlive every young collection. */
  used(socket: Socket): void {
    if (this.#timer === null || this.#connections.has(socket)) return
    this.#connections.set(socket, { bytesRead: 0, idleSince: null })
    socket.once('close', () => this.#connections.delete(socket))
  }

  /** Ends no more of them. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    for (const [socket, connection] of this.#connections) {
      const { bytesRead, _httpMessage: answer } = socket
      if ((answer ?? null) !== null || connection.bytesRead !== bytesRead) connection.idleSince = null
      else connection.idleSince ??= now
      connection.bytesRead = bytesRead
      if (connection.idleSince !== null && now - connection.idleSince >= this.#timeout) socket.destroy()
    }
  }
}
