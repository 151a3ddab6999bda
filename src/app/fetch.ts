import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { withRequest } from '../http/current-request.ts'
import { MemorySource } from '../http/memory-source.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { App } from './app.ts'
import { finishRequest } from './handle-request.ts'
import { hasNoBody, outgoingHeaders } from './send-response.ts'

/** Answers a request of the platform with a response of the platform. */
export async function fetchThrough(app: App, web: globalThis.Request): Promise<globalThis.Response> {
  const url = new URL(web.url)
  const headers = new Headers(web.headers)
  if (!headers.has('host')) headers.set('host', url.host)
  const body = web.body === null ? null : Readable.fromWeb(web.body as NodeReadableStream)
  const target = url.pathname + url.search
  const encrypted = url.protocol === 'https:'
  const source = new MemorySource({ method: web.method, target, headers, body, encrypted, signal: web.signal })
  const request = app.createRequest(source)
  return toWebResponse(request, await app.handle(request))
}

/** A response of ours as one of the platform. What waits for the end of the request runs when the body is read. */
async function toWebResponse(request: Request, response: Response): Promise<globalThis.Response> {
  const flat = outgoingHeaders(response)
  const headers = new Headers()
  for (let index = 0; index < flat.length; index += 2) headers.append(flat[index] as string, flat[index + 1] as string)
  const { status, body } = response
  const finish = (): Promise<void> => withRequest(request, finishRequest, request)
  if (body instanceof Readable && !hasNoBody(status) && request.method !== 'HEAD') {
    body.once('close', () => void finish())
    return new globalThis.Response(Readable.toWeb(body) as ReadableStream, { status, headers })
  }
  await finish()
  const sent = hasNoBody(status) || request.method === 'HEAD' || body instanceof Readable ? null : body
  return new globalThis.Response(sent as string | null, { status, headers })
}
