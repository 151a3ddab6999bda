import { BodyNotReadError } from '../errors/framework-errors.ts'
import { readMultipart } from './multipart.ts'
import { bodyKind, collect, parseUrlencoded, tooLarge, type ReadBody } from './read-body.ts'
import type { RequestState } from './request-state.ts'

const NO_BODY: ReadBody = { bytes: new Uint8Array(), fields: null }

/**
 * Reads a request's body, once, and keeps it.
 *
 * @throws ContentTooLarge, BadRequest
 */
export async function readBodyOf(state: RequestState): Promise<ReadBody> {
  if (state.body !== null) return state.body
  state.body = await (state.reading ??= readBody(state))
  return state.body
}

/** Whether the body is of a kind that is read before an endpoint is called: a form, or JSON. */
export function isReadFirst(state: RequestState): boolean {
  return state.source.hasBody && bodyKind(state.source.header('content-type')) !== 'other'
}

/** Refuses a body whose announced length is over the limit, before any of it is read. */
export function checkAnnouncedLength(state: RequestState): void {
  const length = Number(state.source.header('content-length') ?? 0)
  if (state.bodyLimit !== null && length > state.bodyLimit) throw tooLarge(state.bodyLimit)
}

async function readBody(state: RequestState): Promise<ReadBody> {
  const { source, bodyLimit } = state
  if (!source.hasBody) return NO_BODY
  checkAnnouncedLength(state)
  const settings = state.app.settings.http
  const contentType = source.header('content-type')
  const kind = bodyKind(contentType)
  if (kind === 'multipart') {
    const form = await readMultipart(source.stream, contentType as string, bodyLimit, settings)
    state.uploadFolder = form.folder
    return { bytes: NO_BODY.bytes, fields: form.fields }
  }
  if (kind !== 'urlencoded') return { bytes: await collect(source.stream, bodyLimit), fields: null }
  const limit = Math.min(bodyLimit ?? Infinity, settings.maxFormMemory)
  const bytes = await collect(source.stream, limit)
  return { bytes, fields: parseUrlencoded(bytes, settings.maxFields) }
}

/**
 * A form's fields as `FormData`; empty where the body is no form.
 *
 * @throws BodyNotReadError where it was not read
 */
export function formOf(state: RequestState): FormData {
  if (state.form !== null) return state.form
  if (state.body === null && state.source.hasBody) {
    throw new BodyNotReadError('request.form comes before the body was read: call await request.readBody() first.')
  }
  const form = new FormData()
  for (const [name, value] of state.body?.fields ?? []) form.append(name, value)
  return (state.form = form)
}
