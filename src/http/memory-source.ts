import { Readable } from 'node:stream'
import { streamOf } from './bytes.ts'
import type { RequestSource } from './request-source.ts'

/** What an in-process request is made of. */
export interface MemorySourceInit {
  method: string
  /** `/path?query`, taken as it is. */
  target: string
  headers: Headers
  body: Readable | Uint8Array | null
  encrypted?: boolean
  remoteAddress?: string
  signal?: AbortSignal
  database?: string | undefined
}

/** A request that comes from this process: `app.fetch`, `app.inject`, a subrequest. */
export class MemorySource implements RequestSource {
  readonly method: string
  readonly target: string
  readonly encrypted: boolean
  readonly remoteAddress: string | undefined
  readonly stream: Readable
  readonly hasBody: boolean
  readonly arrived: Uint8Array | null
  readonly database: string | undefined
  readonly #headers: Headers
  readonly #signal: AbortSignal | undefined

  constructor(init: MemorySourceInit) {
    this.method = init.method
    this.target = init.target
    this.encrypted = init.encrypted ?? false
    this.remoteAddress = init.remoteAddress
    this.database = init.database
    this.hasBody = init.body instanceof Uint8Array ? init.body.length > 0 : init.body !== null
    this.arrived = init.body instanceof Uint8Array ? init.body : null
    this.stream = init.body instanceof Readable ? init.body : streamOf(init.body ?? new Uint8Array())
    this.#headers = init.headers
    this.#signal = init.signal
  }

  get complete(): boolean {
    return this.arrived !== null || this.stream.readableEnded
  }

  header(name: string): string | undefined {
    return this.#headers.get(name) ?? undefined
  }

  headerPairs(): Iterable<[string, string]> {
    return this.#headers
  }

  onAbort(listener: () => void): void {
    if (this.#signal?.aborted) listener()
    else this.#signal?.addEventListener('abort', listener, { once: true })
  }
}
