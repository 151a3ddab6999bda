// What shows over a real socket only: streams, compression, clients that leave, time limits, the log.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Controller, NewResponse, Response, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { addonOf, appWith, exchange, get, RawClient, recordingLog, statusesIn } from './support.ts'

const long = 'compress me '.repeat(500)

/** A stream that gives some of what it should and then breaks. */
const breaking = (): Readable =>
  Readable.from(
    (async function* () {
      yield Buffer.from(long)
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error('The source broke.')
    })(),
  )

class Pages extends Controller {
  static running: PromiseWithResolvers<Request> = Promise.withResolvers()
  static gate: PromiseWithResolvers<void> = Promise.withResolvers()
  static destroyed: string[] = []

  @route('/ok', { auth: 'none' })
  ok() {
    return 'fine'
  }
  @route('/long', { auth: 'none' })
  long(_: object, current: Request) {
    const response = current.makeResponse(long)
    response.setEtag('v1')
    return response
  }
  @route('/kind/<name>', { auth: 'none' })
  kind({ name }: { name: string }, current: Request) {
    const types: Record<string, string> = {
      png: 'image/png',
      svg: 'image/svg+xml',
      json: 'application/json',
      bin: 'application/octet-stream',
    }
    const response = current.makeResponse(long, { headers: { 'content-type': types[name] ?? 'text/plain' } })
    if (name === 'no-transform') response.cacheControl = 'no-transform'
    if (name === 'encoded') response.headers.set('content-encoding', 'x')
    return response
  }
  @route('/stream', { auth: 'none' })
  stream() {
    return new Response(Readable.from([Buffer.from(long.slice(0, 100)), Buffer.from(long.slice(100))]), {
      headers: { 'content-type': 'text/plain' },
    })
  }
  @route('/breaking', { auth: 'none' })
  breaking() {
    return new Response(breaking(), { headers: { 'content-type': 'text/plain' } })
  }
  @route('/watched/<name>', { auth: 'none' })
  watched({ name }: { name: string }) {
    const stream = new Readable({
      read() {
        this.push(Buffer.alloc(65_536, 'x'))
      },
      destroy(error, done) {
        Pages.destroyed.push(name)
        done(error)
      },
    })
    const response = new Response(stream, { headers: { 'content-type': 'text/plain', etag: '"w"' } })
    if (name === 'none') response.status = 204
    return response
  }
  @route('/impossible/<name>', { auth: 'none' })
  impossible({ name }: { name: string }, current: Request) {
    const response = name === 'stream' ? this.watched({ name: 'impossible' }) : current.makeResponse('x')
    if (name === 'type') response.contentType = 'text/plain\r\nx: y'
    else response.status = 1000
    return response
  }
  @route('/own-length', { auth: 'none' })
  ownLength(_: object, current: Request) {
    return current.makeResponse('four', { headers: { 'content-length': '4' } })
  }
  @route('/nosniff', { auth: 'none' })
  nosniff() {
    return new Response(null, { status: 202, headers: { 'x-content-type-options': 'nosniff' } })
  }
  @route('/wait', { auth: 'none' })
  async wait(_: object, current: Request) {
    Pages.running.resolve(current)
    await Pages.gate.promise
    return 'waited'
  }
  @route('/signal', { auth: 'none' })
  async signal(_: object, current: Request) {
    Pages.running.resolve(current)
    await once(current.signal, 'abort')
    return 'nobody reads this'
  }
}

function again(): void {
  Pages.running = Promise.withResolvers()
  Pages.gate = Promise.withResolvers()
}

let app: TestApp
let port: number

before(async () => {
  app = await createTestApp({ addons: [addonOf('shop', [Pages])] })
  ;({ port } = await app.listen())
})
after(() => app.close())

/** An answer as it came, and whether it was whole. */
async function fetchRaw(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ incoming: IncomingMessage; body: Buffer; isWhole: boolean }> {
  const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }).end()
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  } catch {
    // cut off: `complete` says so
  }
  return { incoming, body: Buffer.concat(chunks), isWhole: incoming.complete }
}

