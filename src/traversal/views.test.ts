import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  BeforeRender,
  BeforeTraversal,
  ContextFound,
  Controller,
  defineAddon,
  Forbidden,
  Gone,
  HttpError,
  NotFound,
  PredicateMismatch,
  request as current,
  Response,
  route,
  UserError,
  view,
  type Addon,
  type AddonManifest,
  type AddonSetup,
  type Config,
  type Request,
  type Resource,
} from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

/** A tree made of names; `kinds` says which class a name has. */
class Node implements Resource {
  readonly name: string
  readonly parent: Resource | null
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  child(segment: string): Resource | undefined {
    if (segment === 'page') return new Page(segment, this)
    return segment === 'special'
      ? new SpecialPage(segment, this)
      : /^n\d/.test(segment)
        ? new Node(segment, this)
        : undefined
  }
}
class Page extends Node {
  override child(): undefined {
    return undefined
  }
}
class SpecialPage extends Page {}

type Controllers = NonNullable<AddonManifest['controllers']>

function addon(
  name: string,
  controllers: Controllers,
  options: { setup?: (app: AddonSetup) => void; depends?: string[] } = {},
): Addon {
  return defineAddon({
    name,
    root: import.meta.dirname,
    controllers,
    depends: options.depends ?? [],
    ...(options.setup ? { setup: options.setup } : {}),
  })
}

/** An application whose root is a `Node`. */
function withRoot(controllers: Controllers, setup?: (app: AddonSetup) => void): Addon {
  return addon('site', controllers, {
    setup(app) {
      app.setRootFactory(() => new Node())
      setup?.(app)
    },
  })
}

async function texts(
  app: TestApp,
  paths: readonly string[],
  headers: Record<string, string> = {},
): Promise<Array<string | number>> {
  const answers = await Promise.all(paths.map((path) => app.inject({ path, headers })))
  return answers.map(({ status, text }) => (status === 200 ? text : status))
}

const start = (addons: Addon[], config: Config = {}): Promise<TestApp> => createTestApp({ addons, config })

