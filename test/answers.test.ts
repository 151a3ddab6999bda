// Errors as HTTP, OPTIONS and CORS, parameters by schema.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as pergola from 'pergola'
import { Controller, HttpError, route, type Request } from 'pergola'
import { z } from 'zod'
import { appWith, recordingLog } from './support.ts'

class Errors extends Controller {
  @route('/throw/<name>', { auth: 'none', csrf: false })
  throws({ name }: { name: string }) {
    const ErrorClass = Reflect.get(pergola, name) as new (message: string) => Error
    throw new ErrorClass('The <reason>.')
  }
  @route('/json/<name>', { auth: 'none', type: 'json' })
  json({ name }: { name: string }) {
    return this.throws({ name })
  }
  @route('/json/returned', { auth: 'none', type: 'json' })
  returned(_: object, current: Request) {
    return current.notFound('No such thing.')
  }
  @route('/json2/<name>', { auth: 'none', type: 'json2' })
  json2({ name }: { name: string }) {
    return this.throws({ name })
  }
  @route('/status/<int:status>', { auth: 'none' })
  status({ status }: { status: number }) {
    return new HttpError(status, 'Returned.', { headers: { 'x-a': '1' } })
  }
}

describe('errors', () => {
  const statuses: ReadonlyArray<readonly [string, number]> = [
    ['UserError', 422],
    ['ValidationError', 422],
    ['AccessError', 403],
    ['AccessDenied', 403],
    ['MissingError', 404],
    ['LockError', 409],
    ['Gone', 410],
    ['ConfigurationError', 500],
  ]

  test('of the catalogue have their status and their text, as page, JSON or text', async () => {
    await using app = await appWith([Errors])
    for (const [name, status] of statuses) {
      const hidden = status === 500
      const page = await app.inject({ path: `/throw/${name}`, headers: { accept: 'text/html' } })
      assert.equal(page.status, status, name)
      assert.match(page.headers['content-type'] ?? '', /^text\/html/)
      assert.equal(page.text.includes('The &lt;reason&gt;.'), !hidden)
      assert.ok(!page.text.includes('<reason>'))
      const json = await app.inject({ path: `/throw/${name}`, headers: { accept: 'application/json' } })
      assert.equal(json.headers['content-type'], 'application/problem+json')
      const { status: stated, detail, name: shown } = json.json() as Record<string, unknown>
      assert.deepEqual(
        [stated, detail, shown],
        hidden ? [500, 'Server Error', 'InternalServerError'] : [status, 'The <reason>.', name],
      )
      const text = await app.inject({ path: `/throw/${name}`, headers: { accept: 'text/plain' } })
      assert.match(text.headers['content-type'] ?? '', /^text\/plain/)
      assert.ok(text.text.startsWith(`${status} `))
    }
  })

  test('the form follows Accept', async () => {
    await using app = await appWith([Errors])
    const cases: ReadonlyArray<readonly [string | undefined, RegExp]> = [
      [undefined, /^text\/html/],
      ['*/*', /^text\/html/],
      ['text/html,application/xhtml+xml,*/*;q=0.8', /^text\/html/],
      ['application/json, text/plain, */*', /json/],
      ['application/problem+json', /json/],
      ['text/*', /^text\/html/],
      ['text/plain', /^text\/plain/],
      ['application/json;q=0.1, text/html;q=0.5', /^text\/html/],
      ['image/png', /./],
      ['rubbish;;;', /./],
    ]
    for (const [accept, type] of cases) {
      const response = await app.inject({ path: '/throw/Gone', headers: accept === undefined ? {} : { accept } })
      assert.equal(response.status, 410)
      assert.match(response.headers['content-type'] ?? '', type, String(accept))
    }
  })

  test('an expired session leads to the log-in, or is code 100', async () => {
    await using app = await appWith([Errors])
    const page = await app.inject('/throw/SessionExpired?a=1&b=é')
    assert.equal(page.status, 303)
    const location = new URL(page.headers['location'] ?? '', 'http://host')
    assert.equal(location.pathname, '/web/login')
    assert.equal(new URL(location.searchParams.get('redirect') ?? '', 'http://host').searchParams.get('a'), '1')
    const { error } = (await app.inject({ path: '/json/SessionExpired', json: {} })).json() as {
      error: { code: number }
    }
    assert.equal(error.code, 100)
    assert.equal((await app.inject({ path: '/json2/SessionExpired', json: {} })).status, 403)
  })

  test('JSON-RPC: an HTTP error that is returned is an error, too', async () => {
    await using app = await appWith([Errors])
    const { error } = (await app.inject({ path: '/json/returned', json: {} })).json() as {
      error: { code: number; message: string }
    }
    assert.deepEqual([error.code, error.message], [404, 'No such thing.'])
  })

  test('JSON-RPC: always 200; 404 for not found, else 0; hidden ones hide', async () => {
    await using app = await appWith([Errors])
    for (const [name, code, message] of [
      ['NotFound', 404, 'The <reason>.'],
      ['UserError', 0, 'The <reason>.'],
      ['MissingError', 0, 'The <reason>.'],
      ['ConfigurationError', 0, 'Server Error'],
    ] as const) {
      const response = await app.inject({ path: `/json/${name}`, json: { id: 'x' } })
      assert.equal(response.status, 200)
      const { error, id, jsonrpc } = response.json() as {
        error: { code: number; message: string; data: Record<string, unknown> }
        id: unknown
        jsonrpc: string
      }
      assert.deepEqual([error.code, error.message, id, jsonrpc], [code, message, 'x', '2.0'], name)
      assert.deepEqual(Object.keys(error.data), ['name', 'code', 'message', 'arguments', 'context', 'debug'])
      assert.equal(JSON.stringify(error).includes('reason'), name !== 'ConfigurationError')
    }
  })

  test('json2: real statuses and a problem object', async () => {
    await using app = await appWith([Errors])
    for (const [name, status] of statuses) {
      const response = await app.inject({ path: `/json2/${name}`, json: {} })
      assert.equal(response.status, status)
      assert.equal(response.headers['content-type'], 'application/problem+json')
      assert.equal((response.json() as { status: number }).status, status)
    }
  })

  test('of any status may be returned, with headers', async () => {
    await using app = await appWith([Errors])
    for (const status of [200, 299, 400, 418, 499, 599]) {
      const response = await app.inject(`/status/${status}`)
      assert.deepEqual([response.status, response.headers['x-a']], [status, '1'])
    }
  })

  test('the log has an unexpected one with its traceback, under the id that the answer tells', async () => {
    const log = recordingLog()
    await using app = await appWith([Errors], { log })
    const response = await app.inject({ path: '/throw/ConfigurationError', headers: { accept: 'application/json' } })
    const { debug } = response.json() as { debug: string }
    const line = log.lines.find(({ level }) => level === 'error')
    assert.equal(line?.fields['reqId'], debug)
    assert.match((line?.fields['err'] as Error | undefined)?.stack ?? '', /The <reason>/)
    await app.inject('/throw/UserError')
    assert.equal(log.lines.filter(({ level }) => level === 'error').length, 1, 'one that was meant is none')
  })
})

