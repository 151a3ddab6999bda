// The statements of the manual pages that this framework follows (Odoo 8, 10 and 18, Flectra), one test each:
// requests, responses, JSON-RPC. The rest is in manuals.test.ts.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  Controller,
  currentRequest,
  HttpDispatcher,
  JsonRPCDispatcher,
  NoDatabaseError,
  NotFound,
  Request,
  request,
  Response,
  route,
  Session,
  UserError,
} from 'pergola'
import { appWith } from './support.ts'

describe('Request', () => {
  test('the request object is set as the current one at the start of the request', async () => {
    class Pages extends Controller {
      @route('/current', { auth: 'none' })
      async current({ n }: { n?: string }, given: Request) {
        await Promise.resolve()
        return JSON.stringify([currentRequest() === given, request.query.get('n') === n, request instanceof Request])
      }
    }
    await using app = await appWith([Pages])
    const texts = await Promise.all(['1', '2', '3'].map(async (n) => (await app.inject(`/current?n=${n}`)).text))
    assert.deepEqual(texts, Array(3).fill('[true,true,true]'))
    assert.throws(() => request.path, { name: 'NoCurrentRequestError' })
  })

  test('httprequest, params, session, debug', async () => {
    class Pages extends Controller {
      @route('/about/<int:n>', { auth: 'none' })
      about({ n }: { n: number }, { http, params, session, debug }: Request) {
        const facts = [http.method, http.path, n, params, session instanceof Session, session.sid.length, debug]
        return JSON.stringify(facts)
      }
    }
    await using app = await appWith([Pages])
    const { text } = await app.inject('/about/7?q=x&debug=1')
    assert.deepEqual(JSON.parse(text), ['GET', '/about/7', 7, { n: 7, q: 'x', debug: '1' }, true, 86, '1'])
  })

  test('cr raises, env raises, db and registry are null where the request has no database', async () => {
    class Pages extends Controller {
      @route('/nodb', { auth: 'none' })
      nodb(_: object, current: Request) {
        assert.throws(() => current.cr, NoDatabaseError)
        assert.throws(() => current.env, NoDatabaseError)
        assert.throws(() => this.env, NoDatabaseError)
        assert.throws(() => current.updateEnv({ su: true }), NoDatabaseError)
        assert.throws(() => current.updateContext({ lang: 'fr_FR' }), NoDatabaseError)
        return JSON.stringify([current.db, current.registry])
      }
    }
    await using app = await appWith([Pages])
    const response = await app.inject('/nodb')
    assert.equal(response.text, '[null,null]')
  })

  test('make_response: non-HTML responses, or HTML with custom headers or cookies', async () => {
    class Pages extends Controller {
      @route('/made', { auth: 'none' })
      made(_: object, current: Request) {
        return current.makeResponse('a;b', {
          status: 201,
          headers: [
            ['Content-Type', 'text/csv'],
            ['X-Rows', '1'],
          ],
          cookies: { seen: 'yes' },
        })
      }
    }
    await using app = await appWith([Pages])
    const response = await app.inject('/made')
    assert.equal(response.status, 201)
    assert.equal(response.headers['content-type'], 'text/csv')
    assert.equal(response.headers['x-rows'], '1')
    assert.deepEqual(response.cookies, { seen: 'yes' })
    assert.equal(response.text, 'a;b')
  })

  test('make_json_response serialises, and sets Content-Type only where it was not provided', async () => {
    class Pages extends Controller {
      @route('/json', { auth: 'none' })
      json(_: object, current: Request) {
        return current.makeJsonResponse({ a: [1, 'é'] }, { status: 202, cookies: { c: '1' } })
      }
      @route('/typed', { auth: 'none' })
      typed(_: object, current: Request) {
        return current.makeJsonResponse([], { headers: { 'Content-Type': 'application/ld+json' } })
      }
      @route('/repeated', { auth: 'none' })
      repeated(_: object, current: Request) {
        return current.makeJsonResponse(undefined, {
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
            ['X-A', '1'],
            ['X-A', '2'],
          ],
        })
      }
    }
    await using app = await appWith([Pages])
    const response = await app.inject('/json')
    assert.equal(response.status, 202)
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(response.text, '{"a":[1,"é"]}')
    assert.deepEqual(response.cookies, { c: '1' })
    assert.equal((await app.inject('/typed')).headers['content-type'], 'application/ld+json')
    const repeated = await app.inject('/repeated')
    assert.deepEqual([repeated.text, repeated.cookies, repeated.headers['x-a']], ['null', { a: '1', b: '2' }, '1, 2'])
  })

  test('not_found(description): a shortcut for a 404', async () => {
    class Pages extends Controller {
      @route('/thrown', { auth: 'none' })
      thrown(_: object, current: Request) {
        throw current.notFound('No <such> page.')
      }
      @route('/returned', { auth: 'none' })
      returned(_: object, current: Request) {
        const error = current.notFound()
        assert.ok(error instanceof NotFound)
        return error
      }
    }
    await using app = await appWith([Pages])
    const thrown = await app.inject('/thrown')
    assert.equal(thrown.status, 404)
    assert.match(thrown.text, /No &lt;such&gt; page\./)
    const returned = await app.inject('/returned')
    assert.equal(returned.status, 404)
    assert.match(returned.text, /404 Not Found/)
  })

  test('render is lazy: template and qcontext can be altered, or replaced by a static response', async () => {
    class Pages extends Controller {
      @route('/page', { auth: 'none' })
      page(_: object, current: Request): unknown {
        return current.render('shop.page', { name: 'x' }, { status: 203, headers: { 'x-kind': 'lazy' } })
      }
    }
    class More extends Pages {
      @route()
      override async page(args: object): Promise<unknown> {
        const response = Response.load(await super.page(args, currentRequest()))
        assert.equal(response.isQweb, true)
        assert.equal(response.template, 'shop.page')
        assert.deepEqual(response.qcontext, { name: 'x' })
        response.qcontext['name'] = 'y'
        assert.equal(response.status, 203)
        response.body = ['static', response.qcontext['name']].join(' ')
        assert.equal(response.isQweb, false)
        return response
      }
    }
    await using app = await appWith([Pages, More])
    const response = await app.inject('/page')
    assert.equal(response.status, 203)
    assert.equal(response.headers['x-kind'], 'lazy')
    assert.equal(response.headers['content-type'], 'text/html; charset=utf-8')
    assert.equal(response.text, 'static y')
  })

  test('get_http_params extracts the query and the forms; get_json_data the JSON body', async () => {
    class Pages extends Controller {
      @route('/http', { auth: 'none', csrf: false })
      http(_: object, current: Request) {
        const { file, ...rest } = current.getHttpParams()
        return current.makeJsonResponse({ ...rest, file: file instanceof File ? file.name : null })
      }
      @route('/json', { auth: 'none', csrf: false })
      json(_: object, current: Request) {
        return current.makeJsonResponse([current.getJsonData(), current.jsonBody])
      }
    }
    await using app = await appWith([Pages])
    const urlencoded = await app.inject({ path: '/http?a=query&b=query', form: { a: 'form' } })
    assert.deepEqual(urlencoded.json(), { a: 'form', b: 'query', file: null })
    const multipart = await app.inject({
      path: '/http?a=query',
      form: { a: 'form' },
      files: { file: { name: 'f.txt', content: 'x' } },
    })
    assert.deepEqual(multipart.json(), { a: 'form', file: 'f.txt' })
    assert.deepEqual((await app.inject({ path: '/json', json: { a: 1 } })).json(), [{ a: 1 }, { a: 1 }])
  })
})

