import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  Allow,
  Authenticated,
  Controller,
  defineAddon,
  DENY_ALL,
  Everyone,
  forget,
  NO_PERMISSION_REQUIRED,
  remember,
  Response,
  route,
  view,
  type Acl,
  type AddonSetup,
  type Config,
  type Request,
  type Resource,
  type SecurityPolicy,
} from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

class Root implements Resource {
  readonly name: string = ''
  readonly acl: Acl = [
    [Allow, Everyone, 'view'],
    [Allow, Authenticated, 'comment'],
    [Allow, 'user:7', ['edit', 'publish']],
    DENY_ALL,
  ]
  child(segment: string): Resource | undefined {
    return segment === 'private'
      ? { name: segment, parent: this, acl: [[Allow, 'user:7', 'view'], DENY_ALL] }
      : undefined
  }
}

class Site extends Controller {
  @view({ permission: 'view' })
  async view() {
    return 'view'
  }
  @view({ name: 'edit', permission: 'edit' })
  async edit() {
    return 'edit'
  }
  @view({ name: 'open' })
  async open() {
    return 'open'
  }
  @view({ name: 'free', permission: NO_PERMISSION_REQUIRED })
  async free() {
    return 'free'
  }
  @view({ name: 'who' })
  async who(_context: Resource, request: Request) {
    return JSON.stringify([
      request.identity,
      request.authenticatedUserId,
      request.isAuthenticated,
      await request.hasPermission('edit'),
      await request.hasPermission('comment'),
      await request.hasPermission('view', { acl: [DENY_ALL] }),
      await request.hasPermission('anything', null),
    ])
  }
  @view({ name: 'why' })
  async why(context: Resource, request: Request) {
    const { allowed, message, ace, resource } = await request.hasPermission('edit', context, { explain: true })
    return JSON.stringify([allowed, message, ace?.[1] ?? null, resource === context])
  }
  @view({ name: 'login' })
  async login(_context: Resource, request: Request) {
    return JSON.stringify(await remember(request, Number(request.query.get('id'))))
  }
  @view({ name: 'logout' })
  async logout(_context: Resource, request: Request) {
    return JSON.stringify(await forget(request))
  }
  @route('/route/edit', { auth: 'none', permission: 'edit' })
  async routeEdit() {
    return 'route edit'
  }
  @route('/route/own', {
    auth: 'none',
    permission: 'edit',
    factory: () => ({ acl: [[Allow, Everyone, 'edit']] as Acl }),
  })
  async routeOwn(_args: object, request: Request) {
    return `own ${await request.hasPermission('edit')}`
  }
  @route('/route/free', { auth: 'none', permission: NO_PERMISSION_REQUIRED })
  async routeFree() {
    return 'route free'
  }
  @route('/route/plain', { auth: 'none' })
  async plain(_args: object, request: Request) {
    return String(await request.hasPermission('view'))
  }
}

function site(setup?: (app: AddonSetup) => void) {
  return defineAddon({
    name: 'site',
    root: import.meta.dirname,
    controllers: [Site],
    setup(app) {
      app.setRootFactory(() => new Root())
      setup?.(app)
    },
  })
}

const start = (setup?: (app: AddonSetup) => void, config: Config = {}): Promise<TestApp> =>
  createTestApp({ addons: [site(setup)], config })

async function asked(
  app: TestApp,
  paths: readonly string[],
  cookies: Record<string, string> = {},
): Promise<Array<string | number>> {
  const answers = await Promise.all(paths.map((path) => app.inject({ path, cookies })))
  return answers.map(({ status, text }) => (status === 200 ? text : status))
}

