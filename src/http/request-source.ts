import type { Readable } from 'node:stream'

/**
 * Where a request comes from: a socket, a web `Request`, or a test. The only thing that `Request` reads the outside
 * world through, so that all three behave alike.
 */
export interface RequestSource {
  /** The verb as it was sent. */
  readonly method: string
  /** The request target as it was sent: `/path?query`, percent-encoded. */
  readonly target: string
  /** Whether the connection itself is encrypted. */
  readonly encrypted: boolean
  /** The address of the other end of the connection. */
  readonly remoteAddress: string | undefined
  /** The body; empty where there is none. */
  readonly stream: Readable
  /** Whether a body was announced. */
  readonly hasBody: boolean
  /** Whether the whole body has arrived. */
  readonly complete: boolean
  /** All of the body, where it was there before the request was handled. */
  readonly arrived: Uint8Array | null
  /** The database that a caller inside this process names; a client names one by a header. */
  readonly database?: string | undefined
  /** One header's value; several of one name are joined as HTTP says. `name` is lower case. */
  header(name: string): string | undefined
  /** All headers as name and value, in the order in which they came. */
  headerPairs(): Iterable<[string, string]>
  /** Calls the listener when the client goes away before it was answered. */
  onAbort(listener: () => void): void
}