describe('OPTIONS and CORS', () => {
  class Cors extends Controller {
    static called = 0
    @route('/any', { auth: 'none', cors: '*' })
    any() {
      Cors.called++
      return 'x'
    }
    @route('/list', { auth: 'none', cors: ['https://a.example', 'https://b.example'], methods: ['GET', 'PUT'] })
    list({ fail }: { fail?: string }) {
      if (fail !== undefined) throw new pergola.UserError('no')
      return 'x'
    }
    @route('/rpc', { auth: 'none', type: 'json', cors: 'https://a.example' })
    rpc() {
      return 1
    }
    @route('/own', { auth: 'none', methods: ['OPTIONS', 'GET'] })
    own(_: object, { method }: Request) {
      return `own ${method}`
    }
    @route('/closed', { auth: 'none', methods: ['POST'] })
    closed() {
      Cors.called++
      return 'x'
    }
  }

  test('OPTIONS that no route lists is answered 204 with Allow, and runs nothing', async () => {
    await using app = await appWith([Cors])
    Cors.called = 0
    const closed = await app.inject({ path: '/closed?x=1', method: 'OPTIONS' })
    assert.deepEqual([closed.status, closed.headers['allow']], [204, 'POST, OPTIONS'])
    assert.equal(closed.headers['access-control-allow-origin'], undefined)
    assert.equal((await app.inject({ path: '/any', method: 'OPTIONS' })).status, 204)
    assert.equal(Cors.called, 0)
    assert.equal((await app.inject({ path: '/own', method: 'OPTIONS' })).text, 'own OPTIONS')
    assert.equal((await app.inject({ path: '/nowhere', method: 'OPTIONS' })).status, 404)
  })

  test('a preflight is answered with what is allowed', async () => {
    await using app = await appWith([Cors])
    const ask = (path: string, origin: string, method: string) =>
      app.inject({ path, method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } })
    const any = (await ask('/any', 'https://x.example', 'GET')).headers
    assert.deepEqual(
      [any['access-control-allow-origin'], any['access-control-allow-methods'], any['access-control-max-age']],
      ['*', 'GET, POST', '86400'],
    )
    for (const name of ['Origin', 'X-Requested-With', 'Content-Type', 'Accept', 'Authorization']) {
      assert.ok(any['access-control-allow-headers']?.split(', ').includes(name), name)
    }
    const list = (await ask('/list', 'https://b.example', 'PUT')).headers
    assert.deepEqual(
      [list['access-control-allow-origin'], list['access-control-allow-methods'], list['vary']],
      ['https://b.example', 'GET, PUT', 'Origin'],
    )
    assert.equal((await ask('/list', 'https://evil.example', 'PUT')).headers['access-control-allow-origin'], undefined)
    const rpc = (await ask('/rpc', 'https://a.example', 'POST')).headers
    assert.deepEqual(
      [rpc['access-control-allow-origin'], rpc['access-control-allow-methods']],
      ['https://a.example', 'POST'],
    )
  })

  test('answers and errors have the headers; one of several origins is echoed, with Vary', async () => {
    await using app = await appWith([Cors])
    const from = (path: string, origin: string) => app.inject({ path, headers: { origin } })
    assert.equal((await from('/list', 'https://a.example')).headers['access-control-allow-origin'], 'https://a.example')
    const failed = await from('/list?fail=1', 'https://a.example')
    assert.deepEqual([failed.status, failed.headers['access-control-allow-origin']], [422, 'https://a.example'])
    const foreign = await from('/list', 'https://evil.example')
    assert.deepEqual(
      [foreign.status, foreign.headers['access-control-allow-origin'], foreign.headers['vary']],
      [200, undefined, 'Origin'],
    )
    const unsupported = await app.inject({
      path: '/rpc',
      method: 'POST',
      body: 'x',
      headers: { origin: 'https://a.example', 'content-type': 'text/plain' },
    })
    assert.deepEqual(
      [unsupported.status, unsupported.headers['access-control-allow-origin']],
      [415, 'https://a.example'],
    )
  })
})