describe('HttpRequest', () => {
  test('routing, query, form parameters and files are passed to the handler; routing parameters have priority', async () => {
    class Pages extends Controller {
      @route('/item/<name>', { auth: 'none', csrf: false })
      item({ file, ...rest }: { name: string; file?: File }, current: Request) {
        return current.makeJsonResponse({ ...rest, file: file?.name ?? null })
      }
    }
    await using app = await appWith([Pages])
    const response = await app.inject({
      path: '/item/url?name=query&q=query&x=query',
      form: { name: 'form', x: 'form', f: 'form' },
      files: { file: { name: 'a.txt', content: 'a' } },
    })
    assert.deepEqual(response.json(), { name: 'url', q: 'query', x: 'form', f: 'form', file: 'a.txt' })
  })

  test('the result: a falsy value is 204, a Response is returned as it is, a string is HTML', async () => {
    const results: Record<string, unknown> = { null: null, undefined, false: false, empty: '', text: '<p>é</p>' }
    class Pages extends Controller {
      @route('/result/<name>', { auth: 'none' })
      result({ name }: { name: string }) {
        return name === 'response' ? new Response('as is', { status: 418 }) : results[name]
      }
    }
    await using app = await appWith([Pages])
    for (const name of ['null', 'undefined', 'false', 'empty']) {
      const response = await app.inject(`/result/${name}`)
      assert.equal(response.status, 204, name)
      assert.equal(response.body.length, 0)
      assert.equal(response.headers['content-type'], undefined)
    }
    const text = await app.inject('/result/text')
    assert.equal(text.status, 200)
    assert.equal(text.headers['content-type'], 'text/html; charset=utf-8')
    assert.equal(text.text, '<p>é</p>')
    const response = await app.inject('/result/response')
    assert.equal(response.status, 418)
    assert.equal(response.text, 'as is')
  })
})

