import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { streamOf } from './bytes.ts'
import type { RequestSource } from './request-source.ts'

/** A request that came over a socket of node:http. */
export class NodeSource implements RequestSource {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly arrived: Uint8Array | null
  #hasBody: boolean | null = null

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, arrived: Uint8Array | null = null) {
    this.incoming = incoming
    this.outgoing = outgoing
    this.arrived = arrived
  }

  get method(): string {
    return this.incoming.method as string
  }

  get target(): string {
    return this.incoming.url as string
  }

  get encrypted(): boolean {
    return (this.incoming.socket as TLSSocket).encrypted
  }

  get remoteAddress(): string | undefined {
    return this.incoming.socket.remoteAddress
  }

  get stream(): Readable {
    return this.arrived === null ? this.incoming : streamOf(this.arrived)
  }

  get hasBody(): boolean {
    return (this.#hasBody ??=
      this.arrived !== null ||
      this.header('transfer-encoding') !== undefined ||
      Number(this.header('content-length') ?? 0) > 0)
  }

  get complete(): boolean {
    return this.arrived !== null || this.incoming.complete
  }

  header(name: string): string | undefined {
    const value = this.incoming.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  *headerPairs(): Iterable<[string, string]> {
    const raw = this.incoming.rawHeaders
    for (let index = 0; index < raw.length; index += 2) yield [raw[index] as string, raw[index + 1] as string]
  }

  onAbort(listener: () => void): void {
    const onClose = (): void => {
      if (!this.outgoing.writableFinished) listener()
    }
    if (this.outgoing.closed) onClose()
    else this.outgoing.once('close', onClose)
  }
}