describe('the policy that speaks from the session', () => {
  test('nobody', async () => {
    await using app = await start()
    assert.deepEqual(await asked(app, ['/', '/edit', '/open', '/private', '/private/open', '/who']), [
      'view',
      403,
      'open',
      403,
      'open',
      '[null,null,false,false,false,false,false]',
    ])
  })

  test('a user: remembered, and forgotten', async () => {
    await using app = await start()
    const login = await app.inject('/login?id=7')
    assert.equal(login.text, '[]')
    assert.deepEqual(await asked(app, ['/edit', '/private', '/who'], login.cookies), [
      'edit',
      'view',
      '[{"id":7,"login":null},7,true,true,true,false,false]',
    ])
    const other = await app.inject('/login?id=8')
    assert.deepEqual(await asked(app, ['/edit', '/private', '/who'], other.cookies), [
      403,
      403,
      '[{"id":8,"login":null},8,true,false,true,false,false]',
    ])
    assert.equal((await app.inject({ path: '/logout', cookies: login.cookies })).status, 200)
    assert.deepEqual(await asked(app, ['/edit'], login.cookies), [403])
    // A log-in gives the session a new id.
    const again = await app.inject({ path: '/login?id=7', cookies: other.cookies })
    assert.notEqual(again.cookies['session_id'], other.cookies['session_id'])
  })

  test('it explains its answer', async () => {
    await using app = await start()
    const { cookies } = await app.inject('/login?id=7')
    assert.deepEqual(await asked(app, ['/why', '/private/why']), [
      '[false,"edit is denied by [Deny, system.Everyone, ALL_PERMISSIONS] at /.","system.Everyone",true]',
      '[false,"edit is denied by [Deny, system.Everyone, ALL_PERMISSIONS] at /private.","system.Everyone",true]',
    ])
    assert.deepEqual(await asked(app, ['/why'], cookies), [
      '[true,"edit is allowed by [Allow, user:7, edit|publish] at /.","user:7",true]',
    ])
  })

  test('routes: the resources of the application, or of their own factory', async () => {
    await using app = await start()
    const { cookies } = await app.inject('/login?id=7')
    assert.deepEqual(await asked(app, ['/route/edit', '/route/own', '/route/free', '/route/plain']), [
      403,
      'own true',
      'route free',
      'false',
    ])
    assert.deepEqual(await asked(app, ['/route/edit'], cookies), ['route edit'])
  })

  test('in development a 403 says why, in production it does not', async () => {
    await using development = await start(undefined, { development: true })
    const told = await development.inject({ path: '/edit', headers: { accept: 'text/plain' } })
    assert.match(told.text, /site\.Site\.edit failed the permission check: edit is denied by \[Deny/)
    await using production = await start()
    assert.equal(
      (await production.inject({ path: '/edit', headers: { accept: 'text/plain' } })).text,
      '403 Forbidden\n',
    )
  })

  test('without sessions, everybody is nobody', async () => {
    await using app = await start(undefined, { sessions: false })
    assert.deepEqual(await asked(app, ['/', '/edit']), ['view', 403])
  })
})

describe('a default permission', () => {
  test('counts for views that state none', async () => {
    await using app = await start((setup) => setup.setDefaultPermission('edit'))
    assert.deepEqual(await asked(app, ['/', '/open', '/free', '/edit', '/route/plain']), [
      'view',
      403,
      'free',
      403,
      'false',
    ])
  })

  test('but not for views of errors, which may state one', async () => {
    class Errors extends Controller {
      @view({ context: RangeError })
      async range() {
        return 'range'
      }
      @view({ context: TypeError, permission: 'edit' })
      async type() {
        return 'type'
      }
      @view({ name: 'range' })
      async throwsRange() {
        throw new RangeError()
      }
      @view({ name: 'type' })
      async throwsType() {
        throw new TypeError()
      }
    }
    const addon = defineAddon({
      name: 'errors',
      root: import.meta.dirname,
      controllers: [Errors],
      setup(app) {
        app.setRootFactory(() => ({ acl: [[Allow, Everyone, 'view']] as Acl }))
        app.setDefaultPermission('view')
      },
    })
    await using app = await createTestApp({ addons: [addon] })
    assert.deepEqual(await asked(app, ['/range', '/type']), ['range', 403])
  })
})

describe('a policy of an application', () => {
  const policy = (permits: SecurityPolicy['permits']): SecurityPolicy => ({
    identity: (request) => request.headers.get('x-user'),
    authenticatedUserId: (request) => request.headers.get('x-user'),
    permits,
    remember: async (_request, userId) => [['x-remember', String(userId)]],
    forget: () => [['x-forget', '1']],
  })

  test('asks its own way, at once or later; what is no clear yes is a no', async () => {
    const answers: ReadonlyArray<readonly [unknown, number]> = [
      [true, 200],
      [Promise.resolve(true), 200],
      [{ allowed: true, permission: 'view', message: 'yes' }, 200],
      [false, 403],
      [undefined, 403],
      ['yes', 403],
      [1, 403],
      [{}, 403],
      [{ allowed: 'yes' }, 403],
      [{ allowed: false, permission: 'view', message: 'no' }, 403],
    ]
    for (const [answer, status] of answers) {
      await using app = await start((setup) => setup.setSecurityPolicy(policy(() => answer as boolean)))
      assert.equal((await app.inject('/')).status, status, JSON.stringify(answer))
    }
  })

  test('gets context and permission, and names users by its own ids', async () => {
    const seen: unknown[] = []
    const own = policy((request, context, permission) => {
      seen.push(context instanceof Root, permission)
      return request.headers.get('x-user') === 'ann'
    })
    await using app = await start((setup) => setup.setSecurityPolicy(own))
    assert.equal((await app.inject({ path: '/', headers: { 'x-user': 'ann' } })).status, 200)
    assert.equal((await app.inject('/')).status, 403)
    assert.deepEqual(seen, [true, 'view', true, 'view'])
    const headers = await app.app.perform(
      { path: '/', headers: { 'x-user': 'ann' } },
      async (request) =>
      new Response(JSON.stringify([request.identity, request.authenticatedUserId, request.isAuthenticated, await remember(request, 'ann'), await forget(request)])), // prettier-ignore
    )
    assert.deepEqual(headers.json(), ['ann', 'ann', true, [['x-remember', 'ann']], [['x-forget', '1']]])
  })
})

describe('where an unsafe request comes from', () => {
  class Forms extends Controller {
    @route('/token', { auth: 'none' })
    async token(_args: object, request: Request) {
      return request.csrfToken()
    }
    @route('/form', { auth: 'none', methods: ['POST'] })
    async form() {
      return 'taken'
    }
    @route('/open', { auth: 'none', methods: ['POST'], csrf: false })
    async open() {
      return 'open'
    }
  }
  const forms = defineAddon({ name: 'forms', root: import.meta.dirname, controllers: [Forms] })
  const rows: ReadonlyArray<
    readonly [
      title: string,
      headers: Record<string, string>,
      encrypted: boolean,
      status: number,
      trusted?: readonly string[],
    ]
  > = [
    ['nothing said', {}, false, 200],
    ['nothing said, https', {}, true, 200],
    ['same origin', { 'sec-fetch-site': 'same-origin' }, true, 200],
    ['typed by the user', { 'sec-fetch-site': 'none' }, true, 200],
    ['cross site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.org' }, true, 400],
    ['cross site, over http too', { 'sec-fetch-site': 'cross-site' }, false, 400],
    ['same site', { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.org' }, true, 400],
    [
      'same site, trusted',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.org' },
      true,
      200,
      ['https://blog.shop.org'],
    ],
    [
      'same site, trusted with all below',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.org' },
      true,
      200,
      ['.shop.org'],
    ],
    ['the host itself', { 'sec-fetch-site': 'same-site', origin: 'https://shop.org' }, true, 200, ['.shop.org']],
    [
      'a host that only ends alike',
      { 'sec-fetch-site': 'cross-site', origin: 'https://evilshop.org' },
      true,
      400,
      ['.shop.org'],
    ],
    ['trusted by host', { 'sec-fetch-site': 'cross-site', origin: 'https://blog.org' }, true, 200, ['blog.org']],
    [
      'trusted by host, but plain http',
      { 'sec-fetch-site': 'cross-site', origin: 'http://blog.org' },
      true,
      400,
      ['blog.org'],
    ],
    ['origin: own', { origin: 'https://www.shop.org' }, true, 200],
    ['origin: own, upper case', { origin: 'https://WWW.shop.org' }, true, 200],
    ['origin: trusted, whatever its case', { origin: 'https://blog.org' }, true, 200, ['https://Blog.ORG']],
    ['origin: below a trusted one, whatever its case', { origin: 'https://a.blog.org' }, true, 200, ['.Blog.org']],
    ['origin: trusted with its port', { origin: 'https://a.blog.org:8443' }, true, 200, ['.blog.org:8443']],
    ['origin: trusted, but of another port', { origin: 'https://blog.org:8443' }, true, 400, ['.blog.org']],
    ['origin: other', { origin: 'https://evil.org' }, true, 400],
    ['origin: other port', { origin: 'https://www.shop.org:8443' }, true, 400],
    ['origin: other scheme', { origin: 'http://www.shop.org' }, true, 400],
    ['origin: null', { origin: 'null' }, true, 400],
    ['origin: null, trusted', { origin: 'null' }, true, 200, ['null']],
    ['origin: the last of several', { origin: 'https://evil.org https://www.shop.org' }, true, 200],
    ['origin over http is not compared', { origin: 'https://evil.org' }, false, 200],
    ['referer: own', { referer: 'https://www.shop.org/page?x' }, true, 200],
    ['referer: other', { referer: 'https://evil.org/https://www.shop.org/' }, true, 400],
    ['referer: broken', { referer: 'nonsense' }, true, 400],
    ['origin counts before referer', { origin: 'https://evil.org', referer: 'https://www.shop.org/' }, true, 400],
  ]
  for (const [title, headers, encrypted, status, trustedOrigins = []] of rows) {
    test(title, async () => {
      await using app = await createTestApp({ addons: [forms], config: { http: { trustedOrigins } } })
      const host = { host: 'www.shop.org' }
      const token = await app.inject({ path: '/token', headers: host, encrypted })
      const answer = await app.inject({
        path: '/form',
        form: { csrf_token: token.text },
        cookies: token.cookies,
        headers: { ...host, ...headers },
        encrypted,
      })
      assert.equal(answer.status, status)
      if (status === 400) assert.match(answer.text, /comes from a page of/)
      assert.equal(
        (await app.inject({ path: '/open', form: {}, headers: { ...host, ...headers }, encrypted })).status,
        200,
      )
    })
  }
})
