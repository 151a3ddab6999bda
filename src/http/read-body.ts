import type { Readable } from 'node:stream'
import { BadRequest, ContentTooLarge } from '../errors/http-errors.ts'
import { parseUrlencodedText } from './urlencoded.ts'

/** What a form carries under one name. */
export type FormValue = string | File

/** A body that was read. */
export interface ReadBody {
  /** Its bytes; empty for a multipart form, whose files are on disk. */
  readonly bytes: Uint8Array
  /** The fields of a form in the order in which they came; null where it is none. */
  readonly fields: Array<[string, FormValue]> | null
  /** Whether there are files among the fields. */
  readonly hasFiles: boolean
}

/** The kinds of body that are read before an endpoint is called. */
export type BodyKind = 'urlencoded' | 'multipart' | 'json' | 'other'

/** The kind of body that a content type announces. */
export function bodyKind(contentType: string | undefined): BodyKind {
  const type = mediaType(contentType)
  if (type === 'application/json' || type === 'application/json-rpc' || type.endsWith('+json')) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'urlencoded'
  return type === 'multipart/form-data' ? 'multipart' : 'other'
}

// As most clients send them, several times looked at for one request.
const BARE_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/x-www-form-urlencoded'])

/** A content type without its parameters, in lower case. */
export function mediaType(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  if (BARE_TYPES.has(contentType)) return contentType
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

/** Bytes as text (UTF-8), without a copy of them. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/**
 * Reads a stream to its end.
 *
 * @param finish makes of the bytes what the caller wants: a second promise for that would be on the path of every form
 * @param limit the most bytes that it may have, or null
 * @throws ContentTooLarge as soon as there are more
 * @throws BadRequest where the client went away first
 */
export function collect<Value>(
  stream: Readable,
  limit: number | null,
  finish: (bytes: Uint8Array) => Value,
): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    let isOver = false
    const fail = (error: Error): void => {
      isOver = true
      stream.pause()
      reject(error)
    }
    const onBroken = (): void => {
      if (!isOver) fail(new BadRequest('The body ended too early.'))
    }
    stream.on('data', (chunk: Uint8Array) => {
      if (isOver) return
      size += chunk.length
      if (limit !== null && size > limit) fail(tooLarge(limit))
      else chunks.push(chunk)
    })
    stream.on('end', () => {
      if (isOver) return
      isOver = true
      // What cannot be read rejects, as anything thrown in a promise's chain does.
      resolve(Promise.try(finish, chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)))
    })
    stream.on('error', onBroken)
    stream.on('close', onBroken)
  })
}

/** The error for a body over its limit. */
export function tooLarge(limit: number): ContentTooLarge {
  return new ContentTooLarge(`The body is longer than ${limit} bytes.`)
}

/**
 * The fields of a urlencoded body.
 *
 * @throws ContentTooLarge where there are more than `maxFields`
 */
export function parseUrlencoded(bytes: Uint8Array, maxFields: number): Array<[string, FormValue]> {
  const text = textOf(bytes)
  if (text.length > maxFields && text.split('&', maxFields + 1).length > maxFields) throw tooManyFields(maxFields)
  return parseUrlencodedText(text)
}

/** The error for a form with too many fields. */
export function tooManyFields(maxFields: number): ContentTooLarge {
  return new ContentTooLarge(`The form has more than ${maxFields} fields.`)
}