describe('which view answers', () => {
  class Views extends Controller {
    @view({ context: Node })
    async node(node: Node) {
      return `node ${node.name}`
    }
    @view({ context: Page })
    async page(page: Page) {
      return `page ${page.name}`
    }
    @view({ context: Node, name: 'edit' })
    async edit(node: Node, request: Request) {
      return `edit ${node.name} ${request.subpath.join('+')}`
    }
    @view({ context: Page, name: 'edit', requestParam: 'secret' })
    async editPage(page: Page) {
      return `edit page ${page.name}`
    }
    @view({ name: 'any' })
    async any(context: Resource) {
      return `any ${context.constructor.name}`
    }
    @view({ context: Page, name: 'any', requestMethod: 'POST' })
    async anyPage() {
      return 'never by GET'
    }
  }

  test('the nearest class, then the farther ones, then any', async () => {
    await using app = await start([withRoot([Views])])
    assert.deepEqual(
      await texts(app, [
        '/',
        '/n1',
        '/n1/n2',
        '/page',
        '/special',
        '/special/edit',
        '/page/edit?secret=',
        '/page/any',
        '/n1/any',
      ]),
      [
        'node ',
        'node n1',
        'node n2',
        'page page',
        'page special',
        'edit special ',
        'edit page page',
        'any Page',
        'any Node',
      ],
    )
    assert.deepEqual(await texts(app, ['/n1/@@edit/a/b', '/page/edit/x', '/nope', '/n1/edit/any', '/page/none']), [
      'edit n1 a+b',
      'edit page x',
      404,
      'edit n1 any',
      404,
    ])
  })

  test('a route goes before resources, and a miss costs no view', async () => {
    class Routes extends Controller {
      @route('/n1', { auth: 'none' })
      async n1() {
        return 'route'
      }
    }
    await using app = await start([withRoot([Views, Routes])])
    assert.deepEqual(await texts(app, ['/n1', '/n2']), ['route', 'node n2'])
  })

  test('without a root factory, nothing is walked', async () => {
    await using app = await start([addon('site', [Views])])
    assert.deepEqual(await texts(app, ['/', '/n1']), [404, 404])
  })

  test('fallbacks are asked where no view answers', async () => {
    await using app = await start([
      withRoot([Views], (setup) =>
        setup.addFallback((request) => (request.path === '/nope' ? new Response('fallback') : undefined)),
      ),
    ])
    assert.deepEqual(await texts(app, ['/nope', '/other', '/n1']), ['fallback', 404, 'node n1'])
  })

  test('the root factory of the application counts before those of addons, and the last addon before the first', async () => {
    class Names extends Controller {
      @view()
      async any(context: { title?: string }) {
        return context.title ?? 'none'
      }
    }
    const titled = (title: string) => (app: AddonSetup) => app.setRootFactory(async () => ({ title }))
    const first = addon('a', [Names], { setup: titled('first') })
    const second = addon('b', [], { setup: titled('second'), depends: ['a'] })
    await using app = await start([first, second])
    assert.deepEqual(await texts(app, ['/']), ['second'])
    assert.throws(() => app.app.setRootFactory(() => ({})), { name: 'ConfigurationError' })
  })

  test('a root factory that gives nothing is a mistake of the program', async () => {
    await using app = await start([
      addon('site', [Views], { setup: (setup) => setup.setRootFactory(() => null as never) }),
    ])
    assert.deepEqual(await texts(app, ['/']), [500])
  })

  test('in development a 404 tells which views there were and why each declined', async () => {
    await using app = await start([withRoot([Views])], { development: true })
    const answer = await app.inject({ path: '/page/any?x', method: 'GET', headers: { accept: 'text/plain' } })
    assert.equal(answer.status, 200)
    class Only extends Controller {
      @view({ context: Page, name: 'only', requestMethod: 'POST', xhr: true })
      async post() {
        return ''
      }
      @view({ name: 'only', header: 'X-Own' })
      async own() {
        return ''
      }
    }
    await using other = await start([withRoot([Only])], { development: true })
    const declined = await other.inject({ path: '/page/only', headers: { accept: 'text/plain' } })
    assert.equal(declined.status, 404)
    assert.match(declined.text, /\/page is a Page; of those that have a view named only for it, none answers\./)
    assert.match(
      declined.text,
      /site\.Only\.post \(context Page; name only; xhr = true; requestMethod = POST\) declined: xhr = true/,
    )
    assert.match(declined.text, /site\.Only\.own \(any context; name only; header = X-Own\) declined: header = X-Own/)
    const none = await other.inject({ path: '/page/none', headers: { accept: 'text/plain' } })
    assert.match(none.text, /\/page is a Page, for which nobody has a view named none\./)
    await using production = await start([withRoot([Only])])
    assert.doesNotMatch(
      (await production.inject({ path: '/page/only', headers: { accept: 'text/plain' } })).text,
      /Only/,
    )
  })

  test('a view may leave the request to the next', async () => {
    class Leaves extends Controller {
      @view({ context: Page })
      async page() {
        throw new PredicateMismatch()
      }
      @view({ context: Node })
      async node() {
        return 'node'
      }
      @view({ context: Page, name: 'gone' })
      async gone() {
        throw new NotFound()
      }
      @view({ context: Node, name: 'gone' })
      async neverReached() {
        return 'never'
      }
    }
    await using app = await start([withRoot([Leaves])])
    assert.deepEqual(await texts(app, ['/page', '/page/gone']), ['node', 404])
  })
})

