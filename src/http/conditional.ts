import fresh from 'fresh'
import { Readable } from 'node:stream'
import type { RequestState } from './request-state.ts'
import type { Response } from './response.ts'

const ENTITY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-range']

/**
 * Answers 304 where the client has the content already: a GET or HEAD whose response states an etag or a modification
 * time that the request's conditions name. Source: werkzeug.wrappers.Response.make_conditional.
 */
export function conditional({ source }: RequestState, response: Response): Response {
  if (response.status !== 200) return response
  if (source.method !== 'GET' && source.method !== 'HEAD') return response
  const etag = response.headerValue('etag')
  const modified = response.headerValue('last-modified')
  if (etag === undefined && modified === undefined) return response
  const noneMatch = source.header('if-none-match')
  const modifiedSince = source.header('if-modified-since')
  if (noneMatch === undefined && modifiedSince === undefined) return response
  const asked = {
    'if-none-match': noneMatch,
    'if-modified-since': modifiedSince,
    'cache-control': source.header('cache-control'),
  }
  return fresh(asked, { etag, 'last-modified': modified }) ? notModified(response) : response
}

function notModified(response: Response): Response {
  if (response.body instanceof Readable) response.body.destroy()
  const answer = response.copy()
  answer.body = null
  answer.status = 304
  for (const name of ENTITY_HEADERS) answer.headers.delete(name)
  return answer
}
