import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AccessError, Controller, defineAddon, route, Unauthorized, view, type Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'

declare module 'pergola' {
  interface AuthMethods {
    ticket: true
    partner: true
  }
}

class Doors extends Controller {
  @route('/none', { auth: 'none' })
  async none(_params: object, request: Request) {
    const refused = await request.env.cr.query('select 1').catch((error: Error) => error.name)
    let cr = 'there'
    try {
      void request.cr
    } catch (error) {
      cr = (error as Error).name
    }
    return request.makeJsonResponse({ uid: request.env.uid, session: request.session.uid, cr, refused, db: request.db })
  }

  @route('/public', { auth: 'public' })
  async public(_params: object, request: Request) {
    const user = await request.env['res.users'].sudo().browse(request.env.uid).load('login')
    return request.makeJsonResponse({ login: user.login, known: request.authenticatedUserId !== null })
  }

  @route('/user', { auth: 'user' })
  async user(_params: object, request: Request) {
    return String(request.env.uid)
  }

  @route('/user/call', { auth: 'user', type: 'json' })
  async call(_params: object, request: Request) {
    return request.env.uid
  }

  @route('/user/rest', { auth: 'user', type: 'json2' })
  async rest(_params: object, request: Request) {
    return { uid: request.env.uid }
  }

  @route('/key', { auth: 'bearer', csrf: false })
  async key(_params: object, request: Request) {
    request.session.set('kept', true)
    return String(request.env.uid)
  }

  @route('/key/shop', { auth: 'bearer', bearerScope: 'shop', csrf: false })
  async shopKey(_params: object, request: Request) {
    return String(request.env.uid)
  }

  @route('/key/fail', { auth: 'bearer', csrf: false })
  async failing(): Promise<string> {
    throw new Error('failed')
  }

  @route('/narrowed', { auth: 'public', name: 'doors.narrowed' })
  async narrowed() {
    return 'never'
  }

  @view({ route: 'doors.narrowed', auth: 'none' })
  async narrow(_context: object, request: Request) {
    return `${request.env.uid} ${request.env.su}`
  }

  @route('/ticket', { auth: 'ticket' })
  async ticket(_params: object, request: Request) {
    return `${request.env.uid} ${request.env.su} ${request.authenticatedUserId}`
  }

  @route('/partner', { auth: 'partner' })
  async partner(_params: object, request: Request) {
    return `${request.env.uid}`
  }

  @route('/user/<model("res.users"):user>', { auth: 'public', handleParamsAccessError: (error) => answered(error) })
  async record({ user }: { user: { ids: readonly number[] } }) {
    return `user ${user.ids.join()}`
  }

  @route('/status/<model("res.users"):user>', {
    auth: 'public',
    handleParamsAccessError: (_error, { user }) => ((user as { ids: number[] }).ids[0] === 999_999 ? 410 : undefined),
  })
  async byStatus() {
    return 'readable'
  }

  @route('/call/<model("res.users"):user>', { auth: 'public', type: 'json' })
  async called() {
    return 'readable'
  }

  @route('/plain/<model("res.users"):user>', { auth: 'user' })
  async plainRecord({ user }: { user: { ids: readonly number[] } }) {
    return `user ${user.ids.join()}`
  }
}

function answered(error: Error) {
  const { Response } = responses
  return new Response(`handled ${error.constructor === AccessError ? 'access' : error.constructor.name}`, {
    status: 418,
  })
}

const responses = await import('pergola')

const doors = defineAddon({
  name: 'doors',
  depends: ['web'],
  controllers: [Doors],
  root: import.meta.dirname,
  setup(app) {
    app.addAuthMethod('ticket', async (request) => {
      if (request.query.get('ticket') !== 'gold') throw new Unauthorized('No ticket.')
      const admin = await request.env.with({ su: true }).ref('base.user_admin')
      return admin.ids[0]
    })
    app.addAuthMethod('partner', (request) => {
      if (request.query.has('nobody')) return null
      request.updateEnv({ user: 1 })
      return undefined
    })
  },
})

let app: TestApp
let ids: { ada: number; bob: number }

before(async () => {
  app = await createTestApp({ addons: [doors], databases: { main: ['doors'], other: ['doors'] } })
  ids = await inMain(async (env) => ({
    ada: (await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'correct horse' })).id,
    bob: (await env['res.users'].create({ name: 'Bob', login: 'bob', password: 'correct horse' })).id,
  }))
})
after(() => app.close())

function inMain<Result>(run: (env: Environment) => Promise<Result>): Promise<Result> {
  return app.app.databases?.inEnvironment('main', run) as Promise<Result>
}

const asAda = () => app.browser({ database: 'main', login: 'ada' })
const keyOf = (uid: number, scope: string | null = 'rpc', until: Date | null = null) =>
  inMain((env) => env.with({ uid, su: true })['res.users.apikeys'].generate(scope, 'Test', until))

