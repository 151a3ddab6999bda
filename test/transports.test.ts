// One table of requests, answered in the process and over a real socket: status, headers and body are the same.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { Controller, HttpError, MissingError, route, UserError, type Request } from 'pergola'
import { createTestApp, type InjectOptions, type TestApp } from 'pergola/testing'
import { addonOf } from './support.ts'

class Everything extends Controller {
  @route('/text', { auth: 'none' })
  text() {
    return '<p>é € 😀</p>'
  }
  @route('/nothing', { auth: 'none' })
  nothing() {}
  @route('/bytes', { auth: 'none' })
  bytes() {
    return new Uint8Array([0, 1, 254, 255])
  }
  @route('/stream', { auth: 'none' })
  stream() {
    return Readable.from([Buffer.from('one,'), Buffer.from('two')])
  }
  @route('/web-stream', { auth: 'none' })
  webStream() {
    return new Blob(['web stream'], { type: 'text/plain' }).stream()
  }
  @route('/web-response', { auth: 'none' })
  webResponse() {
    return new globalThis.Response('web', { status: 201, headers: { 'x-a': '1', 'content-type': 'text/x' } })
  }
  @route('/echo/<path:rest>', { auth: 'none', csrf: false, methods: ['GET', 'POST', 'PUT', 'DELETE'] })
  async echo(params: Record<string, unknown>, current: Request) {
    const values = Object.entries(params).map(async ([name, value]) => [
      name,
      value instanceof File ? [value.name, value.type, await value.text()] : value,
    ])
    const { method, path, query, http } = current
    const cookies = Object.fromEntries(http.cookies)
    return current.makeJsonResponse({ method, path, query: [...query], cookies, params: await Promise.all(values) })
  }
  @route('/raw', { auth: 'none', csrf: false })
  async raw(_: object, current: Request) {
    return current.makeResponse(await current.readBody(), { headers: { 'content-type': 'application/x-raw' } })
  }
  @route('/cookies', { auth: 'none' })
  cookies(_: object, current: Request) {
    return current.makeResponse('set', { cookies: { a: '1', b: { value: 'x y;', path: '/p' } } })
  }
  @route('/etag', { auth: 'none' })
  etag(_: object, current: Request) {
    const response = current.makeResponse('content')
    response.setEtag('v1')
    return response
  }
  @route('/error/<int:status>', { auth: 'none' })
  error({ status }: { status: number }) {
    throw new HttpError(status, 'It is so.', { headers: { 'x-why': 'because' } })
  }
  @route('/crash', { auth: 'none' })
  crash() {
    throw new Error('secret')
  }
  @route('/user-error', { auth: 'none', cors: '*' })
  userError() {
    throw new UserError('Not <this> way.')
  }
  @route('/away', { auth: 'none' })
  away(_: object, current: Request) {
    return current.redirectQuery('/text#top', { q: 'é' })
  }
  @route('/rpc/<int:id>', { auth: 'none', type: 'json' })
  rpc(params: { id: number; missing?: boolean }) {
    if (params.missing) throw new MissingError('Gone.')
    return params
  }
  @route('/json2', { auth: 'none', type: 'json2' })
  json2(params: object) {
    return params
  }
  @route('/file', { auth: 'none' })
  file(_: object, current: Request) {
    return current.sendFile(import.meta.filename, { attachment: true, filename: 'tëst.ts' })
  }
}

interface Answer {
  status: number
  headers: Record<string, unknown>
  body: string
}

// What belongs to one connection or one moment, and what a socket states of a body's length.
const CONNECTION = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']

function comparable(status: number, headers: Record<string, unknown>, body: Uint8Array): Answer {
  const kept = Object.entries(headers).filter(([name]) => !CONNECTION.includes(name))
  const text = Buffer.from(body)
    .toString('latin1')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
  return { status, headers: Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1))), body: text }
}

let app: TestApp
let port: number

before(async () => {
  app = await createTestApp({ addons: [addonOf('shop', [Everything])], config: { http: { maxContentLength: 5000 } } })
  ;({ port } = await app.listen())
})
after(() => app.close())

async function overSocket({ path, method = 'GET', headers = {}, body }: Sent): Promise<Answer> {
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false,
    setHost: false,
    headers: { host: 'localhost', ...headers },
  })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  return comparable(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))
}

async function injected({ path, method = 'GET', headers = {}, body }: Sent): Promise<Answer> {
  const options: InjectOptions = { path, method, headers, ...(body === undefined ? {} : { body }) }
  const response = await app.inject(options)
  return comparable(response.status, response.headers, response.body)
}

async function fetched({ path, method = 'GET', headers = {}, body }: Sent): Promise<Answer> {
  const init = { method, headers, ...(body === undefined ? {} : { body }) }
  const response = await app.app.fetch(new globalThis.Request(`http://localhost${path}`, init))
  const cookies = response.headers.getSetCookie()
  const all = { ...Object.fromEntries(response.headers), ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }) }
  return comparable(response.status, all, new Uint8Array(await response.arrayBuffer()))
}