test('a status that answers no request is an error where it is stated, or sent', async () => {
  for (const status of [0, 99, 100, 199, 600, 404.5, Number.NaN])
    assert.throws(() => new HttpError(status), { name: 'RangeError', message: /from 200 to 599/ }, String(status))
  class Early extends Controller {
    @route('/early', { auth: 'none' })
    async early(_args: object, current: Request) {
      return current.makeResponse('never sent', { status: 103 })
    }
  }
  await using app = await appWith([Early], { log: recordingLog() })
  const { url } = await app.listen()
  assert.equal((await fetch(`${url}/early`)).status, 500)
})

test('a body of a type that a route does not take is 415, which says what it takes', async () => {
  class Typed extends Controller {
    @route('/rpc', { auth: 'none', type: 'json' })
    async rpc() {}
    @route('/plain', { auth: 'none', type: 'json2' })
    async plain() {}
  }
  await using app = await appWith([Typed])
  const cases = [
    ['/rpc', 'application/json, application/json-rpc', /type json: send application\/json or application\/json-rpc\./],
    ['/plain', 'application/json', /type json2: send application\/json\./],
  ] as const
  for (const [path, accept, text] of cases) {
    const response = await app.inject({ path, form: { a: '1' }, headers: { accept: 'text/plain' } })
    assert.deepEqual([response.status, response.headers['accept']], [415, accept])
    assert.match(response.text, text)
  }
})

describe('params by a schema', () => {
  const params = z.object({ quantity: z.coerce.number().int().min(1), note: z.string().optional() })
  class Orders extends Controller {
    @route('/order/<int:id>', { auth: 'none', params: params.extend({ id: z.number() }) })
    order({ id, quantity }: { id: number; quantity: number }) {
      return JSON.stringify([id, quantity])
    }
  }

  test('are checked and converted', async () => {
    await using app = await appWith([Orders])
    assert.deepEqual((await app.inject('/order/3?quantity=2&other=x')).json(), [3, 2])
  })

  test('what is wrong is listed: 400', async () => {
    await using app = await appWith([Orders])
    const response = await app.inject({ path: '/order/3?quantity=0', headers: { accept: 'application/json' } })
    assert.equal(response.status, 400)
    const { detail, context } = response.json() as {
      detail: string
      context: { errors: Array<{ path: string; message: string }> }
    }
    assert.deepEqual(
      context.errors.map(({ path }) => path),
      ['quantity'],
    )
    assert.match(detail, /quantity: /)
  })
})
