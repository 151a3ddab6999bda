// What a client sends wrong, or on purpose: each gets a clear answer, and the server goes on.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { Controller, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { addonOf, bodyOf, exchange, get, post, RawClient, statusesIn } from './support.ts'

const LIMIT = 100_000

class Target extends Controller {
  @route('/ok', { auth: 'none' })
  ok() {
    return 'fine'
  }
  @route('/form', { auth: 'none', csrf: false })
  form(params: Record<string, unknown>, current: Request) {
    const shown = Object.entries(params).map(([name, value]) => [name, value instanceof File ? value.size : value])
    return current.makeJsonResponse(Object.fromEntries(shown))
  }
  @route('/ignore', { auth: 'none', csrf: false })
  ignore() {
    return 'ignored'
  }
  @route('/raw', { auth: 'none', csrf: false })
  async raw(_: object, { http }: Request) {
    let size = 0
    for await (const chunk of http.stream) size += (chunk as Uint8Array).length
    return String(size)
  }
  @route('/rpc', { auth: 'none', type: 'json' })
  rpc(params: object) {
    return Object.keys(params)
  }
  @route('/session', { auth: 'none' })
  session(_: object, { session, http }: Request) {
    return JSON.stringify([[...session.keys()], [...http.cookies.keys()]])
  }
}

let app: TestApp
let port: number
let folder: string

const uploadFolders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('pergola-upload-'))

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-hostile-'))
  process.env['TMPDIR'] = folder // uploads of other tests are not counted
  const http = {
    maxContentLength: LIMIT,
    maxFields: 100,
    headersTimeout: 300,
    requestTimeout: 600,
    keepAliveTimeout: 1000,
  }
  app = await createTestApp({ addons: [addonOf('shop', [Target])], config: { http } })
  ;({ port } = await app.listen())
})