describe('JsonRequest', () => {
  class Rpc extends Controller {
    @route('/call', { auth: 'none', type: 'json' })
    call(params: { arg1?: string; fail?: boolean }) {
      if (params.fail) throw new UserError('End user error message.')
      return { res1: params.arg1 ?? null, keys: Object.keys(params) }
    }
    @route('/nothing', { auth: 'none', type: 'json' })
    nothing() {}
    @route('/nothing/<what>', { auth: 'none', type: 'json' })
    noJson({ what }: { what: string }): unknown {
      return what === 'symbol' ? Symbol('no') : what === 'function' ? () => 1 : { toJSON: () => undefined }
    }
  }
  const body = { jsonrpc: '2.0', method: 'call', params: { context: {}, arg1: 'val1' }, id: null }

  test('a successful request, its envelope member by member', async () => {
    await using app = await appWith([Rpc])
    const response = await app.inject({ path: '/call', json: body })
    assert.equal(response.status, 200)
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual(response.json(), { jsonrpc: '2.0', id: null, result: { res1: 'val1', keys: ['arg1'] } })
    assert.deepEqual((await app.inject({ path: '/nothing', json: { id: 'x' } })).json(), {
      jsonrpc: '2.0',
      id: 'x',
      result: null,
    })
    for (const what of ['symbol', 'function', 'object']) {
      const { text } = await app.inject({ path: `/nothing/${what}`, json: { id: 'x' } })
      assert.equal(text, '{"jsonrpc":"2.0","id":"x","result":null}', what)
    }
  })

  test('a request producing an error, its envelope member by member', async () => {
    await using app = await appWith([Rpc])
    const response = await app.inject({ path: '/call', json: { ...body, id: 7, params: { fail: true } } })
    assert.equal(response.status, 200)
    const { error, ...rest } = response.json() as { error: { data: { debug: string } & object } & object }
    assert.deepEqual(rest, { jsonrpc: '2.0', id: 7 })
    const { debug, ...data } = error.data
    assert.deepEqual(
      { ...error, data },
      {
        code: 0,
        message: 'End user error message.',
        data: {
          name: 'UserError',
          code: 'PERGOLA_USER_ERROR',
          message: 'End user error message.',
          arguments: ['End user error message.'],
          context: {},
        },
      },
    )
    assert.match(debug, /^[0-9a-f-]{36}$/, 'the id under which the log has it')
  })

  test('in development data.debug is the traceback', async () => {
    await using app = await appWith([Rpc], { development: true })
    const response = await app.inject({ path: '/call', json: { params: { fail: true } } })
    const { error } = response.json() as { error: { data: { debug: string } } }
    assert.match(error.data.debug, /UserError: End user error message\.\n\s+at /)
  })

  test('method is ignored', async () => {
    await using app = await appWith([Rpc])
    for (const method of ['anything', 7, null, undefined]) {
      const response = await app.inject({ path: '/call', json: { ...body, method } })
      assert.deepEqual((response.json() as { result: object }).result, { res1: 'val1', keys: ['arg1'] })
    }
  })

  test('params must be an object, not an array, and is passed as the parameters', async () => {
    await using app = await appWith([Rpc])
    for (const params of [[], ['val1'], null, 'text', 3]) {
      const response = await app.inject({ path: '/call', json: { ...body, id: 1, params } })
      assert.equal(response.status, 200)
      const { error, id, result } = response.json() as { error: { code: number }; id: number; result?: unknown }
      assert.equal(error.code, 0)
      assert.equal(id, 1)
      assert.equal(result, undefined)
    }
    const { params: _, ...without } = body
    assert.deepEqual(((await app.inject({ path: '/call', json: without })).json() as { result: object }).result, {
      res1: null,
      keys: [],
    })
  })

  test('the special context parameter is removed before the endpoint is called', async () => {
    await using app = await appWith([Rpc])
    const response = await app.inject({ path: '/call', json: { ...body, params: { context: { lang: 'fr_FR' } } } })
    assert.deepEqual((response.json() as { result: object }).result, { res1: null, keys: [] })
  })

  test('handle_error: a path that no route matches is answered in JSON where the request is JSON', async () => {
    await using app = await appWith([Rpc])
    const rpc = await app.inject({ path: '/nowhere', json: body })
    assert.equal(rpc.status, 200)
    const { error } = rpc.json() as { error: { code: number; message: string } }
    assert.equal(error.code, 404)
    const page = await app.inject({ path: '/nowhere', headers: { accept: 'text/html' } })
    assert.equal(page.status, 404)
    assert.match(page.headers['content-type'] ?? '', /^text\/html/)
  })
})

