// Where a request came, its language, the developer mode; and what addons add beside controllers.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as pergola from 'pergola'
import { Controller, route, type AddonSetup, type Request } from 'pergola'
import { appWith } from './support.ts'

class Where extends Controller {
  @route('/where', { auth: 'none' })
  where(_: object, { http, url, path, bestLang, geoip }: Request) {
    return JSON.stringify({
      url,
      path,
      host: http.host,
      scheme: http.scheme,
      address: http.remoteAddress,
      agent: http.userAgent,
      bestLang,
      country: geoip.countryCode,
    })
  }
  @route('/go', { auth: 'none' })
  go({ to = '' }: { to?: string }, current: Request) {
    return current.redirect(to)
  }
  @route('/debug', { auth: 'none' })
  debug(_: object, current: Request) {
    return current.debug
  }
}

const where = async (config: pergola.Config, options: { path?: string; headers?: Record<string, string> }) => {
  await using app = await appWith([Where], config)
  return (await app.inject({ path: '/where', ...options })).json() as Record<string, unknown>
}

describe('where a request came', () => {
  const forwarded = {
    host: 'inner:8069',
    'x-forwarded-for': '1.1.1.1, 2.2.2.2',
    'x-forwarded-host': 'evil, shop.example',
    'x-forwarded-proto': 'http, https',
  }

  test('without proxyMode nothing is believed', async () => {
    const seen = await where({}, { headers: forwarded })
    assert.deepEqual(
      [seen['host'], seen['scheme'], seen['address'], seen['url']],
      ['inner:8069', 'http', '127.0.0.1', 'http://inner:8069/where'],
    )
  })

  test('with proxyMode exactly one hop is', async () => {
    const seen = await where({ http: { proxyMode: true } }, { headers: forwarded })
    assert.deepEqual(
      [seen['host'], seen['scheme'], seen['address'], seen['url']],
      ['shop.example', 'https', '2.2.2.2', 'https://shop.example/where'],
    )
    const plain = await where({ http: { proxyMode: true } }, {})
    assert.deepEqual([plain['scheme'], plain['address']], ['http', '127.0.0.1'])
  })

  test('the port of the scheme is left out; a Host that is none is 400', async () => {
    assert.equal((await where({}, { headers: { host: 'x.example:80' } }))['host'], 'x.example')
    assert.equal((await where({}, { headers: { host: '[::1]:8069' } }))['host'], '[::1]:8069')
    await using app = await appWith([Where])
    for (const host of ['a b', 'user@x', 'x/y', 'x:y', '"']) {
      assert.equal((await app.inject({ path: '/where', headers: { host } })).status, 400, host)
    }
  })

  test('below a base path', async () => {
    const config = { http: { basePath: '/shop/' } }
    const seen = await where(config, { path: '/shop/where?a=1' })
    assert.deepEqual([seen['path'], seen['url']], ['/where', 'http://localhost/shop/where?a=1'])
    await using app = await appWith([Where], config)
    for (const path of ['/where', '/shopping/where', '/']) assert.equal((await app.inject(path)).status, 404, path)
    assert.equal((await app.inject('/shop/go?to=/x')).headers['location'], '/shop/x')
    assert.equal((await app.inject('/shop/go?to=/shop/x')).headers['location'], '/shop/x')
  })

  test('the language: region by region, null where there is none', async () => {
    const cases = [
      ['fr', 'fr_FR'],
      ['en', 'en_US'],
      ['pt', 'pt_PT'],
      ['de-AT;q=0.5, fr-BE', 'fr_BE'],
      ['zh-Hans-CN', 'zh_CN'],
      ['*', null],
      ['%%%', null],
      ['', null],
    ] as const
    for (const [header, expected] of cases) {
      assert.equal((await where({}, { headers: { 'accept-language': header } }))['bestLang'], expected, header)
    }
    assert.equal((await where({}, {}))['bestLang'], null)
  })

  test('geoip is null without a database, and the user agent is there', async () => {
    const seen = await where({}, { headers: { 'user-agent': 'Test/1' } })
    assert.deepEqual([seen['country'], seen['agent']], [null, 'Test/1'])
  })
})

test('reroute goes on as if another path had been asked for, until a route matched', async () => {
  class Rerouted extends Controller {
    @route('/item/<path:name>', { auth: 'none' })
    item({ name, q }: { name: string; q?: string }, request: Request) {
      assert.throws(() => request.reroute('/elsewhere'), { name: 'ConfigurationError' })
      return `${name} ${q} ${request.path} ${request.url}`
    }
  }
  const setup = (app: AddonSetup): void =>
    app.addTween('rerouting', (handler) => async (request) => {
      if (request.path === '/short') request.reroute('/item/a?b#c é')
      if (request.path === '/query') request.reroute('/item/a', 'q=2')
      return handler(request)
    })
  await using app = await appWith([Rerouted], {}, { setup })
  const plain = await app.inject('/short?q=1')
  assert.equal(plain.text, 'a?b#c é 1 /item/a?b#c é http://localhost/item/a%3Fb%23c%20%C3%A9?q=1')
  assert.equal((await app.inject('/query?q=1')).text, 'a 2 /item/a http://localhost/item/a?q=2')
})

