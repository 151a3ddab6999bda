import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

class Pages extends Controller {
  @route('/private', { auth: 'user' })
  async secret(_params: object, request: Request) {
    return `for ${request.session.login}`
  }

  @route('/private/post', { auth: 'user', methods: ['POST'] })
  async post() {
    return 'posted'
  }

  @route('/private/call', { auth: 'user', type: 'json' })
  async call(_params: object, request: Request) {
    return request.env.uid
  }

  @route('/open', { auth: 'public' })
  async open(_params: object, request: Request) {
    return `${request.env.uid === null} ${request.authenticatedUserId === null}`
  }
}

const pages = defineAddon({ name: 'pages', depends: ['web'], controllers: [Pages], root: import.meta.dirname })

let app: TestApp

before(async () => {
  app = await createTestApp({ addons: [pages], databases: { main: ['pages'] } })
  await app.app.databases?.inEnvironment('main', async (env) => {
    await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'correct horse' })
    await env['res.users'].create({ name: 'Eve', login: 'eve', password: 'secret', active: false })
  })
})
after(() => app.close())

/** Something done with all rights, which stays. */
function inMain<Result>(
  run: Parameters<NonNullable<TestApp['app']['databases']>['inEnvironment']>[1],
): Promise<Result> {
  return app.app.databases?.inEnvironment('main', run) as Promise<Result>
}

const ada = { login: 'ada', password: 'correct horse' }

describe('the log-in page', () => {
  test('shows a form that nothing keeps and no other site frames', async () => {
    const { status, text, headers } = await app.inject('/web/login')
    assert.equal(status, 200)
    assert.match(text, /<form class="oe_login_form" method="post" action="\/web\/login">/)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN')
    assert.doesNotMatch(text, /Sign up/)
  })

  test('logs in, and goes where the visitor wanted to', async () => {
    const browser = app.browser()
    const refused = await browser.get('/private?a=1')
    assert.equal(refused.status, 303)
    assert.equal(refused.headers['location'], '/web/login?redirect=%2Fprivate%3Fa%3D1')
    const page = await browser.follow(refused)
    assert.match(page.text, /name="redirect" value="\/private\?a=1"/)
    const answer = await browser.post('/web/login', { form: { ...ada, redirect: '/private?a=1' } })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers['location'], '/private?a=1')
    assert.equal((await browser.follow(answer)).text, 'for ada')
  })

  test('leads to the account, and so does /web', async () => {
    const browser = app.browser()
    assert.equal((await browser.get('/web')).headers['location'], '/web/login')
    assert.equal((await browser.post('/web/login', { form: ada })).headers['location'], '/web/account')
    const account = await browser.follow(await browser.get('/web'))
    assert.match(account.text, /<h1>Ada<\/h1>/)
  })

  test('stays on this host', async () => {
    for (const redirect of [
      'https://evil.example/x',
      '//evil.example/x',
      '\\\\evil.example/x',
      'http:evil',
      '/\t/evil.example',
    ]) {
      const answer = await app.browser().post('/web/login', { form: { ...ada, redirect } })
      assert.match(answer.headers['location'] ?? '', /^\/(?![/\\])/, redirect)
    }
  })

  test('who is logged in goes on at once', async () => {
    const browser = app.browser()
    await browser.post('/web/login', { form: ada })
    assert.equal((await browser.get('/web/login?redirect=/private')).headers['location'], '/private')
    assert.equal((await browser.get('/web/login')).status, 200)
  })

  test('gives the session another id, and keeps what it held', async () => {
    const browser = app.browser()
    await browser.get('/web/login')
    const before = browser.cookies['session_id']
    await browser.post('/web/login', { form: ada })
    const after = browser.cookies['session_id']
    assert.notEqual(after, before)
    const thief = await app.inject({ path: '/private', cookies: { session_id: before ?? '' } })
    assert.equal(thief.status, 303)
  })

  test('needs a CSRF token', async () => {
    const answer = await app.inject({ path: '/web/login', method: 'POST', form: ada })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.cookies, {})
  })

  test('refuses whatever does not fit with the same words', async () => {
    const wrong = [
      { login: 'ada', password: 'wrong' },
      { login: 'nobody', password: 'correct horse' },
      { login: 'eve', password: 'secret' },
      { login: 'public', password: '' },
      { login: '__system__', password: '' },
      { login: 'ada', password: '' },
    ]
    const pages = []
    for (const form of wrong) {
      const { status, text } = await app.browser().post('/web/login', { form })
      assert.equal(status, 200)
      assert.match(text, /role="alert">Wrong login\/password</)
      pages.push(text.replaceAll(/[0-9a-f]{64}o\d*/g, '').replace(/(spellcheck="false") value="[^"]*"/, '$1'))
    }
    for (const text of pages) assert.equal(text, pages[0])
  })

  test('keeps what was entered, escaped', async () => {
    const { text } = await app
      .browser()
      .post('/web/login', { form: { login: '"><script>', password: 'x', redirect: '/a"b' } })
    assert.doesNotMatch(text, /<script>/)
    assert.match(text, /value="(&#34;|&quot;)&gt;&lt;script&gt;"/)
  })

  test('makes one wait after some failures, from that address only', async () => {
    await inMain(async (env) => env['res.users'].create({ name: 'Bob', login: 'bob', password: 'right password' }))
    const attempt = (password: string, remoteAddress: string) =>
      app.browser().post('/web/login', { form: { login: 'bob', password }, remoteAddress })
    for (let failure = 0; failure < 5; failure++) assert.equal((await attempt('wrong', '192.0.2.7')).status, 200)
    const waits = await attempt('right password', '192.0.2.7')
    assert.equal(waits.status, 429)
    assert.match(waits.text, /Too many login failures, please wait a bit before trying again\./)
    assert.equal((await attempt('right password', '192.0.2.8')).status, 303)
  })
})

