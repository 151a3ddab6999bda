// The statements of the manual page that this framework follows (pyramid.request), one test each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ConfigurationError,
  Controller,
  ContextFound,
  currentRequest,
  Forbidden,
  NewRequest,
  NewResponse,
  Request,
  Response,
  route,
  view,
  type Config,
  type Resource,
} from 'pergola'
import { addonOf } from './support.ts'
import { createTestApp, type TestApp } from 'pergola/testing'

class Node implements Resource {
  readonly name: string
  readonly parent: Resource | null
  readonly acl = [['Deny', 'system.Everyone', 'secret']] as const
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  child(segment: string): Resource | undefined {
    return segment.length === 1 ? new Node(segment, this) : undefined
  }
}

type Run = (request: Request) => unknown

/** Runs a function as a view at `/a/b/run/x/y` (or as a route at `/route/<n>`), and gives what it returned. */
async function inRequest(
  run: Run,
  path = '/a/b/run/x/y',
  headers: Record<string, string> = {},
  config: Config = {},
): Promise<unknown> {
  class Runs extends Controller {
    @view({ name: 'run' })
    async run(_context: Node, request: Request) {
      return JSON.stringify((await run(request)) ?? null)
    }
    @route('/route/<n>', { auth: 'none', name: 'numbered', csrf: false })
    async route(_args: { n: string }, request: Request) {
      return JSON.stringify((await run(request)) ?? null)
    }
  }
  await using app = await started([Runs], config)
  const body = headers['content-type'] === undefined ? {} : { method: 'POST', body: headers['x-body'] ?? '' }
  const answer = await app.inject({ path, headers, ...body })
  assert.equal(answer.status, 200, answer.text)
  return answer.json()
}

function started(
  controllers: Parameters<typeof addonOf>[1],
  config: Config = {},
  setup?: Parameters<typeof addonOf>[2],
): Promise<TestApp> {
  const addon = addonOf('site', controllers, { setup: (app) => app.setRootFactory(() => new Node()) })
  const more = addonOf('more', [], setup)
  return createTestApp({ addons: [addon, more], config: { http: { proxyMode: true }, ...config } })
}

test('context is the context object implied by the request; root is where traversal started', async () => {
  assert.deepEqual(
    await inRequest(({ context, root }) => [(context as Node).name, (root as Node).name, root instanceof Node]),
    ['b', '', true],
  )
})

test('registry is the application registry: request.app', async () => {
  assert.equal(await inRequest(({ app }) => app === currentRequest().app), true)
})

test('subpath is a sequence of zero or more elements', async () => {
  assert.deepEqual(await inRequest(({ subpath }) => subpath), ['x', 'y'])
  assert.deepEqual(await inRequest(({ subpath }) => subpath, '/run'), [])
})

test('traversed are the ordered names that led to the context, with the virtual root, without view name and subpath', async () => {
  assert.deepEqual(await inRequest(({ traversed }) => traversed), ['a', 'b'])
  assert.deepEqual(await inRequest(({ traversed }) => traversed, '/b/run/x', { 'x-vhm-root': '/a' }), ['a', 'b'])
})

test('view_name is a string, possibly empty', async () => {
  assert.equal(await inRequest(({ viewName }) => viewName), 'run')
  assert.equal(await inRequest(({ viewName }) => viewName, '/route/1'), '')
})

test('virtual_root and virtual_root_path', async () => {
  const read: Run = ({ virtualRoot, virtualRootPath }) => [(virtualRoot as Node).name, virtualRootPath]
  assert.deepEqual(await inRequest(read, '/b/run', { 'x-vhm-root': '/a' }), ['a', ['a']])
  assert.deepEqual(await inRequest(read), ['', []])
})

test('exception and exc_info: in exception views, response and finished callbacks; null where nothing was raised', async () => {
  const seen: unknown[] = []
  class Broken extends Error {}
  class Breaks extends Controller {
    @view({ name: 'breaks' })
    async breaks(_context: Node, request: Request) {
      request.addResponseCallback(({ exception }) => seen.push(exception instanceof Broken))
      request.addFinishedCallback(({ exceptionInfo }) => seen.push(exceptionInfo?.type === Broken))
      throw new Broken()
    }
    @view({ context: Broken })
    async broken(error: Broken, { exception, exceptionInfo }: Request) {
      seen.push(exception === error, exceptionInfo?.stack === error.stack)
      return 'broken'
    }
    @view({ name: 'fine' })
    async fine(_context: Node, request: Request) {
      request.addResponseCallback(({ exception, exceptionInfo }) => seen.push(exception, exceptionInfo))
      request.addFinishedCallback(({ exception, exceptionInfo }) => seen.push(exception, exceptionInfo))
      return 'fine'
    }
  }
  await using app = await started([Breaks])
  await app.inject('/breaks')
  assert.deepEqual(seen.splice(0), [true, true, true, true])
  await app.inject('/fine')
  assert.deepEqual(seen, [null, null, null, null])
})

test('response is made at first access, stays the same, and is what a renderer uses', async () => {
  class Renders extends Controller {
    @view({ name: 'rendered', renderer: 'json' })
    async rendered(_context: Node, request: Request) {
      const { response } = request
      assert.ok(response instanceof Response)
      assert.equal(request.response, response)
      response.setCookie('mycookie', 'mine, all mine!')
      response.status = 202
      return { text: 'Value that will be used by the renderer' }
    }
    @view({ name: 'returned' })
    async returned(_context: Node, { response }: Request) {
      response.body = 'Hello!'
      response.contentType = 'text/plain'
      return response
    }
    @view({ name: 'not_global' })
    async notGlobal(_context: Node, { response }: Request) {
      response.headers.set('x-lost', '1')
      return new Response('own')
    }
  }
  await using app = await started([Renders])
  const rendered = await app.inject('/rendered')
  assert.deepEqual(
    [rendered.status, rendered.cookies, rendered.json()],
    [202, { mycookie: 'mine, all mine!' }, { text: 'Value that will be used by the renderer' }],
  )
  const returned = await app.inject('/returned')
  assert.deepEqual([returned.text, returned.headers['content-type']], ['Hello!', 'text/plain'])
  assert.equal((await app.inject('/not_global')).headers['x-lost'], undefined)
})