interface Sent {
  path: string
  method?: string
  headers?: Record<string, string>
  body?: string
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }
const multipart = { 'content-type': 'multipart/form-data; boundary=XX' }
const part = (disposition: string, content: string): string =>
  `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`

const requests: ReadonlyArray<Sent & { status: number }> = [
  { path: '/text', status: 200 },
  { path: '/text', method: 'HEAD', status: 200 },
  { path: '/text/', status: 200 },
  { path: '/nothing', status: 204 },
  { path: '/bytes', status: 200 },
  { path: '/stream', status: 200 },
  { path: '/stream', method: 'HEAD', status: 200 },
  { path: '/web-stream', status: 200 },
  { path: '/web-response', status: 201 },
  { path: '/cookies', status: 200 },
  { path: '/etag', status: 200 },
  { path: '/etag', headers: { 'if-none-match': '"v1"' }, status: 304 },
  { path: '/etag', headers: { 'if-none-match': '"v2"' }, status: 200 },
  { path: '/file', status: 200 },
  { path: '/file', headers: { range: 'bytes=0-9' }, status: 206 },
  { path: '/file', headers: { range: 'bytes=999999-' }, status: 416 },
  { path: '/file', method: 'HEAD', status: 200 },
  { path: '/away', status: 303 },
  { path: '/echo/a/b?x=1&x=2&y=%C3%A9+%26&z', headers: { cookie: 'a=1; b="q"; a=2' }, status: 200 },
  { path: '/echo/%C3%A9%20%2F', status: 200 },
  { path: '/echo/x', method: 'POST', headers: form, body: 'a=1&a=2&b=%20&rest=form', status: 200 },
  { path: '/echo/x', method: 'PUT', headers: form, body: '', status: 200 },
  { path: '/echo/x', method: 'DELETE', status: 200 },
  { path: '/echo/x', method: 'PATCH', body: 'x', status: 405 },
  {
    path: '/echo/x?f=query',
    method: 'POST',
    headers: multipart,
    body: `${part('name="t"', 'text')}${part('name="f"; filename="f.txt"', 'in\r\nfile')}--XX--\r\n`,
    status: 200,
  },
  { path: '/echo/x', method: 'POST', headers: multipart, body: part('name="t"', 'no end'), status: 400 },
  { path: '/echo/x', method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x', status: 400 },
  { path: '/echo/x', method: 'POST', headers: form, body: `a=${'x'.repeat(6000)}`, status: 413 },
  { path: '/raw', method: 'POST', headers: { 'content-type': 'application/x-y' }, body: 'é raw', status: 200 },
  { path: '/raw', method: 'POST', headers: { 'content-type': 'application/x-y' }, body: 'x'.repeat(6000), status: 413 },
  { path: '/rpc/3', method: 'POST', headers: json, body: '{"id":1,"params":{"a":1}}', status: 200 },
  { path: '/rpc/3', method: 'POST', headers: json, body: '{"id":1,"params":{"missing":true}}', status: 200 },
  { path: '/rpc/3', method: 'POST', headers: json, body: '{', status: 400 },
  { path: '/rpc/3', method: 'POST', headers: json, body: '[]', status: 400 },
  { path: '/rpc/3', method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}', status: 415 },
  { path: '/rpc/3', status: 415 },
  { path: '/json2', method: 'POST', headers: json, body: '{"a":[1]}', status: 200 },
  { path: '/json2', method: 'POST', headers: json, body: '[]', status: 400 },
  { path: '/json2', status: 200 },
  { path: '/nowhere', status: 404 },
  { path: '/nowhere', headers: { accept: 'application/json' }, status: 404 },
  { path: '/nowhere', headers: { accept: 'text/plain' }, status: 404 },
  { path: '/nowhere', method: 'POST', headers: json, body: '{}', status: 200 },
  { path: '/%zz', status: 400 },
  { path: '/%ff', status: 400 },
  { path: '/error/410', status: 410 },
  { path: '/error/503', status: 503 },
  { path: '/crash', status: 500 },
  { path: '/crash', headers: { accept: 'application/json' }, status: 500 },
  { path: '/user-error', headers: { accept: 'application/json' }, status: 422 },
  { path: '/text', method: 'OPTIONS', status: 204 },
  { path: '/user-error', method: 'OPTIONS', headers: { origin: 'http://x' }, status: 204 },
  { path: '/web/health', status: 200 },
]

describe('in the process and over a socket the answer is the same', () => {
  for (const sent of requests) {
    const { path, method = 'GET', status, headers = {}, body = '' } = sent
    const extra = [Object.keys(headers).join(' '), body.slice(0, 20)].filter((text) => text !== '').join(', ')
    test(`${method} ${path}${extra === '' ? '' : ` (${JSON.stringify(extra)})`}: ${status}`, async () => {
      const answer = await injected(sent)
      assert.equal(answer.status, status)
      assert.deepEqual(await overSocket(sent), answer)
      if (new URL(`http://localhost${path}`).pathname === path.split('?')[0])
        assert.deepEqual(await fetched(sent), answer)
    })
  }
})

test('every answer has nosniff', async () => {
  for (const sent of requests)
    assert.equal((await injected(sent)).headers['x-content-type-options'], 'nosniff', sent.path)
})
