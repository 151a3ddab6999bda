import { BodyNotReadError } from '../errors/framework-errors.ts'
import { readMultipart } from './multipart.ts'
import { bodyKind, collect, parseUrlencoded, tooLarge, type ReadBody } from './read-body.ts'
import type { RequestState } from './request-state.ts'

const NO_BODY: ReadBody = { bytes: new Uint8Array(), fields: null, hasFiles: false }

/**
 * Reads a request's body, once, and keeps it.
 *
 * @returns the body; at once where it is there already
 * @throws ContentTooLarge, BadRequest
 */
export function readBodyOf(state: RequestState): ReadBody | Promise<ReadBody> {
  return state.body ?? state.reading ?? readBody(state)
}

/** Goes on when a request's body was read: at once where it is there already, since promises cost. */
export function whenRead<Value>(state: RequestState, goOn: () => Value | Promise<Value>): Value | Promise<Value> {
  const body = readBodyOf(state)
  return body instanceof Promise ? body.then(goOn) : goOn()
}

/** Whether the body is of a kind that is read before an endpoint is called: a form, or JSON. */
export function isReadFirst(state: RequestState): boolean {
  return state.source.hasBody && bodyKind(state.source.header('content-type')) !== 'other'
}

/** Whether there is a form whose fields nobody knows yet. */
export function isFormUnread(state: RequestState): boolean {
  if (state.body !== null || !state.source.hasBody) return false
  const kind = bodyKind(state.source.header('content-type'))
  return kind === 'urlencoded' || kind === 'multipart'
}

/** Refuses a body whose announced length is over the limit, before any of it is read. */
export function checkAnnouncedLength(state: RequestState): void {
  const { arrived } = state.source
  const length = arrived === null ? Number(state.source.header('content-length') ?? 0) : arrived.length
  if (state.bodyLimit !== null && length > state.bodyLimit) throw tooLarge(state.bodyLimit)
}

function readBody(state: RequestState): ReadBody | Promise<ReadBody> {
  const { source, bodyLimit } = state
  if (!source.hasBody) return (state.body = NO_BODY)
  checkAnnouncedLength(state)
  const { maxFormMemory, maxFields } = state.app.settings.http
  const contentType = source.header('content-type')
  const kind = bodyKind(contentType)
  if (kind === 'multipart') return (state.reading = readForm(state, contentType as string))
  const isForm = kind === 'urlencoded'
  const limit = isForm ? Math.min(bodyLimit ?? Infinity, maxFormMemory) : bodyLimit
  const keep = (bytes: Uint8Array): ReadBody => {
    const fields = isForm ? parseUrlencoded(bytes, maxFields) : null
    return (state.body = { bytes, fields, hasFiles: false })
  }
  const { arrived } = source
  if (arrived === null) return (state.reading = collect(source.stream, limit).then(keep))
  if (limit !== null && arrived.length > limit) throw tooLarge(limit)
  return keep(arrived)
}

async function readForm(state: RequestState, contentType: string): Promise<ReadBody> {
  const form = await readMultipart(state.source.stream, contentType, state.bodyLimit, state.app.settings.http)
  state.uploadFolder = form.folder
  return (state.body = { bytes: NO_BODY.bytes, fields: form.fields, hasFiles: form.folder !== null })
}

/**
 * A form's fields as `FormData`; empty where the body is no form.
 *
 * @throws BodyNotReadError where it was not read
 */
export function formOf(state: RequestState): FormData {
  if (state.form !== null) return state.form
  if (isFormUnread(state)) {
    throw new BodyNotReadError('request.form comes before the body was read: call await request.readBody() first.')
  }
  const form = new FormData()
  for (const [name, value] of state.body?.fields ?? []) form.append(name, value)
  return (state.form = form)
}
