import type { IncomingMessage } from 'node:http'
import { joined } from './bytes.ts'
import { bodyKind } from './read-body.ts'

// The most bytes that are waited for before a request is handled.
const MAX_EARLY_BYTES = 64 * 1024

/**
 * Whether a body is read before its request is handled: a small form, or JSON, whose length was announced. Most have
 * come together with the head; and no slow client keeps a transaction open for them.
 *
 * @param limit the most bytes that a body may have, or null: what announces more is refused without being waited for
 */
export function isReadEarly({ headers }: IncomingMessage, limit: number | null): boolean {
  const length = Number(headers['content-length'] ?? 0)
  if (length === 0 || length > MAX_EARLY_BYTES || (limit !== null && length > limit)) return false
  const kind = bodyKind(headers['content-type'])
  return kind === 'urlencoded' || kind === 'json'
}

/** Reads a body of a known length, and goes on with it; where its client goes away first, there is nobody to answer. */
export function readEarly(incoming: IncomingMessage, goOn: (bytes: Uint8Array) => void): void {
  const length = Number(incoming.headers['content-length'])
  // What came together with the head is there by then. To flow costs more.
  process.nextTick(() => {
    const bytes = incoming.read() as Uint8Array | null
    if (bytes?.length === length) goOn(bytes)
    else collect(incoming, bytes === null ? [] : [bytes], length, goOn)
  })
}

function collect(
  incoming: IncomingMessage,
  chunks: Uint8Array[],
  length: number,
  goOn: (bytes: Uint8Array) => void,
): void {
  let left = chunks.reduce((rest, chunk) => rest - chunk.length, length)
  incoming.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk)
    left -= chunk.length
    if (left === 0) goOn(joined(chunks))
  })
}
