import { parseSetCookie } from 'cookie'
import { withRequest } from '../http/current-request.ts'
import type { HeadersInput } from '../http/headers-input.ts'
import { MemorySource } from '../http/memory-source.ts'
import type { Request } from '../http/request.ts'
import { bodyBytes } from '../http/response-body.ts'
import type { Response } from '../http/response.ts'
import type { App } from './app.ts'
import { finishRequest, handleRequest } from './handle-request.ts'
import { hasNoBody, outgoingHeaders } from './send-response.ts'

/** A file to upload. */
export type InjectFile = Blob | { name?: string; type?: string; content: string | Uint8Array }

/** Several values of one name, or one. */
type Values<Value> = Readonly<Record<string, Value | readonly Value[]>>

/** A request that a test describes. */
export interface InjectOptions {
  /** The request target, taken as it is: `/shop?page=2`. */
  path: string
  /** Default `GET`; `POST` where there is a body. */
  method?: string
  headers?: HeadersInput
  /** Added to the query of `path`. */
  query?: Values<string>
  /** Fields of a form; urlencoded, or multipart where there are files. */
  form?: Values<string>
  files?: Values<InjectFile>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  body?: string | Uint8Array
  /** Cookies to send: name → value. */
  cookies?: Readonly<Record<string, string>>
  /** The database, by name, whatever the filter says. */
  database?: string | undefined
  remoteAddress?: string
  /** Whether the request counts as one over https. */
  encrypted?: boolean
}

/** What came back. */
export interface InjectResult {
  readonly status: number
  /** By name in lower case; `set-cookie` is a list. */
  readonly headers: Readonly<Record<string, string> & { 'set-cookie'?: readonly string[] }>
  /** The cookies that were set: name → value. */
  readonly cookies: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly text: string
  /** The body as JSON. */
  json(): unknown
}

/**
 * Answers a described request, in this process.
 *
 * @param handler what answers; default: the application, as over a socket
 */
export async function inject(
  app: App,
  options: InjectOptions,
  handler: (request: Request) => Promise<Response> = (request) => handleRequest(app, request),
): Promise<InjectResult> {
  if (typeof options.path !== 'string')
    throw new TypeError(`A request that is described has a path: app.inject({ path: '/shop' }).`)
  const request = app.createRequest(await toSource(options))
  const response = await withRequest(request, handler, request)
  const headers = collectHeaders(outgoingHeaders(response))
  const empty = hasNoBody(response.status) || options.method?.toUpperCase() === 'HEAD'
  const body = empty ? new Uint8Array() : await bodyBytes(response.body)
  await withRequest(request, finishRequest, request)
  const text = new TextDecoder().decode(body)
  return {
    status: response.status,
    headers,
    cookies: cookiesOf(headers),
    body,
    text,
    json: () => JSON.parse(text) as unknown,
  }
}

async function toSource(options: InjectOptions): Promise<MemorySource> {
  const { body, type } = await encodeBody(options)
  const headers = new Headers(options.headers)
  if (!headers.has('host')) headers.set('host', 'localhost')
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
  if (body !== null && !headers.has('content-length')) headers.set('content-length', String(body.length))
  const cookies = Object.entries(options.cookies ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  if (cookies.length > 0) headers.append('cookie', cookies.join('; '))
  const method = options.method?.toUpperCase() ?? (body === null ? 'GET' : 'POST')
  const source = { method, target: withQuery(options), headers, body, encrypted: options.encrypted ?? false }
  return new MemorySource({
    ...source,
    remoteAddress: options.remoteAddress ?? '127.0.0.1',
    database: options.database,
  })
}

function withQuery({ path, query }: InjectOptions): string {
  if (query === undefined) return path
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(pairs(query)).toString()}`
}

async function encodeBody(options: InjectOptions): Promise<{ body: Uint8Array | null; type: string | null }> {
  const { form, files, json } = options
  if (options.body !== undefined) return { body: Buffer.from(options.body), type: null }
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), type: 'application/json' }
  if (files !== undefined) {
    const encoded = new globalThis.Response(toFormData(form ?? {}, files))
    return { body: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') }
  }
  if (form === undefined) return { body: null, type: null }
  return { body: Buffer.from(String(new URLSearchParams(pairs(form)))), type: 'application/x-www-form-urlencoded' }
}

function toFormData(form: Values<string>, files: Values<InjectFile>): FormData {
  const data = new FormData()
  for (const [name, value] of pairs(form)) data.append(name, value)
  for (const [name, file] of pairs(files)) {
    if (file instanceof Blob) data.append(name, file)
    else data.append(name, new File([file.content as string], file.name ?? name, { type: file.type ?? '' }))
  }
  return data
}

function pairs<Value>(values: Values<Value>): Array<[string, Value]> {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as [string, Value]),
  )
}

function collectHeaders(flat: readonly string[]): InjectResult['headers'] {
  const headers: Record<string, string> = {}
  const setCookies: string[] = []
  for (let index = 0; index < flat.length; index += 2) {
    const [name = '', value = ''] = [flat[index]?.toLowerCase(), flat[index + 1]]
    if (name === 'set-cookie') setCookies.push(value)
    else headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  const all = setCookies.length === 0 ? headers : { ...headers, 'set-cookie': setCookies }
  return all as InjectResult['headers']
}

function cookiesOf(headers: InjectResult['headers']): Record<string, string> {
  const cookies = (headers['set-cookie'] ?? []).map((each) => parseSetCookie(each))
  return Object.fromEntries(cookies.map(({ name, value }) => [name, value ?? '']))
}
