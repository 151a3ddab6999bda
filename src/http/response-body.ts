import { Readable } from 'node:stream'

/** What a response's body may be given as. */
export type BodyInput = string | Uint8Array | ArrayBuffer | Blob | URLSearchParams | ReadableStream | Readable | null

/** What a response keeps as its body. */
export type Body = string | Uint8Array | Readable | null

/** The body in the form in which it is kept. */
export function toBody(input: BodyInput | undefined): Body {
  if (input === undefined || input === null) return null
  if (typeof input === 'string' || input instanceof Uint8Array || input instanceof Readable) return input
  if (input instanceof ArrayBuffer) return new Uint8Array(input)
  if (input instanceof URLSearchParams) return input.toString()
  const stream = input instanceof Blob ? input.stream() : input
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0])
}

/** The content type that a body has where none is stated: a string is HTML, as in Odoo; anything else is bytes. */
export function defaultContentType(input: BodyInput | undefined): string | null {
  if (input === undefined || input === null) return null
  if (typeof input === 'string') return HTML
  if (input instanceof Blob && input.type !== '') return input.type
  if (input instanceof URLSearchParams) return 'application/x-www-form-urlencoded;charset=UTF-8'
  return 'application/octet-stream'
}

export const HTML = 'text/html; charset=utf-8'

/** The whole body as bytes; a stream is read to its end. */
export async function bodyBytes(body: Body): Promise<Uint8Array> {
  if (body === null) return new Uint8Array()
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array))
  return Buffer.concat(chunks)
}