describe('compression', () => {
  test('is negotiated; Vary says so, and a strong etag becomes a weak one', async () => {
    const gzip = await fetchRaw('/long', { 'accept-encoding': 'gzip' })
    assert.equal(gzip.incoming.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(gzip.body).toString(), long)
    assert.equal(gzip.incoming.headers.vary, 'Accept-Encoding')
    assert.equal(gzip.incoming.headers.etag, 'W/"v1"')
    const br = await fetchRaw('/long', { 'accept-encoding': 'gzip, br' })
    assert.equal(br.incoming.headers['content-encoding'], 'br')
    assert.equal(brotliDecompressSync(br.body).toString(), long)
    const stream = await fetchRaw('/stream', { 'accept-encoding': 'gzip' })
    assert.equal(gunzipSync(stream.body).toString(), long)
  })

  test('the weak etag is known again', async () => {
    assert.equal(
      (await fetchRaw('/long', { 'accept-encoding': 'gzip', 'if-none-match': 'W/"v1"' })).incoming.statusCode,
      304,
    )
  })

  test('is left out where the client does not want it, or it is of no use', async () => {
    const cases: ReadonlyArray<readonly [string, Record<string, string>]> = [
      ['/long', {}],
      ['/long', { 'accept-encoding': 'identity' }],
      ['/long', { 'accept-encoding': 'gzip;q=0, br;q=0' }],
      ['/long', { 'accept-encoding': 'unknown' }],
      ['/ok', { 'accept-encoding': 'gzip' }],
      ['/kind/png', { 'accept-encoding': 'gzip' }],
      ['/kind/bin', { 'accept-encoding': 'gzip' }],
      ['/kind/no-transform', { 'accept-encoding': 'gzip' }],
    ]
    for (const [path, headers] of cases) {
      const { incoming, body } = await fetchRaw(path, headers)
      assert.equal(incoming.headers['content-encoding'], undefined, path)
      assert.equal(incoming.headers['content-length'], String(body.length))
    }
    assert.equal(
      (await fetchRaw('/kind/encoded', { 'accept-encoding': 'gzip' })).incoming.headers['content-encoding'],
      'x',
    )
    for (const kind of ['json', 'svg', 'text']) {
      assert.equal(
        (await fetchRaw(`/kind/${kind}`, { 'accept-encoding': 'gzip' })).incoming.headers['content-encoding'],
        'gzip',
        kind,
      )
    }
  })

  test('is off behind a proxy, and where the configuration says so', async () => {
    for (const http of [{ proxyMode: true }, { compression: false }]) {
      await using other = await appWith([Pages], { http })
      const address = await other.listen()
      const received = await exchange(address.port, get('/long', 'Accept-Encoding: gzip\r\n'))
      assert.doesNotMatch(received, /content-encoding/i)
    }
  })
})

describe('streams', () => {
  test('that break in the middle end the connection, and the server goes on', async () => {
    for (const headers of [{}, { 'accept-encoding': 'gzip' }, { 'accept-encoding': 'br' }] as Array<
      Record<string, string>
    >) {
      const answer = await fetchRaw('/breaking', headers).catch(({ code }: { code: string }) => code)
      // What was compressed may not have reached the socket yet: then nothing comes at all.
      if (typeof answer === 'string') assert.equal(answer, 'ECONNRESET')
      else assert.deepEqual([answer.incoming.statusCode, answer.isWhole], [200, false], JSON.stringify(headers))
      assert.equal((await fetchRaw('/ok')).body.toString(), 'fine')
    }
  })

  test('that break are errors for app.fetch and inject, too', async () => {
    const response = await app.app.fetch(new globalThis.Request('http://localhost/breaking'))
    await assert.rejects(response.text())
    await assert.rejects(app.inject('/breaking'), /The source broke/)
  })

  test('nobody reads are closed: HEAD, 304, 204, and a client that leaves', async () => {
    Pages.destroyed.length = 0
    await fetchRaw('/watched/head', {}, 'HEAD')
    await fetchRaw('/watched/known', { 'if-none-match': '"w"' })
    await fetchRaw('/watched/none')
    for (const [name, header] of [
      ['left', ''],
      ['left-gzip', 'Accept-Encoding: gzip\r\n'],
    ]) {
      await using client = new RawClient(port)
      client.send(get(`/watched/${name}`, header))
      await client.until('HTTP/1.1 200')
    }
    while (Pages.destroyed.length < 5) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(Pages.destroyed.toSorted(), ['head', 'known', 'left', 'left-gzip', 'none'])
  })
})

test('a status or a header that HTTP cannot have: 500, and the connection goes on', async () => {
  await using client = new RawClient(port)
  for (const name of ['status', 'type', 'stream']) client.send(`GET /impossible/${name} HTTP/1.1\r\nHost: x\r\n\r\n`)
  client.send(get('/ok'))
  assert.deepEqual(statusesIn(await client.ended()), [500, 500, 500, 200])
  assert.ok(Pages.destroyed.includes('impossible'))
})

test('a header that an endpoint states is not sent twice', async () => {
  assert.equal((await fetchRaw('/own-length')).body.toString(), 'four')
  const received = await exchange(port, get('/own-length'))
  assert.equal([...received.matchAll(/content-length/gi)].length, 1)
  assert.equal([...(await exchange(port, get('/nosniff'))).matchAll(/nosniff/gi)].length, 1)
})