test('programs that log in side by side do not make each other wait; those that guess do', async () => {
  const logIn = async (password: string, remoteAddress: string): Promise<boolean | string> => {
    const json = { jsonrpc: '2.0', id: 1, params: { db: 'main', login: 'ada', password } }
    const answer = await app.inject({ path: '/web/session/authenticate', json, remoteAddress })
    const { error } = answer.json() as { error?: { message: string } }
    return error === undefined ? true : error.message
  }
  const many = (password: string, address: string) =>
    Promise.all(Array.from({ length: 12 }, () => logIn(password, address)))
  assert.deepEqual(await many('correct horse', '192.0.2.20'), Array(12).fill(true))
  const guesses = await many('wrong', '192.0.2.21')
  assert.equal(guesses.filter((message) => message === 'Access denied').length, 5)
  assert.equal(guesses.filter((message) => String(message).startsWith('Too many login failures')).length, 7)
})

describe('the log-out', () => {
  test('asks, when a link leads there', async () => {
    const browser = app.browser()
    await browser.post('/web/login', { form: ada })
    const page = await browser.get('/web/session/logout?redirect=/open')
    assert.match(page.text, /<form class="oe_logout_form" method="post" action="\/web\/session\/logout">/)
    assert.equal((await browser.get('/private')).status, 200)
    const answer = await browser.post('/web/session/logout', { form: { redirect: '/open' } })
    assert.equal(answer.headers['location'], '/open')
    assert.equal((await browser.get('/private')).status, 303)
  })

  test('ends the session for whoever has its id', async () => {
    const browser = app.browser()
    await browser.post('/web/login', { form: ada })
    const cookies = browser.cookies
    assert.equal((await app.inject({ path: '/private', cookies })).status, 200)
    await browser.post('/web/session/logout')
    assert.equal((await app.inject({ path: '/private', cookies })).status, 303)
  })

  test('needs a CSRF token, and stays on this host', async () => {
    const browser = app.browser()
    await browser.post('/web/login', { form: ada })
    const forged = await browser.visit({ path: '/web/session/logout', method: 'POST', form: {} })
    assert.equal(forged.status, 400)
    assert.equal((await browser.get('/private')).status, 200)
    const answer = await browser.post('/web/session/logout', { form: { redirect: 'https://evil.example/' } })
    assert.equal(answer.headers['location'], '/')
  })

  test('who is not logged in is not asked', async () => {
    assert.equal((await app.inject('/web/session/logout')).headers['location'], '/web')
  })
})

