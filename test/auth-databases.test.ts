import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, ensureDb, route, warningCodes, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { recordingLog } from './support.ts'

class Where extends Controller {
  @route('/where', { auth: 'none' })
  async where(_params: object, request: Request) {
    return request.makeJsonResponse({ db: request.db, uid: request.session.uid, session: request.session.db })
  }

  @route('/ensured', { auth: 'none' })
  async ensured(_params: object, request: Request) {
    return ensureDb(request)
  }

  @route('/<path:any>/ensured', { auth: 'none' })
  async anywhere(_params: { any: string }, request: Request) {
    return ensureDb(request)
  }

  @route('/elsewhere', { auth: 'none' })
  async elsewhere(_params: object, request: Request) {
    return ensureDb(request, '/choose')
  }

  @route('/user', { auth: 'user' })
  async user(_params: object, request: Request) {
    request.session.set('seen', true)
    return request.session.login ?? ''
  }
}

const where = defineAddon({ name: 'where', depends: ['web'], controllers: [Where], root: import.meta.dirname })
const log = recordingLog()

let app: TestApp
let single: TestApp

before(async () => {
  const config = { serverWide: ['base', 'web', 'where'], log }
  app = await createTestApp({
    addons: [where],
    databases: { one: [], two: [], shop: [] },
    config: { ...config, database: { url: 'pglite:memory', filter: '^(%d|one|two)$' } },
  })
  single = await createTestApp({ addons: [where], databases: { only: [] }, config })
})
after(async () => {
  await app.close()
  await single.close()
})

const inject = (path: string, headers: Record<string, string> = {}) => app.inject({ path, headers })
const logIn = async (db: string, headers: Record<string, string> = {}) => {
  await app.app.databases?.inEnvironment(db, async (env) => {
    await env['res.users'].browse((await env.ref('base.user_admin')).ids).write({ password: 'correct horse' })
  })
  const browser = app.browser()
  const params = { db, login: 'admin', password: 'correct horse' }
  const answer = await browser.visit({
    path: '/web/session/authenticate',
    json: { jsonrpc: '2.0', id: 1, params },
    headers,
  })
  assert.ok('result' in (answer.json() as object), answer.text)
  return browser
}

describe('the database of a request', () => {
  test('is the only one that there is', async () => {
    assert.deepEqual((await single.inject('/where')).json(), { db: 'only', uid: null, session: null })
    assert.deepEqual((await single.inject('/where')).cookies, {})
  })

  test('is none where there are several', async () => {
    assert.deepEqual((await inject('/where')).json(), { db: null, uid: null, session: null })
  })

  test("is the session's", async () => {
    const browser = await logIn('two')
    assert.equal(((await browser.get('/where')).json() as { db: string }).db, 'two')
  })

  test('is what the header names, for this request only', async () => {
    const { cookies, text } = await inject('/where', { 'x-pergola-database': 'two' })
    assert.deepEqual(JSON.parse(text), { db: 'two', uid: null, session: null })
    assert.deepEqual(cookies, {})
    assert.equal((await inject('/where', { 'x-pergola-database': 'none' })).status, 404)
    assert.equal((await inject('/where', { 'x-pergola-database': 'shop' })).status, 404, 'the filter hides it')
    assert.deepEqual(JSON.parse((await inject('/where', { 'x-pergola-database': '' })).text).db, null)
  })

  test('is none twice: a header that contradicts the session is refused', async () => {
    const browser = await logIn('one')
    assert.equal((await browser.get('/where', { headers: { 'x-pergola-database': 'two' } })).status, 403)
    assert.equal((await browser.get('/where', { headers: { 'x-pergola-database': 'one' } })).status, 200)
    assert.equal((await browser.get('/user')).text, 'admin')
  })

  test('a request with the header keeps nothing of its session', async () => {
    const browser = await logIn('one')
    await browser.get('/user')
    const { cookies } = browser
    await browser.get('/user', { headers: { 'x-pergola-database': 'one' } })
    assert.deepEqual(browser.cookies, cookies)
  })

  test('is one that the host may see', async () => {
    assert.equal(
      ((await inject('/where', { host: 'shop.example.org', 'x-pergola-database': 'shop' })).json() as { db: string })
        .db,
      'shop',
    )
    assert.equal((await inject('/where', { host: 'www.shop.example.org', 'x-pergola-database': 'shop' })).status, 200)
    assert.equal((await inject('/where', { host: 'shopping.example.org', 'x-pergola-database': 'shop' })).status, 404)
    assert.equal((await inject('/where', { host: 's.op.example.org', 'x-pergola-database': 'shop' })).status, 404)
  })

  test('is no longer the one of a session that came to another host', async () => {
    const host = { host: 'shop.example.org' }
    const browser = await logIn('shop', host)
    assert.equal((await browser.get('/user', { headers: host })).text, 'admin')
    const answer = await browser.get('/where')
    assert.deepEqual(answer.json(), { db: null, uid: null, session: null })
    assert.deepEqual(browser.cookies, {})
  })

  test('is none where it cannot be opened, and nobody is logged in then', async () => {
    await app.app.databases?.create('shop2', [])
    const host = { host: 'shop2.example.org' }
    const browser = await logIn('shop2', host)
    await app.app.databases?.inEnvironment('shop2', (env) =>
      env.cr.query('alter table ir_module_module rename to gone'),
    )
    app.app.databases?.forget('shop2')
    log.lines.length = 0
    assert.deepEqual((await browser.get('/where', { headers: host })).json(), { db: null, uid: null, session: null })
    assert.ok(
      log.lines.some(({ level, fields }) => level === 'warn' && fields['code'] === warningCodes.databaseUnavailable),
    )
    assert.deepEqual(browser.cookies, {})
    const page = await browser.follow(await browser.get('/web/login?db=shop2', { headers: host }))
    assert.match(page.text, /Choose a database/)
    await app.app.databases?.drop('shop2')
  })
})