describe('what the request knows', () => {
  class Knows extends Controller {
    @view()
    async any(context: Node, request: Request) {
      const { root, subpath, traversed, viewName, virtualRoot, virtualRootPath } = request
      return JSON.stringify([
        context.name,
        request.context === context,
        root instanceof Node,
        viewName,
        subpath,
        traversed,
        (virtualRoot as Node).name,
        virtualRootPath,
        request.matchdict,
        request.matchedRoute,
      ])
    }
    @view({ name: 'edit' })
    async edit(_context: Node, request: Request) {
      return JSON.stringify([request.viewName, request.subpath, request.traversed, current.viewName])
    }
    @route('/plain', { auth: 'none' })
    async plain(_args: object, request: Request) {
      const { context, root, subpath, traversed, viewName, virtualRoot, virtualRootPath } = request
      return JSON.stringify([
        context,
        root === context,
        subpath,
        traversed,
        viewName,
        virtualRoot === root,
        virtualRootPath,
      ])
    }
  }

  test('after the walk', async () => {
    await using app = await start([withRoot([Knows])], { http: { proxyMode: true } })
    const json = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
      (await app.inject({ path, headers })).json()
    assert.deepEqual(await json('/n1/n2'), ['n2', true, true, '', [], ['n1', 'n2'], '', [], null, null])
    assert.deepEqual(await json('/n2', { 'x-vhm-root': '/n1' }), [
      'n2',
      true,
      true,
      '',
      [],
      ['n1', 'n2'],
      'n1',
      ['n1'],
      null,
      null,
    ])
    assert.deepEqual(await json('/n1/edit/a/b'), ['edit', ['a', 'b'], ['n1'], 'edit'])
  })

  test('on a plain route, an empty root', async () => {
    await using app = await start([withRoot([Knows])])
    assert.deepEqual((await app.inject('/plain')).json(), [{ name: '', parent: null }, true, [], [], '', true, []])
  })

  test('before the walk, nothing', async () => {
    const seen: unknown[] = []
    const tween = (app: AddonSetup): void =>
      app.addTween('site.before', (handler) => (request) => {
        seen.push(request.context, request.root, request.viewName, request.subpath, request.virtualRoot)
        return handler(request)
      })
    await using app = await start([withRoot([Knows], tween)])
    await app.inject('/n1')
    assert.deepEqual(seen, [null, null, '', [], null])
  })

  test('a virtual root is not believed from anybody', async () => {
    await using app = await start([withRoot([Knows])])
    const answer = (await app.inject({ path: '/n2', headers: { 'x-vhm-root': '/n1' } })).json() as unknown[]
    assert.deepEqual(answer[5], ['n2'])
  })
})