describe('request.signal', () => {
  test('is aborted when the client leaves before it was answered', async () => {
    again()
    {
      await using client = new RawClient(port)
      client.send(get('/signal'))
      await Pages.running.promise
    }
    const { signal } = await Pages.running.promise
    if (!signal.aborted) await once(signal, 'abort')
    assert.equal(signal.aborted, true)
  })

  test('is aborted, too, where it is asked for after the client left', async () => {
    again()
    let request: Request
    {
      await using client = new RawClient(port)
      client.send(get('/wait'))
      request = await Pages.running.promise
    }
    const { incoming } = request as unknown as { incoming?: never }
    assert.equal(incoming, undefined)
    // The server has seen the end of the connection when another request over another one is answered after it.
    for (let tries = 0; tries < 5; tries++) await fetchRaw('/ok')
    assert.equal(request.signal.aborted, true)
    Pages.gate.resolve()
  })

  test('is not aborted by an answer', async () => {
    again()
    const answer = fetchRaw('/wait')
    const { signal } = await Pages.running.promise
    Pages.gate.resolve()
    assert.equal((await answer).body.toString(), 'waited')
    await fetchRaw('/ok')
    assert.equal(signal.aborted, false)
  })
})

describe('handlerTimeout', () => {
  test('answers 503 and aborts the signal', async () => {
    again()
    await using limited = await appWith([Pages], { http: { handlerTimeout: 20 } })
    const response = await limited.inject({ path: '/signal', headers: { accept: 'application/json' } })
    assert.equal(response.status, 503)
    assert.equal((response.json() as { detail: string }).detail, 'The answer took too long.')
    assert.equal((await Pages.running.promise).signal.aborted, true)
    assert.equal((await limited.inject('/ok')).text, 'fine')
  })

  test('leaves no upload behind that was still on its way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pergola-late-'))
    const { TMPDIR } = process.env
    process.env['TMPDIR'] = folder
    await using limited = await appWith([Pages], { http: { handlerTimeout: 50 } })
    const address = await limited.listen()
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
    const part = '--X\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nstart'
    await using client = new RawClient(address.port)
    client.send(
      `POST /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${part.length + 9}\r\n\r\n${part}`,
    )
    assert.deepEqual(statusesIn(await client.until('took too long')), [503])
    client.send('\r\n--X--\r\n')
    client.socket.end()
    await client.ended()
    while ((await readdir(folder)).some((name) => name.startsWith('pergola-upload-')))
      await new Promise((resolve) => setImmediate(resolve))
    await rm(folder, { recursive: true })
  })
})

describe('listening', () => {
  test('on a unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pergola-socket-'))
    await using other = await appWith([Pages])
    const path = join(folder, 's')
    const address = await other.listen({ path })
    assert.equal(address.url, `unix:${path}`)
    const outgoing = httpRequest({ socketPath: path, path: '/ok', agent: false }).end()
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    assert.equal(incoming.statusCode, 200)
    incoming.resume()
    await once(incoming, 'end')
    await rm(folder, { recursive: true })
  })

  test('twice is refused, and so is a port that is taken', async () => {
    await using other = await appWith([Pages])
    await other.listen()
    await assert.rejects(other.listen(), { name: 'ConfigurationError' })
    await using third = await appWith([Pages])
    await assert.rejects(third.listen({ port }), { code: 'EADDRINUSE' })
  })

  test('time limits may be set one without the other', async () => {
    for (const http of [
      { requestTimeout: 1000 },
      { headersTimeout: 400_000 },
      { headersTimeout: 0 },
      { requestTimeout: 0 },
    ]) {
      await using other = await appWith([Pages], { http })
      const address = await other.listen()
      assert.deepEqual(statusesIn(await exchange(address.port, get('/ok'))), [200], JSON.stringify(http))
    }
  })
})

test('an error outside the tweens is a plain 500 that is logged, and the server goes on', async () => {
  const log = recordingLog()
  const setup = (adding: { subscribe: typeof app.app.subscribe }) => {
    adding.subscribe(NewResponse, ({ request }) => {
      if (request.path === '/long') throw new Error('listener broke')
    })
  }
  await using other = await appWith([Pages], { log }, { setup })
  const address = await other.listen()
  const received = await exchange(address.port, get('/long'))
  assert.deepEqual(statusesIn(received), [500])
  assert.doesNotMatch(received, /listener broke/)
  assert.ok(
    log.lines.some(
      ({ level, fields }) => level === 'error' && (fields['err'] as Error | undefined)?.message === 'listener broke',
    ),
  )
  assert.deepEqual(statusesIn(await exchange(address.port, get('/ok'))), [200])
})

test('the access log has id, method, path, route, status and milliseconds', async () => {
  const log = recordingLog()
  await using other = await appWith([Pages], { log })
  const address = await other.listen()
  await exchange(address.port, get('/ok?q=1'))
  await exchange(address.port, get('/nowhere'))
  const lines = log.lines.filter(({ message }) => message === 'request').map(({ fields }) => fields)
  assert.equal(lines.length, 2)
  const [first = {}, second = {}] = lines
  assert.deepEqual(
    { ...first, reqId: typeof first['reqId'], ms: typeof first['ms'] },
    { reqId: 'string', method: 'GET', path: '/ok', route: 'shop.Pages.ok', status: 200, ms: 'number' },
  )
  assert.deepEqual([second['route'], second['status']], [null, 404])
  await using silent = await appWith([Pages], { log, accessLog: false })
  await exchange((await silent.listen()).port, get('/ok'))
  assert.equal(log.lines.filter(({ message }) => message === 'request').length, 2)
})