after(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

// After each attack: a plain request is answered, nothing was polluted, no upload is left.
afterEach(async () => {
  assert.match(await exchange(port, get('/ok')), /^HTTP\/1\.1 200 [\s\S]*fine$/)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  await untilNoUploads()
})

// They are removed after the answer; a test that waits here for ever has found one that is not.
async function untilNoUploads(): Promise<void> {
  while ((await uploadFolders()).length > 0) await new Promise((resolve) => setImmediate(resolve))
}

async function statusOf(data: string | Uint8Array): Promise<number | undefined> {
  return statusesIn(await exchange(port, data))[0]
}

describe('request lines and headers', () => {
  const targets: ReadonlyArray<readonly [string, number]> = [
    ['/%', 400],
    ['/%zz', 400],
    ['/%c3', 400],
    ['/%ff%fe', 400],
    ['/%ED%A0%80', 400],
    ['/ok?%zz=%', 200],
    ['/ok?a=%ff', 200],
    ['/ok#fragment', 200],
    ['/ok?#', 200],
    ['/o%6B', 200],
    ['/ok%00', 404],
    ['/%00', 404],
    [`/${'a'.repeat(8000)}`, 404],
    [`/${'/'.repeat(5000)}`, 404],
    [`/${'%2f'.repeat(2000)}`, 404],
    [`/ok?${'a&'.repeat(4000)}`, 200],
    ['http://elsewhere.example/ok', 200],
    ['https://elsewhere.example/ok?x=1', 200],
    ['http://elsewhere.example', 404],
    ['ftp://elsewhere.example/ok', 400],
    ['elsewhere.example:443', 400],
    ['ok', 400],
    ['?a=1', 400],
  ]
  for (const [target, status] of targets) {
    test(`${target.slice(0, 40)}: ${status}`, async () => assert.equal(await statusOf(get(target)), status))
  }

  test('OPTIONS * and other odd methods', async () => {
    const send = (line: string) => statusOf(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    assert.equal(await send('OPTIONS *'), 400)
    assert.equal(await send('BREW /ok'), 400)
    assert.equal(await send('get /ok'), 400)
    assert.equal(await send('PROPFIND /nowhere'), 404)
    assert.equal(await send('GET'), 400)
    assert.equal(await send('GET /ok HTTP/1.1 x'), 400)
    assert.equal(await statusOf('\0\0\0\0\r\n\r\n'), 400)
    assert.equal(await statusOf('GET /ok HTTP/9.9\r\nHost: x\r\n\r\n'), 400)
    assert.deepEqual(statusesIn(await exchange(port, 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n')), [])
  })

  test('header floods: 431', async () => {
    assert.equal(await statusOf(get('/ok', `X-Big: ${'x'.repeat(20_000)}\r\n`)), 431)
    assert.equal(await statusOf(get('/ok', 'X-A: 1\r\n'.repeat(3000))), 431)
    assert.equal(await statusOf(get(`/${'a'.repeat(20_000)}`)), 431)
  })

  test('headers that are no headers: 400', async () => {
    for (const header of ['No colon\r\n', ': empty\r\n', 'Bad Name: x\r\n', 'X: a\0b\r\n', ' folded: x\r\n']) {
      assert.equal(await statusOf(get('/ok', header)), 400, JSON.stringify(header))
    }
    assert.equal(await statusOf('GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n'), 400, 'no Host')
  })

  test('what comes twice is not the first of both: several hosts are refused', async () => {
    assert.equal(await statusOf(get('/ok', 'Host: elsewhere.example\r\n')), 400)
    assert.equal(await statusOf(get('/ok', 'Content-Type: text/plain\r\nContent-Type: text/html\r\n')), 200)
    const hosts = new Headers({ host: 'a.example' })
    hosts.append('host', 'b.example')
    assert.equal((await app.inject({ path: '/ok', headers: hosts })).status, 400)
  })

  test('names of prototypes as headers and cookies are names', async () => {
    const cookies = '__proto__=polluted; constructor=x; prototype=y; a=1; =b; ; novalue; b=%zz; c="'
    const received = await exchange(
      port,
      get('/session', `__proto__: polluted\r\nConstructor: x\r\nPrototype: y\r\nCookie: ${cookies}\r\n`),
    )
    assert.equal(statusesIn(received)[0], 200)
    const [, names] = JSON.parse(bodyOf(received)) as [unknown, string[]]
    for (const name of ['__proto__', 'constructor', 'prototype', 'a', 'b', 'c']) assert.ok(names.includes(name), name)
  })

  test('cookies of any bytes are no failure', async () => {
    for (const value of [
      ';;;',
      '=',
      'a',
      '\xff\xfe=\xff',
      'session_id=',
      'session_id=%',
      `x=${'a'.repeat(9000)}`,
      'a=b,c=d',
    ]) {
      const data = Buffer.from(get('/session', `Cookie: ${value}\r\n`), 'latin1')
      assert.equal(await statusOf(data), 200, value.slice(0, 20))
    }
  })
})

describe('lengths', () => {
  const raw = (headers: string, body = 'a=1'): string =>
    `POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n${body}`

  test('a Content-Length that is none: 400', async () => {
    for (const value of ['-1', 'x', '1x', '1.5', '0x10', '99999999999999999999999', '1, 2', '']) {
      assert.equal(await statusOf(raw(`Content-Length: ${value}\r\n`)), 400, value)
    }
    assert.equal(await statusOf(raw('Content-Length: 3\r\nContent-Length: 4\r\n')), 400)
    assert.equal(
      await statusOf(raw('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '3\r\na=1\r\n0\r\n\r\n')),
      400,
    )
    assert.equal(await statusOf(raw('Transfer-Encoding: chunked, identity\r\n', '3\r\na=1\r\n0\r\n\r\n')), 400)
    assert.equal(await statusOf(raw('Transfer-Encoding: chunked\r\n', 'zz\r\na=1\r\n0\r\n\r\n')), 400)
  })

  test('a body that is shorter than announced: no answer is made up, and nothing hangs', async () => {
    await using client = new RawClient(port)
    client.send(raw('Content-Length: 10\r\n', 'a=1'))
    client.socket.end()
    const statuses = statusesIn(await client.ended())
    assert.ok(
      statuses.every((status) => status >= 400),
      String(statuses),
    )
  })

  test('more than announced is the next request: 400', async () => {
    const received = await exchange(
      port,
      raw('Content-Length: 3\r\n', 'a=1GARBAGE\r\n\r\n').replace('Connection: close\r\n', ''),
    )
    assert.equal(statusesIn(received).at(-1), 400)
  })

  test('over the limit as declared: 413 at once, and the client can read it', async () => {
    for (const path of ['/form', '/raw', '/ignore', '/rpc']) {
      const type = path === '/rpc' ? 'application/json' : 'application/x-www-form-urlencoded'
      const received = await exchange(port, post(path, type, 'x'.repeat(LIMIT + 1)))
      assert.equal(statusesIn(received)[0], 413, path)
      assert.match(bodyOf(received), /longer than 100000 bytes/)
    }
  })

  test('over the limit as declared: nothing of the body is waited for', async () => {
    await using small = await createTestApp({
      addons: [addonOf('shop', [Target])],
      config: { http: { maxContentLength: 100 } },
    })
    const { port: smallPort } = await small.listen()
    await using client = new RawClient(smallPort)
    client.send(
      'POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 101\r\n\r\n',
    )
    assert.equal(statusesIn(await client.until('longer than 100 bytes'))[0], 413)
  })

  test('over the limit of its own route: nothing of the body is waited for, and other routes take it', async () => {
    class Small extends Controller {
      @route('/small', { auth: 'none', csrf: false, maxContentLength: 10 })
      async small() {
        return 'small'
      }
      @route('/json/<int:id>', { auth: 'none', type: 'json2', maxContentLength: 10 })
      async json() {
        return 'json'
      }
      @route('/large', { auth: 'none', csrf: false })
      async large(_args: object, request: Request) {
        return `${(await request.readBody()).length} bytes`
      }
    }
    await using app = await createTestApp({ addons: [addonOf('shop', [Small])] })
    const { port: own } = await app.listen()
    const head = (path: string, type: string, length: number): string =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`
    for (const [path, type] of [
      ['/small', 'application/x-www-form-urlencoded'],
      ['/json/1', 'application/json'],
    ] as const) {
      await using client = new RawClient(own)
      client.send(head(path, type, 11))
      assert.equal(statusesIn(await client.until('longer than 10 bytes'))[0], 413, path)
    }
    await using client = new RawClient(own)
    client.send(`${head('/large', 'application/json', 11)}"123456789"`)
    assert.match(await client.until('11 bytes'), /^HTTP\/1.1 200/)
  })

  test('over the limit, chunked: 413, and the client can read it while it still sends', async () => {
    for (const [path, type] of [
      ['/form', 'application/x-www-form-urlencoded'],
      ['/form', 'multipart/form-data; boundary=X'],
      ['/raw', 'text/plain'],
      ['/rpc', 'application/json'],
    ]) {
      await using client = new RawClient(port)
      client.send(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      )
      const start = type?.startsWith('multipart')
        ? '--X\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        : ''
      const content = start + 'x'.repeat(10_000)
      for (let sent = 0; sent < 30; sent++) client.send(`${content.length.toString(16)}\r\n${content}\r\n`)
      client.send('0\r\n\r\n')
      const received = await client.ended()
      assert.equal(statusesIn(received)[0], 413, `${path} ${type}`)
      assert.match(bodyOf(received), /longer than 100000 bytes/)
    }
  })

  test('a body that nobody reads is no harm to the next request of the connection', async () => {
    await using client = new RawClient(port)
    const plain = `POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 50000\r\n\r\n${'x'.repeat(50_000)}`
    client.send(plain + get('/ok'))
    assert.deepEqual(statusesIn(await client.ended()), [200, 200])
  })
})

describe('connections', () => {
  test('pipelined requests are answered in order', async () => {
    await using client = new RawClient(port)
    client.send(`GET /ok HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n${get('/ok')}`)
    assert.deepEqual(statusesIn(await client.ended()), [200, 404, 200])
  })

  test('a client that has closed its side is answered', async () => {
    await using client = new RawClient(port)
    client.send(get('/ok'))
    client.socket.end()
    assert.match(await client.ended(), /fine$/)
  })

  test('a client that sends its headers too slowly: 408', async () => {
    await using client = new RawClient(port)
    client.send('GET /ok HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    assert.equal(statusesIn(await client.ended())[0], 408)
  })

  test('a client that sends its body too slowly: 408, or the connection ends', async () => {
    await using client = new RawClient(port)
    client.send(
      'POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: 500\r\n\r\n--X\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nabc',
    )
    const statuses = statusesIn(await client.ended())
    assert.ok(statuses.length === 0 || statuses[0] === 408 || statuses[0] === 400, String(statuses))
  })

  test('a client that goes away in the middle of an upload leaves nothing', async () => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => {})
    socket.write(
      'POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: 90000\r\n\r\n--X\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n',
    )
    await new Promise((resolve) => socket.write('y'.repeat(40_000), resolve))
    while ((await uploadFolders()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    await untilNoUploads()
  })
})
