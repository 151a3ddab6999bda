import Negotiator from 'negotiator'
import { pipeline, Readable } from 'node:stream'
import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'

const MIN_LENGTH = 1024
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:json|javascript|xml|manifest\+json|[\w.-]+\+(?:json|xml))|image\/svg\+xml)/

/**
 * The same response with its body compressed as the client accepts: text of some length, that nobody compressed yet.
 */
export function compressed(request: Request, response: Response): Response {
  const { body, contentType } = response
  if (body === null || contentType === null || (!(body instanceof Readable) && body.length < MIN_LENGTH))
    return response
  const { source } = stateOf(request)
  const accepted = source.header('accept-encoding')
  if (accepted === undefined || source.method === 'HEAD') return response
  if (!COMPRESSIBLE.test(contentType) || !mayBeTransformed(response)) return response
  const varied = response.copy()
  varied.vary('Accept-Encoding')
  const encoding = preferredEncoding(accepted)
  if (encoding === 'identity' || encoding === undefined) return varied
  const { status, headers } = varied
  headers.set('content-encoding', encoding)
  headers.delete('content-length')
  headers.delete('accept-ranges')
  const etag = headers.get('etag')
  if (etag !== null && !etag.startsWith('W/')) headers.set('etag', `W/${etag}`)
  return new Response(through(asStream(body), compressor(encoding)), { status, headers })
}

// What breaks or is closed at one end is so at the other one, too.
function through(source: Readable, target: Gzip | BrotliCompress): Readable {
  pipeline(source, target, () => {})
  return target
}

/** Of what the client likes equally well, the smallest. */
function preferredEncoding(accepted: string): string | undefined {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': accepted } }) as NegotiatorOfTies
  return negotiator.encoding(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] })
}

/** What the package can do and its types do not know yet. */
interface NegotiatorOfTies {
  encoding(available: string[], options: { preferred: string[] }): string | undefined
}

function mayBeTransformed({ status, headers }: Response): boolean {
  if (status === 206 || headers.has('content-encoding')) return false
  return !(headers.get('cache-control') ?? '').includes('no-transform')
}

function asStream(body: string | Uint8Array | Readable): Readable {
  return body instanceof Readable ? body : Readable.from([Buffer.from(body as string)])
}

function compressor(encoding: string): Gzip | BrotliCompress {
  if (encoding === 'gzip') return createGzip()
  return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
}