test("session is the current user's; without a factory, a ConfigurationError", async () => {
  const read: Run = (request) => {
    request.session.set('a', 1)
    return request.session.get('a')
  }
  assert.equal(await inRequest(read), 1)
  const refused: Run = (request) => {
    assert.throws(() => request.session, ConfigurationError)
    return 'refused'
  }
  assert.equal(await inRequest(refused, undefined, {}, { sessions: false }), 'refused')
})

test('matchdict and matched_route: of the route that matched, else null', async () => {
  const read: Run = ({ matchdict, matchedRoute }) => [matchdict, matchedRoute?.name ?? null]
  assert.deepEqual(await inRequest(read, '/route/7'), [{ n: '7' }, 'numbered'])
  assert.deepEqual(await inRequest(read), [null, null])
})

test('invoke_subrequest: events, callbacks, request extensions, permissions, the current request; tweens only if asked for', async () => {
  const log: string[] = []
  class Subs extends Controller {
    @view({ name: 'outer' })
    async outer(_context: Node, request: Request) {
      const inner = await request.invokeSubrequest(Request.blank('/a/inner'))
      const secret = await request
        .invokeSubrequest(Request.blank('/a/secret'))
        .catch((error: unknown) => error instanceof Forbidden)
      const answered = await request.invokeSubrequest(Request.blank('/a/secret'), { useTweens: true })
      return JSON.stringify([await inner.text(), secret, answered.status, currentRequest() === request])
    }
    @view({ name: 'inner' })
    async inner(_context: Node, request: Request & { extension?: string }) {
      request.addResponseCallback(() => log.push('response callback'))
      request.addFinishedCallback(() => log.push('finished callback'))
      return `${request.extension} ${currentRequest() === request}`
    }
    @view({ name: 'secret', permission: 'secret' })
    async secret() {
      return 'never'
    }
  }
  await using app = await started([Subs], {}, {
    setup(each) {
      each.addRequestMethod(() => 'extended', { name: 'extension', property: true })
      for (const event of [NewRequest, ContextFound, NewResponse]) {
        each.subscribe<NewRequest>(event, ({ request }) => void log.push(`${event.name} ${request.path}`))
      }
    },
  }) // prettier-ignore
  assert.deepEqual((await app.inject('/outer')).json(), ['extended true', true, 403, true])
  assert.deepEqual(
    log.filter((line) => !/outer|secret/.test(line)),
    ['NewRequest /a/inner', 'ContextFound /a/inner', 'response callback', 'NewResponse /a/inner', 'finished callback'],
  )
})

test('route_url, route_path, current_route_url, current_route_path, static_url, static_path, resource_url, resource_path', async () => {
  const make: Run = (request) => [
    request.routeUrl('numbered', { n: 8 }),
    request.routePath('numbered', { n: 8 }),
    request.currentRouteUrl({ n: 9 }),
    request.currentRoutePath({ n: 9 }),
    request.staticUrl('site/static/a.css'),
    request.staticPath('site/static/a.css'),
    request.resourceUrl(new Node('a', new Node())),
    request.resourcePath(new Node('a', new Node())),
  ]
  assert.deepEqual(await inRequest(make, '/route/7?q=1'), [
    'http://localhost/route/8',
    '/route/8',
    'http://localhost/route/9?q=1',
    '/route/9?q=1',
    'http://localhost/site/static/a.css',
    '/site/static/a.css',
    'http://localhost/a/',
    '/a/',
  ])
})

test('json_body is the decoded body; not well-formed or absent, it raises', async () => {
  const read: Run = ({ jsonBody }) => jsonBody
  const refused: Run = (request) => {
    assert.throws(() => request.jsonBody, { name: 'BadRequest' })
    return 'refused'
  }
  const json = (text: string): Record<string, string> => ({ 'content-type': 'application/json', 'x-body': text })
  assert.deepEqual(await inRequest(read, '/route/1', json('{"a":[1]}')), { a: [1] })
  assert.equal(await inRequest(refused, '/route/1', json('{"a":')), 'refused')
  assert.equal(await inRequest(refused, '/route/1'), 'refused')
})

test('set_property: lazy, reified once, by name; a descriptor without a name, or reified, is refused', async () => {
  const seen = await inRequest((request) => {
    let runs = 0
    request.setProperty(() => ++runs, { name: 'plain' })
    request.setProperty(() => ++runs, { name: 'reified', reify: true })
    request.setProperty(function named() { return 'by its name' }) // prettier-ignore
    request.setProperty({ get: () => 'described' }, { name: 'described' })
    assert.equal(runs, 0)
    const each = request as Request & Record<'plain' | 'reified' | 'named' | 'described', unknown>
    assert.throws(() => request.setProperty({ get: () => 1 }), TypeError)
    assert.throws(() => request.setProperty({ get: () => 1 }, { name: 'x', reify: true }), TypeError)
    return [each.plain, each.plain, each.reified, each.reified, each.named, each.described]
  })
  assert.deepEqual(seen, [1, 2, 3, 3, 'by its name', 'described'])
})
