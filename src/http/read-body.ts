import type { Readable } from 'node:stream'
import { BodyNotReadError } from '../errors/framework-errors.ts'
import { BadRequest, ContentTooLarge } from '../errors/http-errors.ts'
import { joined } from './bytes.ts'
import { AMPERSAND, parseUrlencodedBytes } from './urlencoded.ts'

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

/** A content type without its parameters, in lower case. */
export function mediaType(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  // As most clients send them, several times looked at for one request.
  if (contentType === 'application/json' || contentType === 'application/x-www-form-urlencoded') return contentType
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

/**
 * Reads a stream to its end.
 *
 * @param limit the most bytes that it may have, or null
 * @throws ContentTooLarge as soon as there are more
 * @throws BadRequest where the client went away first
 * @throws BodyNotReadError where somebody else has read it
 */
export function collect(stream: Readable, limit: number | null): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
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
    if (stream.readableEnded) {
      return fail(new BodyNotReadError('The body was read already, as the stream request.http.stream.'))
    }
    if (stream.destroyed) return onBroken()
    stream.on('data', (chunk: Uint8Array) => {
      if (isOver) return
      size += chunk.length
      if (limit !== null && size > limit) fail(tooLarge(limit))
      else chunks.push(chunk)
    })
    stream.on('end', () => {
      if (isOver) return
      isOver = true
      resolve(joined(chunks))
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
  if (bytes.length > maxFields && hasMoreFields(bytes, maxFields)) throw tooManyFields(maxFields)
  return parseUrlencodedBytes(bytes)
}

function hasMoreFields(bytes: Uint8Array, maxFields: number): boolean {
  let count = 1
  for (let at = bytes.indexOf(AMPERSAND); at !== -1 && count <= maxFields; at = bytes.indexOf(AMPERSAND, at + 1))
    count++
  return count > maxFields
}

/** The error for a form with too many fields. */
export function tooManyFields(maxFields: number): ContentTooLarge {
  return new ContentTooLarge(`The form has more than ${maxFields} fields.`)
}
