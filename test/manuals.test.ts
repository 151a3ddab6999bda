// The statements of the manual pages that this framework follows (Odoo 8, 10 and 18, Flectra), one test each:
// controllers, route(), CSRF protection. The rest is in manuals-requests.test.ts.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, Response, route, type Request } from 'pergola'
import { combineControllers, type ControllerFamilies } from '../src/http/controller-families.ts'
import { knownRouteOptions } from '../src/http/route-options.ts'
import { RoutingTable } from '../src/http/routing-table.ts'
import { addonOf, appWith } from './support.ts'
import { createTestApp } from 'pergola/testing'

class MyController extends Controller {
  @route('/some_url', { auth: 'public' })
  async handler(): Promise<unknown> {
    return 'stuff'
  }
}

class Extension extends MyController {
  @route()
  override async handler(): Promise<unknown> {
    const response = Response.load(await super.handler())
    response.headers.set('X-Before', 'done')
    return response
  }
}

class Restrict extends MyController {
  @route({ auth: 'user' })
  override async handler(): Promise<unknown> {
    return super.handler()
  }
}

type ControllerClass = typeof MyController

function combined(...classes: ReadonlyArray<readonly [string, new () => Controller]>): ControllerFamilies {
  const listed = classes.map(([addon, controller]) => ({ addon, controller: controller as ControllerClass }))
  const owners = new Map(listed.map(({ addon, controller }) => [controller, addon]))
  return combineControllers(listed, owners, new Set(knownRouteOptions))
}

function table(families: ControllerFamilies): RoutingTable {
  return new RoutingTable(families.endpoints, { converters: new Map(), onlyWithoutUser: false })
}

describe('Controllers', () => {
  test('a method decorated with route() handles requests of its URL', () => {
    const { map } = table(combined(['mine', MyController]))
    const found = map.matchPath('/some_url', 'GET', undefined)
    assert.equal(found.miss, undefined)
    assert.equal(found.endpoint.name, 'mine.MyController.handler')
    assert.deepEqual(found.endpoint.owners, [{ className: 'MyController', addon: 'mine' }])
    assert.equal(found.endpoint.options.auth, 'public')
  })

  test('Extension: @route() with no argument keeps URL and options, and its super runs', async () => {
    const { endpoints, warnings } = combined(['mine', MyController], ['more', Extension])
    assert.equal(endpoints.length, 1)
    assert.deepEqual(endpoints[0]?.paths, ['/some_url'])
    assert.equal(endpoints[0]?.options.auth, 'public')
    assert.deepEqual(
      endpoints[0]?.owners.map(({ className }) => className),
      ['Extension', 'MyController'],
    )
    assert.deepEqual(warnings, [])

    class Open extends Extension {
      @route({ auth: 'none' })
      override async handler(): Promise<unknown> {
        return super.handler()
      }
    }
    await using app = await appWith([MyController, Extension, Open])
    const response = await app.inject('/some_url')
    assert.equal(response.text, 'stuff')
    assert.equal(response.headers['x-before'], 'done')
  })

  test('Restrict changes /some_url from public to user (requiring a log-in)', async () => {
    const families = combined(['mine', MyController], ['strict', Restrict])
    const [endpoint] = table(families).endpoints
    assert.equal(endpoint?.options.auth, 'user')
    assert.deepEqual(endpoint?.paths, ['/some_url'])
    assert.equal(endpoint?.options.type, 'http')
    assert.equal(endpoint?.options.csrf, true)
    const auth = endpoint?.contributions.find(({ option }) => option === 'auth')
    assert.deepEqual(auth, { option: 'auth', value: 'user', className: 'Restrict', addon: 'strict' })
    assert.equal(combined(['mine', MyController]).endpoints[0]?.options.auth, 'public', 'elsewhere nothing changed')

    await using app = await createTestApp({
      addons: [addonOf('mine', [MyController]), addonOf('strict', [Restrict], { depends: ['mine'] })],
    })
    assert.equal((await app.inject('/some_url')).status, 404, 'without a database only auth none is served')
  })

  test('a method that is redefined without decorating is unpublished, with a warning', () => {
    class Silent extends MyController {
      override async handler(): Promise<unknown> {
        return super.handler()
      }
    }
    const { endpoints, warnings } = combined(['mine', MyController], ['quiet', Silent])
    assert.deepEqual(endpoints, [])
    assert.equal(warnings.length, 1)
    assert.equal(warnings[0]?.code, 'PERGOLA_W_UNPUBLISHED')
    assert.match(warnings[0]?.message ?? '', /Silent\.handler/)
    assert.match(warnings[0]?.message ?? '', /quiet/)
  })

  test('the decorators of all methods are combined, key by key: what is given overrides what was defined before', () => {
    class Base extends Controller {
      @route(['/a', '/b'], { auth: 'public', methods: ['GET', 'POST'], csrf: false, cors: '*' })
      handler(): unknown {
        return ''
      }
    }
    class First extends Base {
      @route({ methods: ['POST'] })
      override handler(): unknown {
        return super.handler()
      }
    }
    class Second extends First {
      @route('/c', { cors: 'https://example.org' })
      override handler(): unknown {
        return super.handler()
      }
    }
    const [endpoint] = combined(['one', Base], ['two', First], ['three', Second]).endpoints
    assert.deepEqual(endpoint?.paths, ['/c'])
    assert.deepEqual(endpoint?.options, {
      type: 'http',
      auth: 'public',
      methods: ['POST'],
      csrf: false,
      cors: 'https://example.org',
      readonly: false,
      saveSession: true,
    })
  })
})