describe('sessions, for programs', () => {
  const authenticate = (browser: ReturnType<TestApp['browser']>, params: Record<string, unknown>) =>
    browser.rpc('/web/session/authenticate', params) as Promise<Record<string, unknown>>

  test('authenticate logs in and tells who that is', async () => {
    const browser = app.browser()
    const info = await authenticate(browser, { db: 'main', ...ada })
    assert.equal(info['username'], 'ada')
    assert.equal(info['name'], 'Ada')
    assert.equal(info['db'], 'main')
    assert.equal(info['is_system'], false)
    assert.equal(info['is_internal_user'], true)
    assert.deepEqual(info['user_context'], { lang: 'en_US', tz: null, uid: info['uid'] })
    assert.equal(await browser.rpc('/private/call'), info['uid'])
    assert.deepEqual(await browser.rpc('/web/session/get_session_info'), info)
    assert.equal(await browser.rpc('/web/session/check'), null)
  })

  test('authenticate refuses', async () => {
    const browser = app.browser()
    await assert.rejects(authenticate(browser, { db: 'none', ...ada }), { message: 'Database not found.' })
    await assert.rejects(authenticate(browser, { ...ada }), { message: 'Database not found.' })
    for (const params of [{ login: 'ada', password: 'x' }, { login: 'ada' }, { login: ['ada'], password: {} }, {}]) {
      await assert.rejects(
        authenticate(browser, { db: 'main', ...params }),
        (error: Error & { data: { name: string } }) => {
          assert.equal(error.message, 'Access denied')
          assert.equal(error.data.name, 'AccessDenied')
          return true
        },
      )
    }
    assert.deepEqual(browser.cookies, {})
  })

  test('destroy ends the session; without one it is code 100', async () => {
    const browser = app.browser()
    await authenticate(browser, { db: 'main', ...ada })
    assert.equal(await browser.rpc('/web/session/destroy'), null)
    for (const path of ['get_session_info', 'check', 'destroy']) {
      await assert.rejects(browser.rpc(`/web/session/${path}`), { code: 100 })
    }
  })

  test('a plain form is no call', async () => {
    const answer = await app.inject({ path: '/web/session/authenticate', method: 'POST', form: { db: 'main', ...ada } })
    assert.equal(answer.status, 415)
  })
})

describe('a session that does not hold any more', () => {
  test('is ended by the answer: no redirect back and forth', async () => {
    const browser = app.browser()
    const user = await inMain<{ id: number }>(async (env) =>
      env['res.users'].create({ name: 'Gone', login: 'gone', password: 'correct horse' }),
    )
    await browser.post('/web/login', { form: { login: 'gone', password: 'correct horse' } })
    assert.equal((await browser.get('/private')).text, 'for gone')
    await inMain(async (env) => env['res.users'].browse(user.id).write({ password: 'another horse' }))
    const refused = await browser.get('/private')
    assert.equal(refused.headers['location'], '/web/login?redirect=%2Fprivate')
    assert.match((await browser.follow(refused)).text, /oe_login_form/)
  })

  test('is nobody where everybody may go', async () => {
    const browser = app.browser()
    const user = await inMain<{ id: number }>(async (env) =>
      env['res.users'].create({ name: 'Off', login: 'off', password: 'correct horse' }),
    )
    await browser.post('/web/login', { form: { login: 'off', password: 'correct horse' } })
    assert.equal((await browser.get('/open')).text, 'false false')
    await inMain(async (env) => env['res.users'].browse(user.id).write({ active: false }))
    assert.equal((await browser.get('/open')).text, 'false true')
    await assert.rejects(browser.rpc('/private/call'), { code: 100 })
  })

  test('of a user who was deleted', async () => {
    const browser = app.browser()
    const user = await inMain<{ id: number }>(async (env) =>
      env['res.users'].create({ name: 'Del', login: 'del', password: 'correct horse' }),
    )
    await browser.post('/web/login', { form: { login: 'del', password: 'correct horse' } })
    assert.equal((await browser.get('/private')).text, 'for del')
    await inMain(async (env) => env['res.users'].browse(user.id).unlink())
    assert.equal((await browser.get('/private')).status, 303)
  })

  test('authentication goes before CSRF', async () => {
    assert.equal((await app.inject({ path: '/private/post', method: 'POST', form: {} })).status, 303)
  })
})
