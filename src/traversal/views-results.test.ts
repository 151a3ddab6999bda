import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BeforeRender, Controller, Gone, Response, view, type AddonSetup, type Request } from 'pergola'
import type { Node } from './views-support.test.ts'
import { withRoot, texts, start } from './views-support.test.ts'

describe('what a view gives', () => {
  class Values extends Controller {
    @view({ name: 'text' })
    async text() {
      return '<p>text</p>'
    }
    @view({ name: 'nothing' })
    async nothing() {}
    @view({ name: 'object' })
    async object() {
      return { a: 1 }
    }
    @view({ name: 'json', renderer: 'json' })
    async json(_context: Node, request: Request) {
      request.response.status = 201
      request.response.headers.set('x-own', '1')
      return { a: new Date(0), b: { toJSON: () => 'own' } }
    }
    @view({ name: 'null', renderer: 'json' })
    async null() {
      return undefined
    }
    @view({ name: 'string', renderer: 'string' })
    async string() {
      return '<7>'
    }
    @view({ name: 'typed', renderer: 'string' })
    async typed(_context: Node, request: Request) {
      request.response.contentType = 'text/csv'
      return 'a,b'
    }
    @view({ name: 'jsonp', renderer: 'jsonp' })
    async jsonp() {
      return { a: '\u2028' }
    }
    @view({ name: 'own', renderer: 'json' })
    async own() {
      return new Response('own', { status: 202 })
    }
    @view({ name: 'platform' })
    async web() {
      return new globalThis.Response('web', { status: 203 })
    }
    @view({ name: 'error' })
    async error() {
      return new Gone()
    }
    @view({ name: 'unknown', renderer: 'nobody' })
    async unknown() {
      return {}
    }
    @view({ name: 'upper', renderer: 'upper' })
    async upper() {
      return 'loud'
    }
    @view({ name: 'sync', renderer: 'json' })
    sync() {
      return [1]
    }
    @view({ name: 'template', renderer: 'site.page' })
    async template() {
      return { a: 1 }
    }
  }

  const rows: ReadonlyArray<readonly [path: string, status: number, type: string | undefined, text: string]> = [
    ['/text', 200, 'text/html; charset=utf-8', '<p>text</p>'],
    ['/nothing', 204, undefined, ''],
    ['/json', 201, 'application/json; charset=utf-8', '{"a":"1970-01-01T00:00:00.000Z","b":"own"}'],
    ['/null', 200, 'application/json; charset=utf-8', 'null'],
    ['/string', 200, 'text/plain; charset=utf-8', '<7>'],
    ['/typed', 200, 'text/csv', 'a,b'],
    ['/jsonp', 200, 'application/json; charset=utf-8', '{"a":"\u2028"}'],
    ['/jsonp?callback=shop.on[2]', 200, 'application/javascript; charset=utf-8', '/**/shop.on[2]({"a":"\\u2028"});'],
    ['/own', 202, 'text/html; charset=utf-8', 'own'],
    ['/platform', 203, 'text/plain;charset=UTF-8', 'web'],
    ['/upper', 200, 'text/html; charset=utf-8', 'LOUD site'],
    ['/sync', 200, 'application/json; charset=utf-8', '[1]'],
  ]
  const setup = (app: AddonSetup): void => {
    app.addRenderer(
      'upper',
      (value, _request, values) => new Response(`${String(value).toUpperCase()} ${String(values['place'])}`),
    )
    app.subscribe(BeforeRender, (event) => {
      event.values['place'] = 'site'
    })
  }
  for (const [path, status, type, text] of rows) {
    test(`${path}: ${status}`, async () => {
      await using app = await start([withRoot([Values], setup)])
      const answer = await app.inject(path)
      assert.deepEqual([answer.status, answer.headers['content-type'], answer.text], [status, type, text])
    })
  }

  test('what cannot be', async () => {
    await using app = await start([withRoot([Values], setup)])
    assert.deepEqual(
      await texts(app, ['/object', '/unknown', '/error', '/template', '/jsonp?callback=a(b)', '/jsonp?callback=']),
      [500, 500, 410, 500, 400, 400],
    )
    assert.equal((await app.inject('/json')).headers['x-own'], '1')
  })
})