describe('route()', () => {
  test('route: a single string or an array of strings', async () => {
    class Pages extends Controller {
      @route('/one', { auth: 'none' })
      one() {
        return 'one'
      }
      @route(['/two', '/zwei'], { auth: 'none' })
      two() {
        return 'two'
      }
    }
    await using app = await appWith([Pages])
    assert.deepEqual(
      await Promise.all(['/one', '/two', '/zwei', '/three'].map(async (path) => (await app.inject(path)).status)),
      [200, 200, 200, 404],
    )
  })

  test('auth: user by default; none is active even if there is no database', async () => {
    class Pages extends Controller {
      @route('/default')
      byDefault() {
        return ''
      }
      @route('/none', { auth: 'none' })
      none() {
        return 'always'
      }
    }
    const { endpoints } = combined(['shop', Pages])
    assert.deepEqual(
      endpoints.map(({ options }) => options.auth),
      ['user', 'none'],
    )
    await using app = await appWith([Pages])
    assert.equal((await app.inject('/none')).text, 'always')
    assert.equal((await app.inject('/default')).status, 404)
  })

  test('methods: the verbs that the route applies to; if not specified, all are allowed', async () => {
    class Verbs extends Controller {
      @route('/some', { auth: 'none', methods: ['GET', 'PUT'], csrf: false })
      some() {
        return 'some'
      }
      @route('/all', { auth: 'none', csrf: false })
      all(_: object, { method }: Request) {
        return method
      }
    }
    await using app = await appWith([Verbs])
    for (const [method, status] of [
      ['GET', 200],
      ['PUT', 200],
      ['HEAD', 200],
      ['POST', 405],
      ['DELETE', 405],
    ] as const) {
      assert.equal((await app.inject({ path: '/some', method })).status, status, method)
    }
    const refused = await app.inject({ path: '/some', method: 'POST' })
    assert.deepEqual(new Set(refused.headers['allow']?.split(', ')), new Set(['GET', 'HEAD', 'PUT', 'OPTIONS']))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      assert.equal((await app.inject({ path: '/all', method })).text, method)
    }
  })

  test('cors: the value of Access-Control-Allow-Origin', async () => {
    class Shared extends Controller {
      @route('/shared', { auth: 'none', cors: '*' })
      shared() {
        return 'shared'
      }
      @route('/own', { auth: 'none' })
      own() {
        return 'own'
      }
    }
    await using app = await appWith([Shared])
    const headers = { origin: 'https://elsewhere.example' }
    assert.equal((await app.inject({ path: '/shared', headers })).headers['access-control-allow-origin'], '*')
    assert.equal((await app.inject({ path: '/own', headers })).headers['access-control-allow-origin'], undefined)
    const preflight = await app.inject({
      path: '/shared',
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'GET' },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], '*')
    assert.equal(preflight.headers['access-control-max-age'], '86400')
  })

  test('readonly and handle_params_access_error are options of a route', () => {
    const answer = () => new Response('gone')
    class Pages extends Controller {
      @route('/x', { readonly: true, handleParamsAccessError: answer })
      x() {
        return ''
      }
    }
    const [endpoint] = combined(['shop', Pages]).endpoints
    assert.equal(endpoint?.options.readonly, true)
    assert.equal(endpoint?.options.handleParamsAccessError, answer)
  })
})