describe('views extend as routes do', () => {
  class Shop extends Controller {
    @view({ context: Page, renderer: 'json', name: 'info' })
    async info(page: Page) {
      return { name: page.name }
    }
    @view({ context: Page, name: 'gone' })
    async gone() {
      return 'there'
    }
  }
  class Discount extends Shop {
    @view()
    override async info(page: Page) {
      return { ...(await super.info(page)), discount: true }
    }
    override async gone() {
      return super.gone()
    }
  }
  class Gift extends Shop {
    @view({ requestParam: 'gift' })
    override async info(page: Page) {
      return { ...(await super.info(page)), gift: true }
    }
  }

  const shop = withRoot([Shop])
  const discount = addon('discount', [Discount], { depends: ['site'] })
  const gift = addon('gift', [Gift], { depends: ['site'] })

  test('alone, and in each composition', async () => {
    await using plain = await start([shop])
    assert.deepEqual(await texts(plain, ['/page/info', '/page/gone']), ['{"name":"page"}', 'there'])
    await using sale = await start([shop, discount])
    assert.deepEqual(await texts(sale, ['/page/info', '/page/gone']), ['{"name":"page","discount":true}', 404])
    assert.match(
      sale.app.composition.warnings.map(({ message }) => message).join('\n'),
      /Discount\.gone \(addon discount\) is redefined without @view\(\): its view is unpublished/,
    )
    await using both = await start([shop, discount, gift])
    assert.deepEqual(await texts(both, ['/page/info', '/page/info?gift=1']), [
      404,
      '{"name":"page","discount":true,"gift":true}',
    ])
  })

  test('several decorators make several views; in an override, several replace them', async () => {
    class Many extends Controller {
      @view({ name: 'a' })
      @view({ name: 'b', requestMethod: 'GET' })
      async both(_context: Node, request: Request) {
        return `both ${request.viewName}`
      }
    }
    class One extends Many {
      @view({ requestParam: 'x' })
      override async both(context: Node, request: Request) {
        return `${await super.both(context, request)}!`
      }
    }
    class Other extends Many {
      @view({ name: 'c' })
      @view({ name: 'd' })
      override async both(context: Node, request: Request) {
        return super.both(context, request)
      }
    }
    await using many = await start([withRoot([Many])])
    assert.deepEqual(await texts(many, ['/a', '/b', '/c']), ['both a', 'both b', 404])
    await using one = await start([withRoot([Many, One])])
    assert.deepEqual(await texts(one, ['/a', '/b', '/a?x', '/b?x=1']), [404, 404, 'both a!', 'both b!'])
    await using other = await start([withRoot([Many, Other])])
    assert.deepEqual(await texts(other, ['/a', '/b', '/c', '/d']), [404, 404, 'both c', 'both d'])
  })

  test('viewDefaults', async () => {
    class Defaults extends Controller {
      static readonly viewDefaults: { context: typeof Page; renderer: string; requestParam?: string } = {
        context: Page,
        renderer: 'json',
      }
      @view({ name: 'a' })
      async a() {
        return { a: 1 }
      }
      @view({ name: 'b', renderer: 'string' })
      async b() {
        return 'b'
      }
    }
    class Stricter extends Defaults {
      static override readonly viewDefaults = { ...Defaults.viewDefaults, requestParam: 'x' }
      @view()
      override async a() {
        return super.a()
      }
    }
    await using app = await start([withRoot([Defaults])])
    assert.deepEqual(await texts(app, ['/page/a', '/page/b', '/n1/a']), ['{"a":1}', 'b', 404])
    await using strict = await start([withRoot([Defaults, Stricter])])
    assert.deepEqual(await texts(strict, ['/page/a', '/page/a?x', '/page/b']), [404, '{"a":1}', 'b'])
  })

  test('what is wrong is told, and left out', async () => {
    class Wrong extends Controller {
      @view({ context: Page, requestMetod: 'GET' } as never)
      async misspelled() {
        return 'misspelled'
      }
      @view({ name: 'range', accept: 'text/*' })
      async range() {
        return ''
      }
      @view({ name: 'nowhere', route: 'no.such.route' })
      async nowhere() {
        return ''
      }
      @view({ name: 'twice', requestMethod: ['HEAD', 'GET'] })
      async first() {
        return 'first'
      }
      @view({ name: 'twice', requestMethod: 'GET' })
      async second() {
        return 'second'
      }
      @view({ name: 'mixed' })
      @route('/mixed', { auth: 'none' })
      async mixed() {
        return 'mixed'
      }
    }
    await using app = await start([withRoot([Wrong])])
    const warnings = app.app.composition.warnings.map(({ code, message }) => `${code} ${message}`).toSorted()
    assert.deepEqual(warnings, [
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.range is left out: accept: a view has a media type, not the range text/*.',
      'PERGOLA_W_BROKEN_VIEW Wrong.mixed (addon site) has @route and @view, which call it differently: the view is left out.',
      'PERGOLA_W_DUPLICATE_VIEW site.Wrong.second and site.Wrong.first are views for the very same requests: site.Wrong.first answers.',
      'PERGOLA_W_UNKNOWN_OPTION Wrong.misspelled (addon site) has the unknown view option requestMetod. Is requestMethod meant?',
      'PERGOLA_W_VIEW_ROUTE The view site.Wrong.nowhere is for the route no.such.route, which nobody has.',
    ])
    assert.deepEqual(await texts(app, ['/page', '/twice', '/range', '/mixed']), ['misspelled', 'first', 404, 'mixed'])
  })

  test('what does not fit does not compile', () => {
    class Typed extends Controller {
      @view({ context: Page })
      async narrower(page: SpecialPage | Page) {
        return page.name
      }
      // @ts-expect-error -- the context is a Page
      @view({ context: Page })
      async text(_page: string) {}
      // @ts-expect-error -- there is no such option
      @view({ contxt: Page })
      async misspelled() {}
      // @ts-expect-error -- a verb is text
      @view({ requestMethod: 7 })
      async verb() {}
    }
    assert.ok(Typed)
  })

  test('@view stands on public methods only', () => {
    assert.throws(() => {
      class Wrong extends Controller {
        // @ts-expect-error -- a static method is none of an instance
        @view()
        static async wrong() {}
      }
      return Wrong
    }, TypeError)
  })
})

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
    @view({ name: 'web' })
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
    ['/web', 203, 'text/plain;charset=UTF-8', 'web'],
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
