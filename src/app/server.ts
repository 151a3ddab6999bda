import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { enterRequest } from '../http/current-request.ts'
import { requestId } from '../http/error-reference.ts'
import { NodeSource } from '../http/node-source.ts'
import { isReadEarly, readEarly } from '../http/read-early.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import type { App } from './app.ts'
import { compressed } from './compression.ts'
import { IdleConnections } from './idle-connections.ts'
import { finishRequest, handleDynamic, lastResort } from './handle-request.ts'
import { isLengthRefused } from './refused-length.ts'
import { sendResponse } from './send-response.ts'
import { keepTickShape } from './tick-shape.ts'

/** Where a server listens. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly url: string
}

// What a client may still send of a body that nobody read, before its connection is ended.
const MAX_UNREAD_BYTES = 8 * 1024 * 1024
const MAX_UNREAD_TIME = 5_000

/** Serves an application over sockets. */
export class Server {
  readonly #app: App
  readonly #server: HttpServer
  readonly #idle: IdleConnections
  #isStopping = false

  constructor(app: App) {
    const { http } = app.settings
    const options = {
      maxHeaderSize: http.maxHeaderSize,
      // Node wants that the headers may take no longer than the whole request; 0 is no limit.
      headersTimeout: Math.min(http.headersTimeout, http.requestTimeout || Infinity),
      requestTimeout: http.requestTimeout,
      // `IdleConnections` does it.
      keepAliveTimeout: 0,
      connectionsCheckingInterval: Math.min(5_000, http.headersTimeout || 5_000),
      noDelay: true,
      optimizeEmptyRequests: true,
      // What comes twice is not silently the first of both: who reads it finds a value that cannot be.
      joinDuplicateHeaders: true,
    }
    this.#app = app
    this.#idle = new IdleConnections(http.keepAliveTimeout)
    this.#server = http.tls ? createTlsServer({ ...options, ...http.tls }) : createServer(options)
    this.#server.on('request', (incoming, outgoing) => this.#serve(incoming, outgoing))
  }

  /** @param options `path` for a unix socket, in place of host and port */
  async listen(options: { host?: string; port?: number; path?: string }): Promise<Address> {
    const { host = this.#app.settings.http.host, port = this.#app.settings.http.port, path } = options
    keepTickShape()
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path === undefined ? { host, port } : { path }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return this.#address()
  }

  /** Takes no new requests, finishes the running ones, and ends those that take longer than `http.stopTimeout`. */
  async close(): Promise<void> {
    this.#isStopping = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeIdleConnections()
    const late = setTimeout(() => this.#server.closeAllConnections(), this.#app.settings.http.stopTimeout)
    await closed
    clearTimeout(late)
    this.#idle.stop()
  }

  #address(): Address {
    const address = this.#server.address() as AddressInfo | string
    if (typeof address === 'string') return { host: address, port: 0, url: `unix:${address}` }
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
    const scheme = this.#app.settings.http.tls ? 'https' : 'http'
    return { host: address.address, port: address.port, url: `${scheme}://${host}:${address.port}` }
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.#idle.used(incoming.socket)
    const { maxContentLength } = this.#app.settings.http
    if (isReadEarly(incoming, maxContentLength) && !this.#refusesLength(incoming, outgoing))
      readEarly(incoming, (bytes) => this.#handle(new NodeSource(incoming, outgoing, bytes)))
    else this.#handle(new NodeSource(incoming, outgoing))
  }

  #refusesLength(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const length = Number(incoming.headers['content-length'])
    return isLengthRefused(this.#app, length, () =>
      stateOf(this.#app.createRequest(new NodeSource(incoming, outgoing))),
    )
  }

  #handle(source: NodeSource): void {
    const request = this.#app.createRequest(source)
    if (this.#app.settings.accessLog) stateOf(request).startedAt = performance.now()
    enterRequest(request)
    this.#answer(request, source.outgoing)
  }

  #answer(request: Request, outgoing: ServerResponse): void {
    try {
      const response = handleDynamic(this.#app, request)
      if (response instanceof Response) this.#send(request, outgoing, response)
      else
        response.then(
          (later) => this.#send(request, outgoing, later),
          (error: unknown) => this.#send(request, outgoing, lastResort(request, error)),
        )
    } catch (error) {
      this.#send(request, outgoing, lastResort(request, error))
    }
  }

  #send(request: Request, outgoing: ServerResponse, response: Response): void {
    const { http } = this.#app.settings
    const { source } = stateOf(request)
    try {
      const final = http.compression ? compressed(request, response) : response
      if (source.hasBody && !source.complete) limitUnread(request, outgoing)
      if (this.#isStopping) outgoing.shouldKeepAlive = false
      const sending = sendResponse(outgoing, final)
      if (sending === undefined) this.#finish(request, response)
      else
        void sending
          .catch((error: unknown) => this.#giveUp(request, outgoing, error))
          .then(() => this.#finish(request, response))
    } catch (error) {
      if (response.body instanceof Readable) response.body.destroy()
      // A status or a header that HTTP cannot have: nothing was sent yet.
      if (outgoing.headersSent) this.#giveUp(request, outgoing, error)
      else void sendResponse(outgoing, lastResort(request, error))
      this.#finish(request, response)
    }
  }

  #giveUp(request: Request, outgoing: ServerResponse, error: unknown): void {
    outgoing.destroy()
    this.#app.log.debug({ reqId: requestId(request), err: error }, 'The response could not be sent.')
  }

  #finish(request: Request, response: Response): void {
    if (this.#app.settings.accessLog) logAccess(this.#app, request, response)
    void finishRequest(request)
  }
}

function logAccess(app: App, request: Request, response: Response): void {
  const { source, rawPath, match, startedAt } = stateOf(request)
  const ms = Math.round((performance.now() - startedAt) * 1000) / 1000
  const route = match === null ? null : match.endpoint.name
  app.log.info(
    { reqId: requestId(request), method: source.method, path: rawPath, route, status: response.status, ms },
    'request',
  )
}

/**
 * An answer may be ready before the body has come, or without anybody wanting it. The client reads the answer while it
 * still sends, so what comes is thrown away; but not for ever.
 */
function limitUnread(request: Request, outgoing: ServerResponse): void {
  const { stream } = stateOf(request).source
  const { socket } = outgoing
  outgoing.once('finish', () => {
    let unread = 0
    const end = (): unknown => stream.destroy()
    const timer = setTimeout(end, MAX_UNREAD_TIME)
    // Node does not tell a request that was answered that its connection is gone.
    socket?.once('close', end)
    const settle = (): void => {
      clearTimeout(timer)
      socket?.off('close', end)
    }
    stream.on('data', (chunk: Uint8Array) => {
      unread += chunk.length
      if (unread > MAX_UNREAD_BYTES) end()
    })
    stream.once('close', settle).once('end', settle)
    stream.resume()
  })
}
