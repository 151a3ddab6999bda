import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, Response, view, type AddonSetup, type Request } from 'pergola'
import { type TestApp } from 'pergola/testing'
import type { Node } from './views-support.test.ts'
import { withRoot, texts, start } from './views-support.test.ts'

describe('around a view', () => {
  const log: string[] = []
  const named =
    (name: string) =>
    (inner: (context: unknown, request: Request) => Promise<Response>) =>
    async (context: unknown, request: Request): Promise<Response> => {
      log.push(`${name} in`)
      const response = await inner(context, request)
      response.headers.append('x-around', name)
      log.push(`${name} out`)
      return response
    }

  class Around extends Controller {
    @view({ name: 'decorated', renderer: 'json', decorator: [named('a'), named('b')], logged: 'yes' } as never)
    async decorated() {
      log.push('view')
      return { a: 1 }
    }
    @view({ name: 'cached', httpCache: 60 })
    async cached() {
      return 'cached'
    }
    @view({ name: 'never', httpCache: 0 })
    async never() {
      return 'never'
    }
    @view({ name: 'public', httpCache: [60, { public: true }] })
    async publicly() {
      return 'public'
    }
    @view({ name: 'itself', httpCache: 60 })
    async itself(_context: Node, request: Request) {
      return request.makeResponse('itself', { headers: { 'cache-control': 'no-store' } })
    }
    @view({ name: 'inner', wrapper: 'frame' })
    async inner() {
      return 'inner'
    }
    @view({ name: 'frame' })
    async frame(_context: Node, request: Request) {
      return `[${await (request.wrappedResponse as Response).text()}]`
    }
    @view({ name: 'unframed', wrapper: 'nobody' })
    async unframed() {
      return ''
    }
    @view({ name: 'form', requestMethod: 'POST' })
    async form(_context: Node, request: Request) {
      return `${String(request.params['a'])} ${[...request.form.keys()].join()}`
    }
    @view({ name: 'open', requestMethod: 'POST', csrf: false })
    async open(_context: Node, request: Request) {
      return JSON.stringify([request.params, request.headers.get('content-type') === null ? null : request.jsonBody])
    }
  }

  test("decorators see responses, the first outermost; addons' derivers stand between them and the renderer", async () => {
    const setup = (app: AddonSetup): void => {
      app.addViewDeriver(
        'site.logged',
        (inner, { options }) => {
          if (!('logged' in options)) return inner
          return async (context, request) => {
            const result = await inner(context, request)
            log.push(`deriver ${result instanceof Response ? 'response' : 'value'}`)
            return result
          }
        },
        { options: ['logged'] },
      )
      app.addViewDeriver('site.inner', (inner) => async (context, request) => {
        const result = await inner(context, request)
        log.push(`inner ${result instanceof Response ? 'response' : 'value'}`)
        return result
      }, { under: 'rendered' }) // prettier-ignore
      app.addViewDeriver('site.outer', (inner) => async (context, request) => {
        log.push('outer')
        return inner(context, request)
      }, { over: 'secured' }) // prettier-ignore
    }
    await using app = await start([withRoot([Around], setup)])
    log.length = 0
    const answer = await app.inject('/decorated')
    assert.equal(answer.headers['x-around'], 'b, a')
    assert.deepEqual(log, ['outer', 'a in', 'b in', 'view', 'inner value', 'deriver response', 'b out', 'a out'])
    assert.deepEqual(app.app.composition.warnings, [])
  })

  test('places that cannot be', async () => {
    const with_ = (place: object): Promise<TestApp> =>
      start([withRoot([Around], (app) => app.addViewDeriver('x', (inner) => inner, place))])
    await assert.rejects(with_({ over: 'nobody' }), /The view deriver x has its place by nobody/)
    await assert.rejects(with_({ over: 'INGRESS' }), /cannot stand over INGRESS/)
    await assert.rejects(with_({ under: 'VIEW' }), /cannot stand under VIEW/)
    await assert.rejects(with_({ over: 'secured', under: 'rendered' }), /wait for each other/)
  })

  test('httpCache', async () => {
    await using app = await start([withRoot([Around])])
    const header = async (path: string): Promise<string | undefined> =>
      (await app.inject(path)).headers['cache-control']
    assert.equal(await header('/cached'), 'max-age=60')
    assert.equal(await header('/never'), 'max-age=0, must-revalidate, no-cache, no-store')
    assert.match((await header('/public')) ?? '', /max-age=60/)
    assert.match((await header('/public')) ?? '', /public/)
    assert.equal(await header('/itself'), 'no-store')
    assert.ok(Date.parse((await app.inject('/cached')).headers['expires'] ?? '') > Date.now() + 50_000)
  })

  test('a wrapper answers with what it wraps', async () => {
    await using app = await start([withRoot([Around])])
    assert.deepEqual(await texts(app, ['/inner', '/unframed']), ['[inner]', 500])
  })

  test('unsafe requests need a token, which is taken out of the form', async () => {
    await using app = await start([withRoot([Around])])
    assert.equal((await app.inject({ path: '/form', form: { a: '1' } })).status, 400)
    const token = await app.app.perform({ path: '/' }, async (request) => new Response(request.csrfToken()))
    const cookies = token.cookies
    const answer = await app.inject({ path: '/form', form: { a: '1', csrf_token: token.text }, cookies })
    assert.equal(answer.text, '1 a')
    assert.deepEqual((await app.inject({ path: '/open?q=1', json: { b: 2 } })).json(), [{ q: '1' }, { b: 2 }])
  })
})
