import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  Authenticated,
  Controller,
  defineAddon,
  Everyone,
  not,
  route,
  view,
  type InjectOptions,
  type Request,
  type Resource,
  type ViewOptions,
} from 'pergola'
import { createTestApp } from 'pergola/testing'
import { acceptableOffers, inServerOrder } from './predicates/accept.ts'
import { PredicateList } from './predicates/predicate-list.ts'

class Place implements Resource {
  readonly name: string
  readonly parent: Resource | null
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  child(segment: string): Resource | undefined {
    return segment === 'shop' ? new Shop(segment, this) : /^[a-c]$/.test(segment) ? new Place(segment, this) : undefined
  }
}
class Shop extends Place {}
class Never extends Place {}

const namedTrue = (): boolean => true
const later = async (_context: unknown, request: Request): Promise<boolean> => request.query.has('later')

type Ask = Omit<InjectOptions, 'path'> & { path?: string }

/** What a view states, a request, and whether it is the view's. */
const rows: ReadonlyArray<readonly [options: ViewOptions, ask: Ask, holds: boolean]> = [
  [{ requestMethod: 'GET' }, {}, true],
  [{ requestMethod: 'GET' }, { method: 'HEAD' }, true],
  [{ requestMethod: 'GET' }, { method: 'POST' }, false],
  [{ requestMethod: 'POST' }, { method: 'POST' }, true],
  [{ requestMethod: 'POST' }, { method: 'HEAD' }, false],
  [{ requestMethod: ['POST', 'PUT'] }, { method: 'PUT' }, true],
  [{ requestMethod: ['POST', 'GET'] }, { method: 'HEAD' }, true],
  [{ requestMethod: 'get' }, {}, false],
  [{ requestMethod: 'HEAD' }, {}, false],
  [{ requestMethod: not('POST') }, {}, true],
  [{ requestMethod: not('POST') }, { method: 'POST' }, false],
  [{ requestMethod: not('GET') }, { method: 'HEAD' }, false],
  [{ requestParam: 'a' }, { path: '/?a=1' }, true],
  [{ requestParam: 'a' }, { path: '/?a' }, true],
  [{ requestParam: 'a' }, { path: '/?b=1' }, false],
  [{ requestParam: 'a=1' }, { path: '/?a=1' }, true],
  [{ requestParam: 'a=1' }, { path: '/?a=2' }, false],
  [{ requestParam: 'a=1' }, { path: '/?a=1&a=2' }, true],
  [{ requestParam: 'a = 1' }, { path: '/?a=1' }, true],
  [{ requestParam: 'a=b=c' }, { path: '/?a=b%3Dc' }, true],
  [{ requestParam: '=a' }, { path: '/?%3Da=1' }, true],
  [{ requestParam: ['a', 'b=2'] }, { path: '/?a&b=2' }, true],
  [{ requestParam: ['a', 'b=2'] }, { path: '/?a&b=3' }, false],
  [{ requestParam: 'a=form' }, { form: { a: 'form' } }, true],
  [{ requestParam: 'a=form' }, { path: '/?a=query', form: { a: 'form' } }, true],
  [{ requestParam: 'toString' }, {}, false],
  [{ requestParam: not('a') }, {}, true],
  [{ header: 'X-Api' }, { headers: { 'x-api': '' } }, true],
  [{ header: 'X-Api' }, {}, false],
  [{ header: 'X-Api:v[12]' }, { headers: { 'x-api': 'v2.5' } }, true],
  [{ header: 'X-Api:v[12]$' }, { headers: { 'x-api': 'v2.5' } }, false],
  [{ header: 'X-Api:2' }, { headers: { 'x-api': 'v2' } }, false],
  [{ header: 'X-Api:V1' }, { headers: { 'x-api': 'v1' } }, false],
  [{ header: ['X-A', 'X-B:b'] }, { headers: { 'x-a': '1', 'x-b': 'bc' } }, true],
  [{ header: ['X-A', 'X-B:b'] }, { headers: { 'x-a': '1' } }, false],
  [{ accept: 'application/json' }, {}, true],
  [{ accept: 'application/json' }, { headers: { accept: 'application/json' } }, true],
  [{ accept: 'application/json' }, { headers: { accept: 'text/html' } }, false],
  [{ accept: 'application/json' }, { headers: { accept: 'application/*;q=0.1' } }, true],
  [{ accept: 'application/json' }, { headers: { accept: '*/*, application/json;q=0' } }, false],
  [{ accept: 'application/json' }, { headers: { accept: 'not a media type' } }, true],
  [{ accept: not('application/json') }, { headers: { accept: 'text/html' } }, true],
  [{ xhr: true }, { headers: { 'x-requested-with': 'XMLHttpRequest' } }, true],
  [{ xhr: true }, {}, false],
  [{ xhr: true }, { headers: { 'x-requested-with': 'xmlhttprequest' } }, false],
  [{ xhr: false }, {}, true],
  [{ pathInfo: '/a' }, { path: '/a/b' }, true],
  [{ pathInfo: '/b' }, { path: '/a/b' }, false],
  [{ pathInfo: /^\/[ab]$/ }, { path: '/a' }, true],
  [{ pathInfo: /\/A/i }, { path: '/a' }, true],
  [{ pathInfo: '/a ' }, { path: '/a%20/..' }, true],
  [{ containment: Shop }, { path: '/shop' }, true],
  [{ containment: Shop }, { path: '/shop/a/b' }, true],
  [{ containment: Shop }, { path: '/a' }, false],
  [{ containment: Place }, { path: '/a' }, true],
  [{ containment: not(Never) }, { path: '/a' }, true],
  [{ physicalPath: '/a/b' }, { path: '/a/b' }, true],
  [{ physicalPath: '/a/b/' }, { path: '/a/b' }, true],
  [{ physicalPath: ['', 'a', 'b'] }, { path: '/a/b' }, true],
  [{ physicalPath: '/a' }, { path: '/a/b' }, false],
  [{ physicalPath: '/%61' }, { path: '/a' }, true],
  [{ physicalPath: '/' }, {}, true],
  [{ isAuthenticated: false }, {}, true],
  [{ isAuthenticated: true }, {}, false],
  [{ effectivePrincipals: Everyone }, {}, true],
  [{ effectivePrincipals: [Everyone, Authenticated] }, {}, false],
  [{ effectivePrincipals: not(Authenticated) }, {}, true],
  [{ requestType: 'http' }, {}, true],
  [{ requestType: 'json' }, {}, false],
  [{ requestType: 'json' }, { json: {} }, true],
  [{ custom: namedTrue }, {}, true],
  [{ custom: [namedTrue, () => false] }, {}, false],
  [{ custom: not(namedTrue) }, {}, false],
  [{ custom: later }, { path: '/?later' }, true],
  [{ custom: later }, {}, false],
  [{ custom: not(later) }, {}, true],
  [{ custom: (context: Place) => context.name === 'a' }, { path: '/a' }, true],
  [{ matchParam: 'kind=x' }, {}, false],
  [{ requestMethod: 'GET', xhr: false, requestParam: 'a' }, { path: '/?a' }, true],
  [{ requestMethod: 'GET', xhr: true, requestParam: 'a' }, { path: '/?a' }, false],
]