describe('Response', () => {
  test('template, qcontext and uid are parameters and attributes that can be altered', () => {
    const response = new Response(null, {
      template: 'a.b',
      qcontext: { x: 1 },
      uid: 3,
      status: 201,
      headers: { 'x-a': '1' },
    })
    assert.deepEqual([response.template, response.qcontext, response.uid], ['a.b', { x: 1 }, 3])
    response.template = 'c.d'
    response.qcontext = { y: 2 }
    response.uid = null
    assert.deepEqual([response.template, response.qcontext, response.uid], ['c.d', { y: 2 }, null])
    assert.equal(response.status, 201)
    assert.equal(response.headers.get('x-a'), '1')
    assert.equal(new Response('x').uid, null, "None uses the request's user, the default")
  })

  test('render returns the result; flatten sets it as the body and unsets the template', async () => {
    class Pages extends Controller {
      @route('/flat', { auth: 'none' })
      async flat(_: object, current: Request) {
        const response = current.render('shop.flat', { name: 'x' })
        current.app.renderTemplate = async (template, { name }) => `<b>${template} ${String(name)}</b>`
        const text = await response.render()
        assert.equal(response.isQweb, true)
        await response.flatten()
        assert.deepEqual([response.template, response.body], [null, text])
        const now = await current.render('shop.flat', { name: 'now' }, { lazy: false })
        return `${text}${now}`
      }
    }
    await using app = await appWith([Pages])
    assert.equal((await app.inject('/flat')).text, '<b>shop.flat x</b><b>shop.flat now</b>')
  })
})

test('Dispatchers have the names of the manual, and dispatch and handle_error', () => {
  assert.deepEqual([HttpDispatcher.routingType, JsonRPCDispatcher.routingType], ['http', 'json'])
  for (const dispatcher of [HttpDispatcher, JsonRPCDispatcher]) {
    assert.equal(typeof dispatcher.prototype.dispatch, 'function')
    assert.equal(typeof dispatcher.prototype.handleError, 'function')
  }
})
