import { send } from '@fastify/send'
import { create as contentDisposition } from 'content-disposition'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import type { HttpError } from '../errors/http-error.ts'
import { NotFound, PreconditionFailed, RangeNotSatisfiable } from '../errors/http-errors.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

/** How a file is sent. */
export interface SendFileOptions {
  /** The folder that the file must be in; with it, the path may come from outside. */
  root?: string
  /** Whether browsers save the file instead of showing it. */
  attachment?: boolean
  /** The name under which browsers save it; default: the file's own. */
  filename?: string
  /** Default: by the file's name. */
  contentType?: string
  /** How many seconds it may be kept; default 0: `no-cache`, it is asked for anew each time. */
  maxAge?: number
  /** Whether it never changes under this URL. */
  immutable?: boolean
}

const CONDITIONS = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range',
  'cache-control',
]

/**
 * A file as a response: with etag, modification time and ranges, streamed from disk; 304, 206, 412 and 416 as the
 * request's conditions ask. Source: odoo.http.Stream.get_response, werkzeug.utils.send_file.
 *
 * @param path the file; below `options.root`, decoded, where that is given
 * @throws NotFound where there is no such file, or it is not below the root
 */
export async function sendFile(request: Request, path: string, options: SendFileOptions = {}): Promise<Response> {
  const root = options.root ?? dirname(path)
  const relative = options.root === undefined ? basename(path) : path
  if (relative.includes('\0') || relative.includes('\\')) throw new NotFound()
  if (options.root !== undefined && !(await isBelow(options.root, relative))) throw new NotFound()
  const result = await send(conditions(request), encodePath(relative), {
    root,
    index: false,
    dotfiles: 'ignore',
    maxAge: (options.maxAge ?? 0) * 1000,
    immutable: options.immutable ?? false,
  })
  request.addFinishedCallback(() => result.stream.destroy())
  if (result.type !== 'file' && result.statusCode !== 304) throw asError(result.statusCode, result.headers)
  const response = new Response(result.statusCode === 304 ? null : result.stream, {
    status: result.statusCode,
    headers: result.headers,
  })
  if (!options.maxAge && !options.immutable) response.headers.set('cache-control', 'no-cache, max-age=0')
  return withNames(response, relative, options)
}

/** Whether a path stays below a folder, also where links lead. */
async function isBelow(root: string, relative: string): Promise<boolean> {
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(join(root, relative))])
    return file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
  } catch {
    return false
  }
}

/** The part of a request that decides whether a file is sent, and how much of it. */
function conditions(request: Request): Readable {
  const { source } = stateOf(request)
  const headers: Record<string, string> = {}
  for (const name of CONDITIONS) {
    const value = source.header(name)
    if (value !== undefined) headers[name] = value
  }
  return { method: source.method, headers } as unknown as Readable
}

function withNames(response: Response, path: string, options: SendFileOptions): Response {
  if (options.contentType !== undefined && response.status < 300) response.contentType = options.contentType
  if (options.attachment === true || options.filename !== undefined) {
    const type = options.attachment === true ? 'attachment' : 'inline'
    const name = (options.filename ?? basename(path)).replace(/[\r\n]+/g, '_')
    response.headers.set('content-disposition', contentDisposition(name, { type }))
  }
  return response
}

function asError(status: number, headers: Record<string, string>): HttpError {
  const range = headers['Content-Range'] ?? headers['content-range']
  if (status === 416)
    return new RangeNotSatisfiable(undefined, range === undefined ? {} : { headers: { 'content-range': range } })
  return status === 412 ? new PreconditionFailed() : new NotFound()
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
