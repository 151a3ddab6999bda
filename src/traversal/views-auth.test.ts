import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, Forbidden, PergolaError, Response, route, view, type AuthMethods, type Request } from 'pergola'
import { withRequest } from '../http/current-request.ts'
import { RoutingTable } from '../http/routing-table.ts'
import { combineControllers } from '../http/controller-families.ts'
import { knownRouteOptions } from '../http/route-options.ts'
import { buildTraversal } from './build-traversal.ts'
import { addon, Node, start, texts, withRoot } from './views-support.test.ts'
import { SessionSecurityPolicy } from './session-policy.ts'

class Views extends Controller {
  @view()
  async usual() {
    return 'usual'
  }
  @view({ name: 'none', auth: 'none' })
  async none() {
    return 'none'
  }
  @view({ name: 'public', auth: 'public' })
  async public() {
    return 'public'
  }
  @view({ name: 'user', auth: 'user' })
  async user() {
    return 'user'
  }
  @view({ name: 'bearer', auth: 'bearer' })
  async bearer() {
    return 'bearer'
  }
  @view({ context: RangeError })
  async error() {
    return 'error'
  }
  @view({ name: 'fails' })
  async fails() {
    throw new RangeError()
  }
  @route('/r', { auth: 'none', name: 'r' })
  async r() {
    return 'endpoint'
  }
  @view({ route: 'r', requestParam: 'view' })
  async ofRoute() {
    return 'of route'
  }
  @view({ route: 'r', requestParam: 'user', auth: 'user' })
  async ofRouteForUsers() {
    return 'never without a user'
  }
}

describe('without a database', () => {
  test('public and none answer, without a user; those for users are not there, as routes are not', async () => {
    await using app = await start([withRoot([Views])])
    assert.deepEqual(app.app.composition.warnings, [])
    const paths = ['/', '/none', '/public', '/user', '/bearer', '/fails', '/r', '/r?view', '/r?user']
    assert.deepEqual(await texts(app, paths), [
      'usual',
      'none',
      'public',
      404,
      404,
      'error',
      'endpoint',
      'of route',
      'endpoint',
    ])
  })

  test('a method that nobody has: the view is left out, with what may be meant', async () => {
    class Wrong extends Controller {
      @view({ name: 'a', auth: 'pubic' as 'public' })
      async a() {
        return ''
      }
      @view({ name: 'b', auth: 7 as never })
      async b() {
        return ''
      }
    }
    await using app = await start([withRoot([Wrong])])
    assert.deepEqual(
      app.app.composition.warnings.map(({ code, message }) => `${code} ${message}`),
      [
        'PERGOLA_W_BROKEN_VIEW The view site.Wrong.a is left out: auth: there is no method pubic. Is public meant?',
        'PERGOLA_W_BROKEN_VIEW The view site.Wrong.b is left out: auth: there is no method 7. There are none, public, user, bearer.',
      ],
    )
    assert.deepEqual(await texts(app, ['/a', '/b']), [404, 404])
  })

  test('it merges as the other options do, and viewDefaults may state it', async () => {
    class Shop extends Controller {
      @view({ name: 'a' })
      async a() {
        return 'a'
      }
      @view({ name: 'b', auth: 'user' })
      async b() {
        return 'b'
      }
    }
    class Strict extends Shop {
      @view({ auth: 'user' })
      override async a() {
        return super.a()
      }
      @view({ auth: 'public' })
      override async b() {
        return super.b()
      }
    }
    class ForUsers extends Controller {
      static readonly viewDefaults = { auth: 'user' as const }
      @view({ name: 'c' })
      async c() {
        return 'c'
      }
      @view({ name: 'd', auth: 'none' })
      async d() {
        return 'd'
      }
    }
    await using plain = await start([withRoot([Shop, ForUsers])])
    assert.deepEqual(await texts(plain, ['/a', '/b', '/c', '/d']), ['a', 404, 404, 'd'])
    await using strict = await start([withRoot([Shop]), addon('strict', [Strict], { depends: ['site'] })])
    assert.deepEqual(await texts(strict, ['/a', '/b']), [404, 'b'])
  })
})

describe('where something makes sure who calls', () => {
  /** The views above, as a database puts them together: `allowed` says which methods let a request pass. */
  async function called(path: string, allowed: ReadonlyArray<keyof AuthMethods>, order: string[]): Promise<string> {
    await using app = await start([withRoot([Views])])
    const listed = [{ addon: 'site', controller: Views }]
    const { families, endpoints } = combineControllers(listed, new Map([[Views, 'site']]), new Set(knownRouteOptions))
    const { events } = app.app.composition
    const views = buildTraversal({
      families,
      addons: ['site'],
      routes: new RoutingTable(endpoints, { converters: new Map(), onlyWithoutUser: false }),
      routeNames: new Set(['r']),
      rootFactory: () => new Node(),
      predicates: [],
      derivers: [],
      security: new SessionSecurityPolicy(),
      defaultPermission: null,
      events,
      development: false,
      authenticate: async (request, auth) => {
        order.push(`${auth} ${request.path}`)
        if (!allowed.includes(auth)) throw new Forbidden(`no ${auth}`)
      },
    })
    const answer = await app.app.perform({ path }, (request: Request) =>
      withRequest(request, async () => {
        try {
          const answered = await views.answerMiss(request)
          return answered instanceof Response ? answered : new Response('nothing')
        } catch (error) {
          return new Response(error instanceof PergolaError ? error.message : String(error))
        }
      }),
    )
    return answer.text
  }

  const rows: ReadonlyArray<readonly [path: string, expected: string, asked: readonly string[]]> = [
    ['/', 'usual', ['public /']],
    ['/none', 'no none', ['none /none']],
    ['/public', 'public', ['public /public']],
    ['/user', 'user', ['user /user']],
    ['/bearer', 'no bearer', ['bearer /bearer']],
    ['/nope', 'nothing', []],
  ]
  for (const [path, expected, asked] of rows) {
    test(`${path}: ${expected}`, async () => {
      const order: string[] = []
      assert.equal(await called(path, ['public', 'user'], order), expected)
      assert.deepEqual(order, asked)
    })
  }
})
