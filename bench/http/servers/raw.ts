/** node:http with nothing on it, as one writes it by hand when it has to be fast. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { announce, ORDER, priceOf, SECTIONS, TEXT, totalOf, type Order, type PriceCall } from './shop.ts'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, groups: RegExpExecArray | null) => void
type Rpc = { id?: unknown; params?: unknown }

const PLAIN = 'text/plain; charset=utf-8'
const HTML = 'text/html; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'
// As the others have by default.
const MAX_BODY = 1024 * 1024

const exact = new Map<string, Handler>()
const patterns = new Map<string, Array<[RegExp, Handler]>>()

function send(outgoing: ServerResponse, status: number, type: string, body: string): void {
  outgoing.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  outgoing.end(body)
}

function sendJson(outgoing: ServerResponse, value: unknown): void {
  send(outgoing, 200, JSON_TYPE, JSON.stringify(value))
}

/** Reads a body of one type, and no more of it than is allowed. */
function readText(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  type: string,
  then: (text: string) => void,
): void {
  if (incoming.headers['content-type']?.startsWith(type) !== true) {
    send(outgoing, 415, PLAIN, 'Unsupported Media Type')
    return
  }
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MAX_BODY) chunks.push(chunk)
    else if (!outgoing.headersSent) {
      outgoing.shouldKeepAlive = false
      send(outgoing, 413, PLAIN, 'Content Too Large')
    }
  })
  incoming.on('end', () => {
    if (size > MAX_BODY) return
    then((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString())
  })
  incoming.on('error', () => outgoing.destroy())
}

function readJson(incoming: IncomingMessage, outgoing: ServerResponse, then: (value: unknown) => void): void {
  readText(incoming, outgoing, 'application/json', (text) => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      send(outgoing, 400, PLAIN, 'Bad Request')
      return
    }
    then(value)
  })
}

exact.set('GET /text', (_incoming, outgoing) => send(outgoing, 200, PLAIN, TEXT))
exact.set('GET /order', (_incoming, outgoing) => sendJson(outgoing, ORDER))

exact.set('POST /form', (incoming, outgoing) => {
  readText(incoming, outgoing, 'application/x-www-form-urlencoded', (text) => {
    send(outgoing, 200, HTML, new URLSearchParams(text).get('title') ?? '')
  })
})

exact.set('POST /order', (incoming, outgoing) => {
  readJson(incoming, outgoing, (value) => {
    const { number, customer, lines } = value as Order
    sendJson(outgoing, { number, customer, lines, total: totalOf(lines) })
  })
})

exact.set('POST /rpc', (incoming, outgoing) => {
  readJson(incoming, outgoing, (value) => {
    const { id = null, params } = value as Rpc
    const answer =
      typeof params === 'object' && params !== null
        ? { jsonrpc: '2.0', id, result: priceOf(params as PriceCall) }
        : { jsonrpc: '2.0', id, error: { code: -32602, message: 'Invalid params' } }
    sendJson(outgoing, answer)
  })
})

for (const section of SECTIONS) {
  exact.set(`GET ${section}`, (_incoming, outgoing) => send(outgoing, 200, HTML, section))
  exact.set(`GET ${section}/new`, (_incoming, outgoing) => send(outgoing, 200, HTML, `${section} new`))
  patterns.set(section, [
    [
      /^\/(\d+)\/pages\/(\d+)$/,
      (_incoming, outgoing, groups) => {
        const id = Number(groups?.[1])
        const page = Number(groups?.[2])
        send(outgoing, 200, HTML, `${section} ${id} page ${page + 1}`)
      },
    ],
    [/^\/(\d+)$/, (_incoming, outgoing, groups) => send(outgoing, 200, HTML, `${section} ${Number(groups?.[1])}`)],
    [/^\/(\d+)\/edit$/, (_incoming, outgoing, groups) => send(outgoing, 200, HTML, `edit ${Number(groups?.[1])}`)],
  ])
}

/** The first two segments choose a handful of patterns. */
function matchPattern(path: string): [Handler, RegExpExecArray] | null {
  const second = path.indexOf('/', 1)
  const third = second === -1 ? -1 : path.indexOf('/', second + 1)
  if (third === -1) return null
  const rest = path.slice(third)
  for (const [pattern, handler] of patterns.get(path.slice(0, third)) ?? []) {
    const groups = pattern.exec(rest)
    if (groups !== null) return [handler, groups]
  }
  return null
}

const server = createServer((incoming, outgoing) => {
  const { method = 'GET', url = '/' } = incoming
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const handler = exact.get(`${method} ${path}`)
  if (handler !== undefined) {
    handler(incoming, outgoing, null)
    return
  }
  const found = method === 'GET' ? matchPattern(path) : null
  if (found === null) send(outgoing, 404, PLAIN, 'Not Found')
  else found[0](incoming, outgoing, found[1])
})

server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port))