const NAVIGATION = {
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'none',
  'sec-fetch-user': '?1',
}

describe("auth: 'none'", () => {
  test('has no user and no cursor, whoever is logged in', async () => {
    const nobody = await app.inject({ database: 'main', path: '/none' })
    const expected = { uid: null, session: null, cr: 'NoDatabaseError', refused: 'NoDatabaseError', db: 'main' }
    assert.deepEqual(nobody.json(), expected)
    assert.deepEqual((await asAda().get('/none')).json(), { ...expected, session: ids.ada })
  })

  test('has no user in a view either, whatever its route needs', async () => {
    assert.equal((await app.inject({ database: 'main', path: '/narrowed' })).text, 'null false')
    assert.equal((await asAda().get('/narrowed')).text, 'null false')
  })

  test('without a database, an addon that is not everywhere has no routes', async () => {
    for (const path of ['/none', '/public', '/user', '/key']) assert.equal((await app.inject(path)).status, 404, path)
  })
})

describe("auth: 'public'", () => {
  test('is the shared user, or who is logged in', async () => {
    assert.deepEqual((await app.inject({ database: 'main', path: '/public' })).json(), {
      login: 'public',
      known: false,
    })
    assert.deepEqual((await asAda().get('/public')).json(), { login: 'ada', known: true })
  })

  test('leaves no session behind', async () => {
    const { cookies, headers } = await app.inject({ database: 'main', path: '/public' })
    assert.deepEqual(cookies, {})
    assert.equal(headers['set-cookie'], undefined)
  })
})

describe("auth: 'user'", () => {
  test('is who is logged in', async () => {
    assert.equal((await asAda().get('/user')).text, String(ids.ada))
    assert.equal(await asAda().rpc('/user/call'), ids.ada)
  })

  test('leads a page to the log-in, with the way back', async () => {
    const { status, headers } = await app.inject({ database: 'main', path: '/user?a=1&b=%C3%BC' })
    assert.equal(status, 303)
    assert.equal(headers['location'], `/web/login?redirect=${encodeURIComponent('/user?a=1&b=%C3%BC')}`)
  })

  test('gives a call code 100, and JSON a 403', async () => {
    const call = { jsonrpc: '2.0', id: 7, params: {} }
    const answer = await app.inject({ database: 'main', path: '/user/call', json: call })
    assert.equal(answer.status, 200)
    const { id, error } = answer.json() as { id: number; error: { code: number; data: { name: string } } }
    assert.equal(id, 7)
    assert.equal(error.code, 100)
    assert.equal(error.data.name, 'SessionExpired')
    const rest = await app.inject({ database: 'main', path: '/user/rest', json: {} })
    assert.equal(rest.status, 403)
  })

  test('takes no API key', async () => {
    const key = await keyOf(ids.ada)
    const answer = await app.inject({ database: 'main', path: '/user', headers: { authorization: `Bearer ${key}` } })
    assert.equal(answer.status, 303)
  })
})

