import { create as contentDisposition } from 'content-disposition'
import { Readable } from 'node:stream'
import { PreconditionFailed, RangeNotSatisfiable, Response, type Request } from 'pergola'
import { byteRange } from './byte-range.ts'
import type { FileContent } from './file-content.ts'
import { mayRun } from './mimetype.ts'

const A_YEAR = 31_536_000

/** How some content is sent. */
export interface FileResponseOptions {
  readonly filename: string
  readonly mimetype: string
  /** Whether browsers save it instead of showing it. What they could run is always saved. */
  readonly attachment: boolean
  /** Whether it never changes under this URL. */
  readonly immutable: boolean
}

/**
 * Content as a response: nothing in it runs, and caches ask for it anew unless the URL changes with it. Conditions and ranges are the
 * request's. Source: odoo.http.Stream.get_response.
 *
 * @throws {PreconditionFailed}, {RangeNotSatisfiable} as the request's headers ask
 */
export function fileResponse(request: Request, content: FileContent, options: FileResponseOptions): Response {
  const { filename, mimetype, attachment, immutable } = options
  const type = attachment || mayRun(mimetype) ? 'attachment' : 'inline'
  const headers: Record<string, string> = {
    'content-type': withCharset(mimetype),
    'content-disposition': contentDisposition(filename, { type }),
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
    'cache-control': `${content.public && immutable ? 'public' : 'private'}, ${immutable ? `max-age=${A_YEAR}, immutable` : 'no-cache'}`,
    'accept-ranges': 'bytes',
    etag: content.etag,
    ...(content.modified === null ? {} : { 'last-modified': content.modified.toUTCString() }),
  }
  if (content.stored !== null && request.app.settings.http.xSendfile) return byServer(request, content, headers)
  checkMatch(request, content)
  return isCached(request, content) ? whole(request, content, headers) : ranged(request, content, headers)
}

/** The server in front sends the file. */
function byServer(request: Request, { stored }: FileContent, headers: Record<string, string>): Response {
  const accel = `/web/filestore/${encodeURIComponent(request.db ?? '')}/${stored?.name ?? ''}`
  return new Response(null, { headers: { ...headers, 'x-sendfile': stored?.path ?? '', 'x-accel-redirect': accel } })
}

function ranged(request: Request, content: FileContent, headers: Record<string, string>): Response {
  const range = byteRange(isRangeOfThis(request, content) ? request.headers.get('range') : null, content.size)
  if (range === 'all') return whole(request, content, headers)
  if (range === 'unsatisfiable') {
    throw new RangeNotSatisfiable(undefined, { headers: { 'content-range': `bytes */${content.size}` } })
  }
  const { start, end } = range
  const body = opened(request, content.part(start, end))
  const length = { 'content-range': `bytes ${start}-${end}/${content.size}`, 'content-length': String(end - start + 1) }
  return new Response(body, { status: 206, headers: { ...headers, ...length } })
}

// What the client has already becomes a 304 on its way out.
function whole(request: Request, content: FileContent, headers: Record<string, string>): Response {
  const body = opened(request, content.part(0, content.size - 1))
  return new Response(body, { headers: { ...headers, 'content-length': String(content.size) } })
}

function opened(request: Request, part: Uint8Array | Readable): Uint8Array | Readable {
  if (part instanceof Readable) request.addFinishedCallback(() => part.destroy())
  return part
}

function checkMatch(request: Request, { etag }: FileContent): void {
  const wanted = request.headers.get('if-match')
  if (wanted !== null && !names(wanted, etag)) throw new PreconditionFailed()
}

/** Whether the client has the content already; then no range of it is sent. */
function isCached(request: Request, { etag, modified }: FileContent): boolean {
  const known = request.headers.get('if-none-match')
  if (known !== null) return names(known, etag)
  const since = Date.parse(request.headers.get('if-modified-since') ?? '')
  return modified !== null && Math.floor(modified.getTime() / 1000) * 1000 <= since
}

/** Whether a range is of what is there now, and not of what the client had before. */
function isRangeOfThis(request: Request, { etag, modified }: FileContent): boolean {
  const condition = request.headers.get('if-range')
  if (condition === null) return true
  if (condition.includes('"')) return condition.trim() === etag
  return modified !== null && Math.floor(modified.getTime() / 1000) * 1000 === Date.parse(condition)
}

function names(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)
}

function withCharset(mimetype: string): string {
  return mimetype.startsWith('text/') ? `${mimetype}; charset=utf-8` : mimetype
}
