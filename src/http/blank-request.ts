import { Readable } from 'node:stream'
import { NoCurrentRequestError } from '../errors/framework-errors.ts'
import type { AppServices } from './app-services.ts'
import { maybeCurrentRequest } from './current-request.ts'
import type { HeadersInput } from './headers-input.ts'
import { MemorySource } from './memory-source.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { toQuery, type QueryInput } from './url/query.ts'

/** What a made request has. */
export interface BlankInit {
  /** Default `GET`; `POST` where there is a body. */
  method?: string
  headers?: HeadersInput
  /** Added to the query of the path; a list repeats its name. */
  query?: QueryInput
  /** Fields of a form, sent urlencoded, or as multipart where there are files; a list repeats its name. */
  form?: QueryInput
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  body?: string | Uint8Array
  /**
   * What is taken from the current request: `true` for its headers (and so its cookies and its user), host, scheme and
   * client address, without what describes its body and its conditions; or the names of single headers. Default: nothing.
   */
  inherit?: true | readonly string[]
  /** The application that it is for; default: the current request's. */
  app?: AppServices
}

// What speaks of the body, the connection or the cached answer of the one request that brought it.
const OWN = /^(?:content-.*|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|if-.*|range)$/

/**
 * A request that no client sent. Source: pyramid.request.Request.blank.
 *
 * @param path `/shop?page=2`, percent-encoded; or a whole URL, whose host and scheme count
 * @throws NoCurrentRequestError where no application is given and no request is being handled
 */
export function blankRequest(path: string, init: BlankInit = {}): Request {
  const parent = maybeCurrentRequest()
  const app = init.app ?? (parent === undefined ? undefined : stateOf(parent).app)
  if (app === undefined)
    throw new NoCurrentRequestError('Request.blank: no request is being handled here, so give the app.')
  const { target, origin } = splitTarget(path, init.query)
  const headers = inheritedHeaders(parent, init.inherit)
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
  const { body, type } = encodeBody(init)
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
  if (body instanceof Uint8Array) headers.set('content-length', String(body.length))
  if (origin !== null) headers.set('host', origin.host)
  else if (!headers.has('host')) headers.set('host', 'localhost')
  const source = init.inherit === true && parent !== undefined ? stateOf(parent).source : null
  const encrypted = origin === null ? (source?.encrypted ?? false) : origin.protocol === 'https:'
  const method = init.method ?? (body === null ? 'GET' : 'POST')
  const common = { method: method.toUpperCase(), target, headers, body, encrypted }
  const address = source?.remoteAddress ?? '127.0.0.1'
  return app.createRequest(new MemorySource({ ...common, remoteAddress: address, ...signalOf(parent) }))
}

function splitTarget(path: string, query: BlankInit['query']): { target: string; origin: URL | null } {
  const isUrl = /^https?:\/\//i.test(path)
  const origin = isUrl ? new URL(path) : null
  const target = origin === null ? path : origin.pathname + origin.search
  const more = urlencoded(query)
  return { target: more === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${more}`, origin }
}

function urlencoded(values: QueryInput | undefined): string {
  return typeof values === 'string' ? new URLSearchParams(values).toString() : toQuery(values).slice(1)
}

function inheritedHeaders(parent: Request | undefined, inherit: BlankInit['inherit']): Headers {
  const headers = new Headers()
  if (parent === undefined || inherit === undefined) return headers
  const wanted = inherit === true ? null : new Set(inherit.map((name) => name.toLowerCase()))
  for (const [name, value] of parent.http.headers) {
    if (wanted === null ? !OWN.test(name) : wanted.has(name)) headers.append(name, value)
  }
  return headers
}

interface EncodedBody {
  readonly body: Uint8Array | Readable | null
  readonly type: string | null
}

function encodeBody({ body, json, form }: BlankInit): EncodedBody {
  if (body !== undefined) return { body: Buffer.from(body as Uint8Array), type: null }
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), type: 'application/json' }
  if (form === undefined) return { body: null, type: null }
  const pairs = typeof form === 'object' && form !== null ? pairsOf(form) : form
  if (Array.isArray(pairs) && pairs.some(([, value]) => valuesOf(value).some(isFile))) return multipart(pairs)
  return { body: Buffer.from(urlencoded(pairs)), type: 'application/x-www-form-urlencoded' }
}

type Pair = readonly [name: string | number, value: unknown]

function pairsOf(form: Exclude<QueryInput, string | null>): Pair[] {
  return Symbol.iterator in form ? [...form] : Object.entries(form)
}

function valuesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) || value instanceof Set ? [...value] : [value]
}

function isFile(value: unknown): value is Blob {
  return value instanceof Blob
}

function multipart(pairs: readonly Pair[]): EncodedBody {
  const data = new FormData()
  for (const [name, value] of pairs) {
    for (const each of valuesOf(value)) {
      if (isFile(each)) data.append(String(name), each)
      // oxlint-disable-next-line typescript/no-base-to-string -- any value may stand in a form, as its text
      else if (each !== undefined) data.append(String(name), String(each ?? ''))
    }
  }
  const { body, headers } = new globalThis.Response(data)
  return { body: Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), type: headers.get('content-type') }
}

// Who waits for the outer answer waits for this one too.
function signalOf(parent: Request | undefined): { signal?: AbortSignal } {
  return parent === undefined ? {} : { signal: parent.signal }
}