function shown(options: ViewOptions): string {
  return JSON.stringify(options, (_key, value: unknown) =>
    typeof value === 'function' ? value.name : value instanceof RegExp ? String(value) : value,
  )
}

describe('predicates', () => {
  rows.forEach(([options, ask, holds], index) => {
    test(`${index} ${shown(options)} ${JSON.stringify(ask)}: ${holds}`, async () => {
      class Views extends Controller {
        @view({ ...options, csrf: false })
        async only() {
          return 'answered'
        }
      }
      const addon = defineAddon({
        name: 'site',
        root: import.meta.dirname,
        controllers: [Views],
        setup: (app) => app.setRootFactory(() => new Place()),
      })
      await using app = await createTestApp({ addons: [addon] })
      assert.deepEqual(app.app.composition.warnings, [])
      assert.equal((await app.inject({ path: '/', ...ask })).status, holds ? 200 : 404)
    })
  })

  test('matchParam and requestType on a route', async () => {
    class Routed extends Controller {
      @route('/r/<int:n>/<kind>', { auth: 'none', name: 'r' })
      async endpoint() {
        return 'endpoint'
      }
      @view({ route: 'r', matchParam: ['n=5', 'kind = x'], requestType: 'http' })
      async five() {
        return 'five'
      }
      @view({ route: 'r', matchParam: 'kind=y', requestType: 'json' })
      async never() {
        return 'never'
      }
      @view({ route: 'r', matchParam: 'nobody=1' })
      async nobody() {
        return 'nobody'
      }
    }
    await using app = await createTestApp({
      addons: [defineAddon({ name: 'site', root: import.meta.dirname, controllers: [Routed] })],
    })
    const texts = await Promise.all(['/r/5/x', '/r/6/x', '/r/5/y'].map(async (path) => (await app.inject(path)).text))
    assert.deepEqual(texts, ['five', 'endpoint', 'endpoint'])
  })

  test('those that addons add, with their weight', async () => {
    class Views extends Controller {
      @view({ weekday: 'sunday' } as never)
      async sunday() {
        return 'sunday'
      }
      @view({ xhr: false })
      async light() {
        return 'light'
      }
    }
    for (const [place, expected] of [
      [{}, 'sunday'],
      [{ weighsLessThan: 'xhr' }, 'light'],
    ] as const) {
      // prettier-ignore
      const addon = defineAddon({
        name: 'site',
        root: import.meta.dirname,
        controllers: [Views],
        setup(app) {
          app.setRootFactory(() => new Place())
          app.addViewPredicate('weekday', (day: string) => ({ text: `weekday = ${day}`, holds: () => day === 'sunday' }), place)
        },
      })
      await using app = await createTestApp({ addons: [addon] })
      assert.deepEqual(app.app.composition.warnings, [])
      assert.equal((await app.inject('/')).text, expected)
    }
  })
})