describe('ensureDb', () => {
  test('gives the only database, and stores nothing', async () => {
    const { text, cookies } = await single.inject('/ensured')
    assert.equal(text, 'only')
    assert.deepEqual(cookies, {})
  })

  test('sends who has none elsewhere', async () => {
    const answer = await inject('/ensured')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers['location'], '/web/database/selector')
    assert.equal((await inject('/elsewhere')).headers['location'], '/choose')
    assert.equal((await inject('/web/login')).headers['location'], '/web/database/selector')
    assert.equal((await inject('/web')).headers['location'], '/web/database/selector')
  })

  test('?db= chooses one, and the same URL follows', async () => {
    const browser = app.browser()
    const answer = await browser.get('/ensured?a=%20b&db=two')
    assert.equal(answer.status, 302)
    assert.equal(answer.headers['location'], '/ensured?a=%20b&db=two')
    assert.equal((await browser.follow(answer)).text, 'two')
    assert.equal((await browser.get('/ensured')).text, 'two')
    assert.equal((await browser.get('/ensured?db=+two+')).text, 'two')
  })

  test('the same URL is on the same host', async () => {
    for (const path of ['//evil.org/ensured', '/\\evil.org/ensured'])
      assert.equal((await inject(`${path}?db=two`)).headers['location'], '/evil.org/ensured?db=two')
  })

  test('what is not there, or not for this host, is not chosen', async () => {
    for (const db of ['none', 'shop', '', '__proto__', 'two%00', '..%2Ftwo']) {
      assert.equal((await inject(`/ensured?db=${db}`)).headers['location'], '/web/database/selector', db)
    }
    const browser = await logIn('one')
    assert.equal((await browser.get('/ensured?db=none')).text, 'one')
  })

  test('another database means another session', async () => {
    const browser = await logIn('one')
    const before = browser.cookies['session_id'] ?? ''
    assert.equal((await browser.get('/ensured?db=one')).text, 'one')
    const answer = await browser.get('/ensured?db=two')
    assert.equal(answer.status, 302)
    assert.notEqual(browser.cookies['session_id'], before)
    assert.deepEqual((await browser.get('/where')).json(), { db: 'two', uid: null, session: 'two' })
    assert.equal(
      (await app.inject({ path: '/where', cookies: { session_id: before } })).text,
      '{"db":null,"uid":null,"session":null}',
    )
  })

  test('a program that names its database by the header stays there', async () => {
    assert.equal((await inject('/ensured?db=one', { 'x-pergola-database': 'two' })).text, 'two')
  })

  test('without databases there is nothing to choose', async () => {
    await using none = await createTestApp({ addons: [where] })
    assert.equal((await none.inject('/ensured')).status, 404)
    assert.equal((await none.inject('/web/login')).status, 404)
    assert.equal((await none.inject('/web/database/selector')).status, 404)
  })
})
