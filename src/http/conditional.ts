import fresh from 'fresh'
import { Readable } from 'node:stream'
import type { RequestSource } from './request-source.ts'
import type { RequestState } from './request-state.ts'
import type { Response } from './response.ts'

const ENTITY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-range']

/**
 * Answers 304 where the client has the content already, and 412 where it has another one than it asks for: a GET or HEAD
 * whose response states an etag or a modification time, which the request's conditions name.
 * Source: werkzeug.wrappers.Response.make_conditional.
 */
export function conditional({ source }: RequestState, response: Response): Response {
  if (response.status !== 200) return response
  if (source.method !== 'GET' && source.method !== 'HEAD') return response
  const etag = response.headerValue('etag')
  const modified = response.headerValue('last-modified')
  if (etag === undefined && modified === undefined) return response
  if (!holds(source, etag, modified)) return without(response, 412)
  const noneMatch = source.header('if-none-match')
  const modifiedSince = source.header('if-modified-since')
  if (noneMatch === undefined && modifiedSince === undefined) return response
  const asked = {
    'if-none-match': noneMatch,
    'if-modified-since': modifiedSince,
    'cache-control': source.header('cache-control'),
  }
  return fresh(asked, { etag, 'last-modified': modified }) ? without(response, 304) : response
}

/** Whether the content is what `If-Match`, else `If-Unmodified-Since`, asks for. An etag may have been weakened on its way. */
function holds(source: RequestSource, etag: string | undefined, modified: string | undefined): boolean {
  const match = source.header('if-match')
  if (match !== undefined && etag !== undefined) {
    return match.trim() === '*' || match.split(',').some((each) => strong(each.trim()) === strong(etag))
  }
  const unmodifiedSince = match === undefined ? source.header('if-unmodified-since') : undefined
  if (unmodifiedSince === undefined || modified === undefined) return true
  // What is no date is no condition.
  return !(Date.parse(modified) > Date.parse(unmodifiedSince))
}

function strong(etag: string): string {
  return etag.replace(/^W\//, '')
}

function without(response: Response, status: number): Response {
  if (response.body instanceof Readable) response.body.destroy()
  const answer = response.copy()
  answer.body = null
  answer.status = status
  for (const name of ENTITY_HEADERS) answer.headers.delete(name)
  return answer
}
