import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { RequestSource } from './request-source.ts'

/** A request that came over a socket of node:http. */
export class NodeSource implements RequestSource {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  #hasBody: boolean | null = null

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.incoming = incoming
    this.outgoing = outgoing
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

  get stream(): IncomingMessage {
    return this.incoming
  }

  get hasBody(): boolean {
    return (this.#hasBody ??=
      this.header('transfer-encoding') !== undefined || Number(this.header('content-length') ?? 0) > 0)
  }

  get complete(): boolean {
    return this.incoming.complete
  }

  // `incoming.headers` makes an object of all headers at its first use; a look through the raw list spares requests
  // that, unless a name comes twice.
  header(name: string): string | undefined {
    const raw = this.incoming.rawHeaders
    let found: string | undefined
    for (let index = 0; index < raw.length; index += 2) {
      const candidate = raw[index] as string
      if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue
      if (found !== undefined) return this.#joined(name)
      found = raw[index + 1]
    }
    return found
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

  #joined(name: string): string | undefined {
    const value = this.incoming.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
}