test('the developer mode is kept in the session, and an empty one turns it off', async () => {
  await using app = await appWith([Where])
  const browser = app.browser()
  const steps = [
    ['?debug=1', '1'],
    ['', '1'],
    ['?debug=assets,tests', 'assets,tests'],
    ['?debug=odd', '1'],
    ['?debug=', ''],
    ['', ''],
    ['?debug=true', '1'],
    ['?debug=0', ''],
  ] as const
  for (const [query, expected] of steps) assert.equal((await browser.get(`/debug${query}`)).text, expected, query)
})

test('fallbacks answer what no route matches, the first that does; else 404', async () => {
  const setup = (app: AddonSetup): void => {
    app.addFallback(() => undefined)
    app.addFallback(async ({ path }) => (path === '/found' ? new pergola.Response('by the fallback') : undefined))
    app.addFallback((request) => (request.path === '/rendered' ? request.render('web.layout') : undefined))
    app.addFallback(() => 'text' as never)
  }
  await using app = await appWith([Where], {}, { setup, depends: ['web'] })
  assert.equal((await app.inject('/found')).text, 'by the fallback')
  assert.match((await app.inject('/rendered')).text, /<html/)
  assert.equal((await app.inject('/lost')).text, 'text')
  await using without = await appWith([Where])
  assert.equal((await without.inject('/lost')).status, 404)
})

test('dispatchers, renderers and route options that addons add', async () => {
  class Upper extends pergola.Dispatcher {
    static override readonly routingType = 'upper'
    async dispatch(endpoint: pergola.Endpoint, args: Readonly<Record<string, unknown>>) {
      return new pergola.Response(String(await endpoint.call(args, this.request)).toUpperCase())
    }
    handleError() {
      return new pergola.Response('upper error', { status: 500 })
    }
  }
  class Custom extends Controller {
    @route('/upper/<name>', { auth: 'none', type: 'upper' as 'http', sitemap: true } as object)
    upper({ name }: { name: string }) {
      if (name === 'fail') throw new Error('x')
      return name
    }
    @route('/csv', { auth: 'none', renderer: 'csv' })
    csv() {
      return [[1, 2]]
    }
    @route('/nobody', { auth: 'none', renderer: 'unknown' })
    nobody() {
      return {}
    }
  }
  const setup = (app: AddonSetup): void => {
    app.addDispatcher(Upper)
    app.addRenderer(
      'csv',
      (value) => new pergola.Response((value as number[][]).join('\n'), { headers: { 'content-type': 'text/csv' } }),
    )
    app.addRouteOption('sitemap')
  }
  await using app = await appWith([Custom], {}, { setup })
  assert.equal((await app.inject('/upper/a')).text, 'A')
  assert.equal((await app.inject('/upper/fail')).text, 'upper error')
  const csv = await app.inject('/csv')
  assert.deepEqual([csv.text, csv.headers['content-type']], ['1,2', 'text/csv'])
  assert.equal((await app.inject('/nobody')).status, 500)
  assert.deepEqual(app.app.composition.warnings, [])
})

test('form and parameters before the body was read: an error for a form, nothing of it for another body', async () => {
  const seen: unknown[] = []
  const setup = (app: AddonSetup): void =>
    app.addTween('early', (handler) => async (request) => {
      const look = (name: string, read: () => unknown): void => {
        try {
          seen.push(read())
        } catch (error) {
          seen.push(`${name}: ${(error as Error).name}`)
        }
      }
      look('params', () => request.getHttpParams())
      look('form', () => [...request.form.keys()])
      look('json', () => request.jsonBody)
      await request.readBody()
      look('params', () => request.getHttpParams())
      return handler(request)
    })
  await using app = await appWith([Where], {}, { setup })
  const visit = async (options: object): Promise<unknown[]> => {
    seen.length = 0
    await app.inject({ path: '/where?q=1', method: 'POST', ...options })
    return [...seen]
  }
  const unread = ['params: BodyNotReadError', 'form: BodyNotReadError', 'json: BodyNotReadError']
  assert.deepEqual(await visit({ form: { a: '1' } }), [...unread, { q: '1', a: '1' }])
  assert.deepEqual(await visit({ body: 'text' }), [{ q: '1' }, [], 'json: BodyNotReadError', { q: '1' }])
  assert.deepEqual(await visit({ json: [1] }), [{ q: '1' }, [], 'json: BodyNotReadError', { q: '1' }])
  assert.deepEqual(await visit({}), [{ q: '1' }, [], 'json: BadRequest', { q: '1' }])
})
