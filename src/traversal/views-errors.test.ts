import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, Forbidden, Gone, HttpError, NotFound, route, UserError, view, type Request } from 'pergola'
import type { Node } from './views-support.test.ts'
import { addon, withRoot, texts, start } from './views-support.test.ts'

describe('views for errors', () => {
  class OutOfStock extends UserError {}
  class Sold extends OutOfStock {}
  class Broken extends Error {}

  class Errors extends Controller {
    @view({ context: OutOfStock })
    async outOfStock(error: OutOfStock, request: Request) {
      assert.equal(request.exception, error)
      assert.equal(request.exceptionInfo?.error, error)
      return request.makeResponse(`${error.message} ${(request.context as Node | null)?.name ?? 'no context'}`, {
        status: 410,
      })
    }
    @view({ context: Broken, renderer: 'json' })
    async broken(error: Broken, request: Request) {
      request.response.status = 503
      return { broken: error.message, fresh: request.response.headers.has('x-touched') }
    }
    @view({ context: Error })
    async anything(error: Error) {
      return `anything ${error.message}`
    }
    @view({ context: Forbidden })
    async forbidden(_error: Forbidden, request: Request) {
      return request.makeResponse('keep out', { status: 403 })
    }
    @view({ name: 'sold' })
    async sold() {
      throw new Sold('Sold.')
    }
    @view({ name: 'broken' })
    async throwsBroken(_context: Node, request: Request) {
      request.response.headers.set('x-touched', '1')
      throw new Broken('No.')
    }
    @view({ name: 'type' })
    async type() {
      throw new TypeError('No type.')
    }
    @view({ name: 'gone' })
    async gone() {
      throw new Gone('Really.')
    }
    @view({ name: 'forbidden' })
    async throwsForbidden() {
      throw new Forbidden()
    }
    @route('/route/sold', { auth: 'none' })
    async routeSold() {
      throw new Sold('On a route.')
    }
    @route('/rpc', { auth: 'none', type: 'json' })
    async rpc() {
      throw new Sold('In a call.')
    }
  }

  test('by class of the error, the nearest first', async () => {
    await using app = await start([withRoot([Errors])])
    const answers = await Promise.all(
      ['/n1/sold', '/broken', '/type', '/gone', '/nope', '/forbidden', '/route/sold'].map((path) => app.inject(path)),
    )
    assert.deepEqual(
      answers.map(({ status, text }) => [status, text.startsWith('<!') ? 'a page' : text]),
      [
        [410, 'Sold. n1'],
        [503, '{"broken":"No.","fresh":false}'],
        [200, 'anything No type.'],
        [410, 'a page'],
        [404, 'a page'],
        [403, 'keep out'],
        [410, 'On a route. '],
      ],
    )
  })

  test('a call is answered in its own form', async () => {
    await using app = await start([withRoot([Errors])])
    const answer = await app.inject({ path: '/rpc', json: { params: {}, id: 1 } })
    assert.equal((answer.json() as { error: { message: string } }).error.message, 'In a call.')
    class Calls extends Controller {
      @view({ context: UserError, requestType: 'json', renderer: 'json' })
      async user(error: UserError) {
        return { own: error.message }
      }
    }
    await using own = await start([withRoot([Errors, Calls])])
    // The nearest class has a view for pages only; the next has one for calls.
    assert.deepEqual((await own.inject({ path: '/rpc', json: { params: {}, id: 1 } })).json(), { own: 'In a call.' })
  })

  test('not found: a view of its own, with a slash appended where a route has one', async () => {
    class NotFounds extends Controller {
      @view({ context: NotFound, appendSlash: true })
      async notFound(_error: NotFound, request: Request) {
        return request.makeResponse(`nothing at ${request.path}`, { status: 404 })
      }
      @route('/strict/<name>/', { auth: 'none', strictSlashes: true })
      async strict({ name }: { name: string }) {
        return name
      }
    }
    await using app = await start([addon('site', [NotFounds])])
    const nothing = await app.inject('/nope')
    assert.deepEqual([nothing.status, nothing.text], [404, 'nothing at /nope'])
    const slash = await app.inject('/strict/x?a=1')
    assert.ok([307, 308].includes(slash.status))
    assert.match(slash.headers['location'] ?? '', /\/strict\/x\/\?a=1$/)
  })

  test('appendSlash stays on this host', async () => {
    class Pages extends Controller {
      @view({ context: NotFound, appendSlash: true })
      async notFound() {}
      @route('/<path:page>/', { auth: 'none' })
      async page(_args: { page: string }, request: Request) {
        if (!request.path.endsWith('/')) throw new NotFound()
      }
    }
    await using app = await start([addon('site', [Pages])])
    for (const [path, location] of [
      ['/a?b=1', '/a/?b=1'],
      ['//evil.org', '/evil.org/'],
      ['///evil.org/x?b=1', '/evil.org/x/?b=1'],
      ['/\\evil.org', '/evil.org/'],
      ['/a//b', '/a//b/'],
    ] as const) {
      const answer = await app.inject(path)
      assert.deepEqual([answer.status, answer.headers['location']], [307, location], path)
    }
  })

  test('an error view that fails is answered as usual; one that finds nothing leaves the error', async () => {
    class Failing extends Controller {
      @view({ context: Broken })
      async broken() {
        throw new Gone('The view fails too.')
      }
      @view({ context: TypeError })
      async type() {
        throw new NotFound()
      }
      @route('/broken', { auth: 'none' })
      async throwsBroken() {
        throw new Broken('first')
      }
      @route('/type', { auth: 'none' })
      async throwsType() {
        throw new TypeError('first')
      }
    }
    await using app = await start([addon('site', [Failing])])
    assert.deepEqual(await texts(app, ['/broken', '/type']), [410, 500])
  })

  test('those of a route go before those of all', async () => {
    class Routed extends Controller {
      @route('/a', { auth: 'none', name: 'a' })
      async a() {
        throw new Broken('a')
      }
      @route('/b', { auth: 'none', name: 'b' })
      async b() {
        throw new Broken('b')
      }
      @view({ context: Error, route: 'a' })
      async ofA() {
        return 'of a'
      }
      @view({ context: Broken })
      async ofAll() {
        return 'of all'
      }
    }
    await using app = await start([addon('site', [Routed])])
    assert.deepEqual(await texts(app, ['/a', '/b']), ['of a', 'of all'])
  })

  test('invokeExceptionView: fresh response, the error as context, and all as before where nobody answers', async () => {
    class Invokes extends Controller {
      @view({ context: Broken })
      async broken(error: Broken, request: Request) {
        request.response.headers.set('x-fresh', '1')
        return `view of ${error.message}`
      }
      @route('/invoke', { auth: 'none' })
      async invoke(_args: object, request: Request) {
        request.response.headers.set('x-mine', '1')
        const mine = request.response
        const answered = await request.invokeExceptionView(new Broken('x'))
        const kept = request.exception instanceof Broken
        const none = await request
          .invokeExceptionView(new RangeError('y'))
          .catch((error: unknown) => error instanceof NotFound)
        const same = await request
          .invokeExceptionView(new RangeError('y'), { reraise: true })
          .catch((error: unknown) => error instanceof RangeError)
        return JSON.stringify([
          await answered.text(),
          kept,
          none,
          same,
          request.response === mine,
          request.exception instanceof Broken,
        ])
      }
    }
    await using app = await start([addon('site', [Invokes])])
    const answer = await app.inject('/invoke')
    assert.deepEqual(answer.json(), ['view of x', true, true, true, true, true])
    assert.equal(answer.headers['x-mine'], '1')
    assert.equal(answer.headers['x-fresh'], undefined)
  })

  test('after the view for an error, request.response is again what the failed view had touched', async () => {
    class Touches extends Controller {
      @route('/touch', { auth: 'none' })
      async touch(_args: object, request: Request) {
        request.response.headers.set('x-touched', 'yes')
        request.addResponseCallback((each, response) => {
          response.headers.set('x-seen', each.response.headers.get('x-touched') ?? 'no')
        })
        throw new Broken()
      }
      @view({ context: Broken })
      async broken(_error: Broken, request: Request) {
        return `fresh ${request.response.headers.has('x-touched') ? 'no' : 'yes'}`
      }
    }
    await using app = await start([addon('site', [Touches])])
    const answer = await app.inject('/touch')
    assert.deepEqual(
      [answer.text, answer.headers['x-seen'], answer.headers['x-touched']],
      ['fresh yes', 'yes', undefined],
    )
  })

  test('without views for errors, all is as it was', async () => {
    await using app = await start([addon('site', [])])
    assert.equal((await app.inject('/nope')).status, 404)
    assert.ok(new HttpError(410) instanceof Error)
  })
})