describe("auth: 'bearer'", () => {
  const withKey = (key: string, path = '/key') =>
    app.inject({ database: 'main', path, headers: { authorization: `Bearer ${key}` } })

  test('is whose key it is, and the session is not saved', async () => {
    const answer = await withKey(await keyOf(ids.ada))
    assert.equal(answer.text, String(ids.ada))
    assert.deepEqual(answer.cookies, {})
  })

  test('the scheme may be written as one likes', async () => {
    const key = await keyOf(ids.ada)
    for (const header of [`bearer ${key}`, `BEARER   ${key}`]) {
      const answer = await app.inject({ database: 'main', path: '/key', headers: { authorization: header } })
      assert.equal(answer.text, String(ids.ada), header)
    }
  })

  test('a key is for its scope; one without is for all', async () => {
    const [rpc, shop, any] = [await keyOf(ids.ada, 'rpc'), await keyOf(ids.ada, 'shop'), await keyOf(ids.ada, null)]
    const status = async (key: string, path: string) => (await withKey(key, path)).status
    assert.deepEqual(
      [await status(rpc, '/key'), await status(shop, '/key'), await status(any, '/key')],
      [200, 401, 200],
    )
    assert.deepEqual(
      [await status(rpc, '/key/shop'), await status(shop, '/key/shop'), await status(any, '/key/shop')],
      [401, 200, 200],
    )
  })

  test('without one, or with one that does not hold: 401 that says how', async () => {
    const none = await app.inject({ database: 'main', path: '/key' })
    assert.equal(none.status, 401)
    assert.equal(none.headers['www-authenticate'], 'Bearer')
    for (const key of ['x', '0'.repeat(40), 'x'.repeat(5000), '', `${'0'.repeat(40)} y`, "' or 1=1 --"]) {
      const answer = await withKey(key)
      assert.equal(answer.status, 401, key.slice(0, 50))
      assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/)
    }
  })

  test('ends with its time, with its user, and when it is revoked', async () => {
    const past = await keyOf(ids.ada, 'rpc', new Date(Date.now() + 60_000))
    assert.equal((await withKey(past)).status, 200)
    await inMain((env) =>
      env.cr.query(`update res_users_apikeys set expiration_date = now() at time zone 'UTC' - interval '1 second'
        where expiration_date is not null`),
    )
    assert.equal((await withKey(past)).status, 401)
    const revoked = await keyOf(ids.ada)
    await inMain(async (env) => {
      const [newest] = (await env['res.users.apikeys'].search([], { order: 'id desc', limit: 1 })).ids
      await env['res.users.apikeys'].browse(newest).remove()
    })
    assert.equal((await withKey(revoked)).status, 401)
    const bobs = await keyOf(ids.bob)
    await inMain((env) => env['res.users'].browse(ids.bob).write({ active: false }))
    assert.equal((await withKey(bobs)).status, 401)
    await inMain((env) => env['res.users'].browse(ids.bob).write({ active: true }))
    assert.equal((await withKey(bobs)).status, 200)
  })

  test('its last use is noted, also where the request fails', async () => {
    const key = await keyOf(ids.ada)
    const lastUse = () =>
      inMain(async (env) => {
        const { rows } = await env.cr.query<{ last_use: Date | null }>(
          'select last_use from res_users_apikeys order by id desc limit 1',
        )
        return rows[0]?.last_use ?? null
      })
    assert.equal(await lastUse(), null)
    assert.equal((await withKey(key, '/key/fail')).status, 500)
    assert.notEqual(await lastUse(), null)
  })

  test('a session of the same user does not matter, of another one it is refused', async () => {
    const key = await keyOf(ids.ada)
    const headers = { authorization: `Bearer ${key}` }
    assert.equal((await asAda().get('/key', { headers })).status, 200)
    const bob = app.browser({ database: 'main', login: 'bob' })
    assert.equal((await bob.get('/key', { headers })).status, 403)
  })

  test('a session counts where a person opens the page, and nowhere else', async () => {
    const browser = asAda()
    const visit = (headers: Record<string, string>) => browser.get('/key', { headers })
    assert.equal((await visit(NAVIGATION)).text, String(ids.ada))
    assert.equal((await visit({ ...NAVIGATION, 'sec-fetch-site': 'same-origin' })).status, 200)
    for (const wrong of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-mode': 'cors' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-dest': 'empty' },
      { 'sec-fetch-user': '?0' },
    ]) {
      const answer = await visit({ ...NAVIGATION, ...wrong })
      assert.equal(answer.status, 401, JSON.stringify(wrong))
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
    assert.equal((await visit({})).status, 401)
    const byProxy = await visit({ ...NAVIGATION, authorization: 'Basic YTpi' })
    assert.equal(byProxy.text, String(ids.ada), 'another scheme is as if there was none')
  })

  test('the session that counted is not written', async () => {
    const browser = asAda()
    await browser.get('/user')
    const before = browser.cookies
    await browser.get('/key', { headers: NAVIGATION })
    assert.deepEqual(browser.cookies, before)
  })
})

describe('methods that an addon adds', () => {
  test('say who it is, or refuse', async () => {
    const get = (path: string) => app.inject({ database: 'main', path })
    const admin = await inMain(async (env) => (await env.ref('base.user_admin')).ids[0])
    assert.equal((await get('/ticket?ticket=gold')).text, `${admin} false ${admin}`)
    assert.equal((await get('/ticket')).status, 401)
    assert.equal((await get('/partner')).text, '1')
    assert.equal((await get('/partner?nobody=1')).text, 'null')
  })
})

describe('records of the URL', () => {
  test('which the user may not read are answered by the route', async () => {
    const get = (path: string) => app.inject({ database: 'main', path })
    assert.deepEqual(
      [(await get(`/user/${ids.ada}`)).status, (await get(`/user/${ids.ada}`)).text],
      [418, 'handled access'],
    )
    assert.equal((await get('/user/999999')).status, 418)
    assert.equal((await asAda().get('/plain/999999')).status, 404)
    assert.equal((await asAda().get(`/plain/${ids.ada}`)).text, `user ${ids.ada}`)
  })

  test('or by a status; who is not logged in is not told what there is', async () => {
    const get = (path: string) => app.inject({ database: 'main', path })
    assert.equal((await get('/status/999999')).status, 410)
    assert.equal((await get(`/status/${ids.ada}`)).status, 404)
    for (const id of [ids.ada, 999_999]) {
      const { error } = (await app.inject({ database: 'main', path: `/call/${id}`, json: {} })).json() as {
        error: { code: number }
      }
      assert.equal(error.code, 404)
    }
  })

  test('are looked at only once it is sure who asks', async () => {
    assert.equal((await app.inject({ database: 'main', path: '/plain/999999' })).status, 303)
  })
})