describe('how much a view weighs', () => {
  const list = new PredicateList([])
  const heavier: ReadonlyArray<readonly [ViewOptions, ViewOptions]> = [
    [{ xhr: true }, {}],
    [{ xhr: true, requestMethod: 'GET' }, { custom: namedTrue }],
    [{ requestMethod: 'GET' }, { xhr: true }],
    [{ requestParam: 'a' }, { requestMethod: 'GET' }],
    [{ header: 'X' }, { requestParam: 'a' }],
    [{ accept: 'text/html' }, { header: 'X' }],
    [{ containment: Shop }, { accept: 'text/html' }],
    [{ matchParam: 'a=b' }, { requestType: 'http' }],
    [{ custom: namedTrue }, { effectivePrincipals: Everyone }],
    [{ custom: [namedTrue, later] }, { custom: namedTrue }],
    [
      { xhr: true, pathInfo: '/' },
      { xhr: true, requestMethod: 'GET' },
    ],
    [{ isAuthenticated: true }, { physicalPath: '/' }],
    [
      { header: 'X', requestMethod: 'GET', xhr: false },
      { custom: namedTrue, containment: Shop },
    ],
  ]
  heavier.forEach(([more, less], index) => {
    test(`${index} ${shown(more)} goes before ${shown(less)}`, () =>
      assert.ok(list.make(more).order < list.make(less).order))
  })

  const same: ReadonlyArray<readonly [ViewOptions, ViewOptions, boolean]> = [
    [{ requestMethod: 'GET' }, { requestMethod: ['HEAD', 'GET'] }, true],
    [{ requestMethod: ['A', 'B'] }, { requestMethod: ['B', 'A'] }, true],
    [{ requestMethod: 'POST' }, { requestMethod: not('POST') }, false],
    [{ header: ['A', 'B'] }, { header: ['B', 'A', 'A'] }, true],
    [{ containment: Shop }, { containment: Never }, false],
    [{ custom: namedTrue }, { custom: namedTrue }, true],
    [{ custom: () => true }, { custom: () => true }, false],
    [{ permission: 'a' }, { permission: 'b' }, true],
  ]
  same.forEach(([a, b, expected], index) => {
    test(`${index} the same requests: ${shown(a)} and ${shown(b)}: ${expected}`, () =>
      assert.equal(list.make(a).key === list.make(b).key, expected))
  })

  test('places that cannot be', () => {
    const factory = () => ({ text: 'x', holds: () => true })
    assert.throws(() => new PredicateList([{ name: 'xhr', factory }]), /two view predicates named xhr/)
    assert.throws(() => new PredicateList([{ name: 'a', factory, weighsMoreThan: 'nobody' }]), /place by nobody/)
    assert.throws(
      () => new PredicateList([{ name: 'a', factory, weighsMoreThan: 'custom', weighsLessThan: 'xhr' }]),
      /wait for each other/,
    )
  })
})

describe('what a client accepts', () => {
  class Views extends Controller {
    @view({ accept: 'application/json', renderer: 'json' })
    async json() {
      return {}
    }
    @view({ accept: 'text/html' })
    async html() {
      return 'html'
    }
    @view({ requestParam: 'plain', requestMethod: 'GET' })
    async plain() {
      return 'plain'
    }
  }
  const addon = defineAddon({
    name: 'site',
    root: import.meta.dirname,
    controllers: [Views],
    setup: (app) => app.setRootFactory(() => new Place()),
  })
  const rows: ReadonlyArray<readonly [accept: string | undefined, path: string, expected: string | number]> = [
    [undefined, '/', 'html'],
    ['*/*', '/', 'html'],
    ['application/json', '/', '{}'],
    ['text/html;q=0.5, application/json', '/', '{}'],
    ['text/html, application/json', '/', 'html'],
    ['application/json, text/html', '/', 'html'],
    ['application/*;q=0.9, text/*;q=0.8', '/', '{}'],
    ['image/png', '/', 404],
    ['image/png', '/?plain', 'plain'],
    ['text/html', '/?plain', 'html'],
  ]
  for (const [accept, path, expected] of rows) {
    test(`${String(accept)} ${path}: ${expected}`, async () => {
      await using app = await createTestApp({ addons: [addon] })
      const answer = await app.inject({ path, headers: accept === undefined ? {} : { accept } })
      assert.equal(answer.status === 200 ? answer.text : answer.status, expected)
    })
  }

  test('offers in order', () => {
    assert.deepEqual(inServerOrder(['a/b', 'application/json', 'text/html', 'text/html;level=1', 'text/html']), [
      'text/html;level=1',
      'text/html',
      'application/json',
      'a/b',
    ])
    assert.deepEqual(acceptableOffers(['text/html;level=1', 'text/html'], 'text/html;level=1;q=0.2, text/html;q=0.7'), [
      'text/html',
      'text/html;level=1',
    ])
  })
})
