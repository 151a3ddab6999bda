import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  BeforeTraversal,
  ContextFound,
  Controller,
  route,
  view,
  type AddonSetup,
  type Request,
  type Resource,
} from 'pergola'
import { Node, Page, addon, texts, start } from './views-support.test.ts'

describe('routes that lead through resources', () => {
  class Shelf implements Resource {
    readonly name: string
    readonly parent: Resource | null
    constructor(name = '', parent: Resource | null = null) {
      this.name = name
      this.parent = parent
    }
    child(segment: string): Resource | undefined {
      return segment.startsWith('s') ? new Shelf(segment, this) : undefined
    }
  }
  class Box extends Shelf {}
  const factory = (): Shelf => new Shelf()

  class Hybrid extends Controller {
    @route(['/browse', '/browse/<path:traverse>'], { auth: 'none', name: 'browse', factory })
    async browse(_args: { traverse?: string }, request: Request) {
      return `endpoint ${request.traversed.join()} ${request.resourceUrl(request.context as Shelf, { routeName: 'browse' })}`
    }
    @view({ route: 'browse', context: Shelf, name: 'edit' })
    async edit(shelf: Shelf, request: Request) {
      return `edit ${shelf.name} ${request.subpath.join()} ${JSON.stringify(request.matchdict)}`
    }
    @view({ route: 'browse', context: Box })
    async box() {
      return 'box'
    }
    @route('/kind/<kind>/<rest>', { auth: 'none', factory, traverse: '/s<kind>/<rest>' })
    async kind(_args: { kind: string; rest: string }, request: Request) {
      return `kind ${request.traversed.join()}`
    }
    @route('/box', { auth: 'none', name: 'box', factory: () => new Box() })
    async plainFactory(_args: object, request: Request) {
      return `factory ${request.context?.constructor.name}`
    }
    @route('/sub/<path:subpath>', { auth: 'none', factory })
    async sub(_args: { subpath: string }, request: Request) {
      const page = new Page('page', new Node('s0', new Node()))
      return `sub ${request.subpath.join()} ${request.viewName} ${request.resourcePath(page)} ${request.virtualRootPath.join()}`
    }
    @route('/bad', { auth: 'none', factory, traverse: '/<missing>' })
    async bad() {
      return ''
    }
    @view({ name: 'edit' })
    async global() {
      return 'never on a route'
    }
  }

  test('by <path:traverse>, with the views of the route', async () => {
    await using app = await start([addon('site', [Hybrid])])
    assert.deepEqual(
      await texts(app, ['/browse', '/browse/s1/s2', '/browse/s1/edit/x/y', '/browse/nope', '/browse/s1/@@other']),
      [
        'endpoint  http://localhost/browse',
        'endpoint s1,s2 http://localhost/browse/s1/s2/',
        'edit s1 x,y {"traverse":"s1/edit/x/y"}',
        404,
        404,
      ],
    )
  })

  test('by the option traverse, by a factory alone, and by a subpath', async () => {
    await using app = await start([addon('site', [Hybrid])])
    assert.deepEqual(await texts(app, ['/kind/x/sy', '/kind/x/nope', '/box', '/sub/a/b', '/bad']), [
      'kind sx,sy',
      404,
      'factory Box',
      'sub a,b  /s0/page/ ',
      500,
    ])
  })

  test('virtual roots count for routes that traverse, and for no others', async () => {
    await using app = await start([addon('site', [Hybrid])], { http: { virtualRoots: true } })
    const headers = { 'x-vhm-root': '/s0' }
    assert.deepEqual(await texts(app, ['/browse/s1', '/sub/a/b'], headers), [
      'endpoint s0,s1 http://localhost/browse/s1/',
      'sub a,b  /page/ s0',
    ])
  })

  test('events are sent for every route, where somebody hears them', async () => {
    const heard: string[] = []
    const setup = (app: AddonSetup): void => {
      app.subscribe(
        BeforeTraversal,
        ({ request }) => void heard.push(`before ${request.path} ${String(request.matchedRoute?.name)}`),
      )
      app.subscribe(ContextFound, ({ request }) => void heard.push(`found ${request.context?.constructor.name}`))
    }
    class Plain extends Controller {
      @route('/plain', { auth: 'none', name: 'plain' })
      async plain() {
        return 'plain'
      }
    }
    await using app = await start([addon('site', [Hybrid, Plain], { setup })])
    await texts(app, ['/plain'])
    await texts(app, ['/box'])
    assert.deepEqual(heard, ['before /plain plain', 'found Object', 'before /box box', 'found Box'])
    assert.equal(app.app.composition.views.locatesRoutes, true)
    await using quiet = await start([addon('site', [Plain])])
    assert.equal(quiet.app.composition.views.locatesRoutes, false)
  })
})

describe('what a route states counts for its views too', () => {
  class Limited extends Controller {
    @route('/small', { auth: 'none', name: 'small', csrf: false, maxContentLength: 8 })
    async small() {
      return 'endpoint'
    }
    @view({ route: 'small', requestParam: 'page', csrf: false })
    async page(_context: Resource, request: Request) {
      return `page ${Buffer.from(await request.readBody()).toString()}`
    }
    @route('/call', { auth: 'none', type: 'json', permission: 'edit', factory: () => ({}) })
    async call() {
      return 1
    }
  }

  const post = { method: 'POST', headers: { 'content-type': 'text/plain' } }

  test('maxContentLength bounds a body that a view reads, announced or not', async () => {
    await using app = await start([addon('site', [Limited])])
    assert.equal((await app.inject({ ...post, path: '/small?page', body: '12345678' })).text, 'page 12345678')
    assert.equal((await app.inject({ ...post, path: '/small?page', body: '123456789' })).status, 413)
    assert.equal((await app.inject({ ...post, path: '/small', body: '123456789' })).status, 413)
    const form = { path: '/small?page', form: { a: '12345678' } }
    assert.equal((await app.inject(form)).status, 413)
    const { url } = await app.listen()
    const chunked = (text: string): Promise<globalThis.Response> =>
      fetch(`${url}/small?page`, { ...post, body: new Blob([text]).stream(), duplex: 'half' } as RequestInit)
    assert.equal(await (await chunked('1234')).text(), 'page 1234')
    assert.equal((await chunked('1234567890')).status, 413)
  })

  test('an error on the way to the endpoint has the form of the route', async () => {
    await using app = await start([addon('site', [Limited])])
    const answer = await app.inject({ path: '/call', json: { params: {}, id: 3 } })
    const { error } = answer.json() as { error: { data: { name: string } } }
    assert.deepEqual([answer.status, error.data.name], [200, 'Forbidden'])
  })
})