describe('CSRF protection', () => {
  class Forms extends Controller {
    @route('/form', { auth: 'none' })
    form(params: object, current: Request) {
      return current.makeJsonResponse({ params, form: [...current.form.keys()], method: current.method })
    }
    @route('/hook', { auth: 'none', csrf: false })
    hook(params: object, current: Request) {
      return current.makeJsonResponse(params)
    }
    @route('/token', { auth: 'none' })
    token({ limit }: { limit?: string }, current: Request) {
      const timeLimit = limit === undefined ? undefined : limit === 'null' ? null : Number(limit)
      return current.csrfToken(timeLimit === undefined ? {} : { timeLimit })
    }
    @route('/rpc', { auth: 'none', type: 'json' })
    rpc() {
      return 'called'
    }
  }

  test('it is enabled by default for http, and applies to unsafe methods', async () => {
    await using app = await appWith([Forms])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await app.inject({ path: '/form', method, form: { a: '1' } })
      assert.equal(response.status, 400, method)
      assert.match(response.text, /csrf_token/)
    }
    for (const method of ['GET', 'HEAD', 'TRACE']) {
      assert.equal((await app.inject({ path: '/form', method })).status, 200, method)
    }
  })

  test('it is not applied to type json', async () => {
    await using app = await appWith([Forms])
    assert.equal(await app.browser().rpc('/rpc'), 'called')
    assert.equal((await app.inject({ path: '/rpc', json: { params: {} } })).status, 200)
  })

  test('the value csrf_token is removed from the form and from the parameters', async () => {
    await using app = await appWith([Forms])
    const response = await app.browser().post('/form', { form: { a: '1' } })
    assert.deepEqual(response.json(), { params: { a: '1' }, form: ['a'], method: 'POST' })
  })

  test('csrf: false lets external parties call', async () => {
    await using app = await appWith([Forms])
    const response = await app.inject({ path: '/hook', form: { a: '1' } })
    assert.deepEqual(response.json(), { a: '1' })
  })

  test('csrf_token(time_limit=3600): an ASCII string, valid for an hour by default', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Forms])
    const browser = app.browser()
    const token = (await browser.get('/token')).text
    assert.match(token, /^[\x21-\x7e]+$/)
    const send = async () => (await browser.post('/form', { form: { csrf_token: token } })).status
    assert.equal(await send(), 200)
    t.mock.timers.setTime(Date.UTC(2026, 0, 1, 0, 59, 59))
    assert.equal(await send(), 200)
    t.mock.timers.setTime(Date.UTC(2026, 0, 1, 1, 0, 1))
    assert.equal(await send(), 400)
  })

  test('time_limit: the token is only valid for the specified duration, in seconds', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Forms])
    const browser = app.browser()
    const token = (await browser.get('/token?limit=60')).text
    const send = async () => (await browser.post('/form', { form: { csrf_token: token } })).status
    t.mock.timers.tick(59_000)
    assert.equal(await send(), 200)
    t.mock.timers.tick(2_000)
    assert.equal(await send(), 400)
  })

  test('time_limit null: the token is valid as long as the session is', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Forms])
    const browser = app.browser()
    const token = (await browser.get('/token?limit=null')).text
    const send = async () => (await browser.post('/form', { form: { csrf_token: token } })).status
    t.mock.timers.tick(6 * 24 * 3600 * 1000)
    assert.equal(await send(), 200)
    t.mock.timers.tick(2 * 24 * 3600 * 1000)
    assert.equal(await send(), 400, 'the session has ended after 7 days')
  })
})
