import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, MemorySessionStore, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

class Pages extends Controller {
  @route('/me', { auth: 'user' })
  async me(_params: object, request: Request) {
    return request.session.login ?? ''
  }

  @route('/me/post', { auth: 'user', methods: ['POST'] })
  async post(_params: object, request: Request) {
    return request.session.login ?? ''
  }

  @route('/me/password', { auth: 'public' })
  async password({ own, fail, archive }: { own?: string; fail?: string; archive?: string }, { env }: Request) {
    const users = env['res.users']
    if (own !== undefined) await users.changePassword('correct horse', own)
    const [cleo] = (await users.sudo().search([['login', '=', 'cleo']])).ids
    if (own === undefined) await users.sudo().browse(cleo).write({ password: 'correct horse' })
    if (archive !== undefined) await env.with({ uid: 1, su: true })['res.users'].browse(cleo).write({ active: false })
    if (fail !== undefined) throw new Error('failed')
    return 'changed'
  }

  @route('/enter/<string:login>', { auth: 'public' })
  async enter({ login }: { login: string }, { env, session }: Request) {
    const users = env['res.users'].withContext({ active_test: false }).sudo()
    const [uid = null] = (await users.search([['login', '=', login]])).ids
    await session.finalize(env.with({ uid, su: false }))
    return 'entered'
  }

  @route('/rotate', { auth: 'public' })
  async rotate(_params: object, { session }: Request) {
    session.rotate()
    return 'rotated'
  }

  @route('/cart', { auth: 'public' })
  async cart(_params: object, request: Request) {
    const cart = (request.session.get('cart') as string[] | undefined) ?? []
    const { add } = request.params
    if (typeof add === 'string') request.session.set('cart', [...cart, add])
    return cart.join()
  }

  @route('/cart/fail', { auth: 'user' })
  async failing(_params: object, request: Request) {
    request.session.set('cart', ['lost'])
    throw new Error('failed')
  }
}

const pages = defineAddon({ name: 'pages', depends: ['web'], controllers: [Pages], root: import.meta.dirname })
const store = new MemorySessionStore()
const ada = { login: 'ada', password: 'correct horse' }

let app: TestApp

before(async () => {
  app = await createTestApp({ addons: [pages], databases: { main: ['pages'] }, config: { sessions: { store } } })
  await app.app.databases?.inEnvironment('main', async (env) => {
    await env['res.users'].create([
      { name: 'Ada', ...ada },
      { name: 'Bob', login: 'bob', password: 'correct horse' },
      { name: 'Cleo', login: 'cleo', password: 'correct horse' },
    ])
  })
})
after(() => app.close())

async function loggedIn(form = ada) {
  const browser = app.browser()
  assert.equal((await browser.post('/web/login', { form })).status, 303)
  return browser
}

/** Changes what the store has of a session. */
async function change(sid: string | undefined, changes: object, data: object = {}): Promise<void> {
  const record = await store.read(sid ?? '')
  assert.ok(record)
  await store.write(sid ?? '', { ...record, ...changes, data: { ...record.data, ...data } })
}

const hoursAgo = (hours: number) => Math.floor(Date.now() / 1000) - hours * 3600

describe('the log-in of a session', () => {
  test('survives the renewal of its id, and so do forms that are open', async () => {
    const browser = await loggedIn()
    const sid = browser.cookies['session_id'] ?? ''
    const csrf_token = await browser.csrfToken()
    await change(sid, { rotated: hoursAgo(4) })
    assert.equal((await browser.get('/me')).text, 'ada')
    const renewed = browser.cookies['session_id'] ?? ''
    assert.notEqual(renewed, sid)
    assert.equal(renewed.slice(0, 42), sid.slice(0, 42))
    assert.equal((await browser.get('/me')).text, 'ada')
    const old = await app.inject({ path: '/me', cookies: { session_id: sid } })
    assert.equal(old.text, 'ada', 'requests that were on their way')
    const answer = await browser.visit({ path: '/me/post', method: 'POST', form: { csrf_token } })
    assert.equal(answer.text, 'ada')
  })

  test('is not renewed before three hours', async () => {
    const browser = await loggedIn()
    const sid = browser.cookies['session_id']
    await change(sid, { rotated: hoursAgo(2) })
    await browser.get('/me')
    assert.equal(browser.cookies['session_id'], sid)
  })

  test('ends two minutes after the renewal for the old id', async () => {
    const browser = await loggedIn()
    const sid = browser.cookies['session_id'] ?? ''
    await change(sid, { rotated: hoursAgo(4) })
    await browser.get('/me')
    const left = (await store.read(sid))?.expires ?? 0
    assert.ok(left - hoursAgo(0) <= 120)
    await store.write(sid, { ...(await store.read(sid))!, expires: hoursAgo(0) - 1 })
    assert.equal((await app.inject({ path: '/me', cookies: { session_id: sid } })).status, 303)
    assert.equal((await browser.get('/me')).text, 'ada')
  })

  test('cannot be carried to another session, or another user', async () => {
    const [one, two] = [await loggedIn(), await loggedIn({ login: 'bob', password: 'correct horse' })]
    const record = await store.read(one.cookies['session_id'] ?? '')
    const { uid, token, login } = record?.data ?? {}
    await change(two.cookies['session_id'], {}, { uid, token, login })
    assert.equal((await two.get('/me')).status, 303)
    await change(one.cookies['session_id'], {}, { uid: 2 })
    assert.equal((await one.get('/me')).status, 303)
  })

  test('survives where its own request changed the password, and no other does', async () => {
    const form = { login: 'cleo', password: 'correct horse' }
    const [one, two, three] = [await loggedIn(form), await loggedIn(form), await loggedIn(form)]
    assert.equal((await one.get('/me/password?own=battery+staple')).text, 'changed')
    assert.equal((await one.get('/me')).text, 'cleo')
    assert.equal((await two.get('/me')).status, 303)
    assert.equal((await one.get('/me/password')).text, 'changed')
    assert.equal((await one.get('/me')).text, 'cleo')
    assert.equal((await three.get('/me/password')).text, 'changed', 'a session that did not hold')
    assert.equal((await three.get('/me')).status, 303, 'does not come to hold')
    assert.equal((await one.get('/me')).status, 303)
  })

  test('is as it was where the change failed, and ends for who was archived', async () => {
    const browser = await loggedIn({ login: 'cleo', password: 'correct horse' })
    assert.equal((await browser.get('/me/password?fail=1')).status, 500)
    assert.equal((await browser.get('/me')).text, 'cleo')
    assert.equal((await browser.get('/me/password?archive=1')).text, 'changed')
    assert.equal((await browser.get('/me')).status, 303)
  })

  test('is none for who is archived, as the user that stands for everybody is', async () => {
    await app.app.databases?.inEnvironment('main', async (env) => {
      await env['res.users'].create({ name: 'Gone', login: 'gone', password: 'correct horse', active: false })
    })
    for (const [login, status] of [
      ['bob', 200],
      ['gone', 303],
      ['public', 303],
    ] as const) {
      const browser = app.browser()
      assert.equal((await browser.get(`/enter/${login}`)).text, 'entered')
      assert.equal((await browser.get('/me')).status, status, login)
    }
  })

  test('survives another id', async () => {
    const browser = await loggedIn()
    const before = browser.cookies
    await browser.get('/rotate')
    assert.notEqual(browser.cookies['session_id'], before['session_id'])
    assert.equal((await browser.get('/me')).text, 'ada')
    await browser.get('/rotate')
    assert.equal((await browser.get('/me')).text, 'ada')
    assert.equal((await app.inject({ path: '/me', cookies: before })).status, 303)
  })

  test('needs its token', async () => {
    const browser = await loggedIn()
    await change(browser.cookies['session_id'], {}, { token: null })
    assert.equal((await browser.get('/me')).status, 303)
    const guess = await loggedIn()
    await change(guess.cookies['session_id'], {}, { token: '0'.repeat(64) })
    assert.equal((await guess.get('/me')).status, 303)
  })

  test('keeps what the visitor had, and the log-out drops it', async () => {
    const browser = app.browser()
    await browser.get('/cart?add=momo')
    await browser.post('/web/login', { form: ada })
    assert.equal((await browser.get('/cart')).text, 'momo')
    await browser.post('/web/session/logout')
    assert.equal((await browser.get('/cart')).text, '')
  })

  test('nothing is kept of a request that failed', async () => {
    const browser = await loggedIn()
    assert.equal((await browser.get('/cart/fail')).status, 500)
    assert.equal((await browser.get('/cart')).text, '')
    assert.equal((await browser.get('/me')).text, 'ada')
  })

  test('an id that the server did not give is nobody', async () => {
    const session_id = 'A'.repeat(86)
    const answer = await app.inject({ path: '/cart?add=x', cookies: { session_id } })
    assert.notEqual(answer.cookies['session_id'], session_id)
    assert.equal(await store.read(session_id), null)
  })

  test('works with the language and time zone of the user', async () => {
    await app.app.databases?.inEnvironment('main', async (env) => {
      await (await env['res.users'].search([['login', '=', 'bob']])).write({ tz: 'Europe/Vienna' })
    })
    const browser = await loggedIn({ login: 'bob', password: 'correct horse' })
    const data = (await store.read(browser.cookies['session_id'] ?? ''))?.data ?? {}
    const { tz, lang } = data['context'] as Record<string, unknown>
    assert.deepEqual([tz, lang, data['db'], data['login']], ['Europe/Vienna', 'en_US', 'main', 'bob'])
  })
})

test('a log-in over https has a cookie for https only', async () => {
  const { headers } = await app.inject({
    path: '/web/session/authenticate',
    json: { jsonrpc: '2.0', id: 1, params: { db: 'main', ...ada } },
    encrypted: true,
  })
  const [cookie = ''] = headers['set-cookie'] ?? []
  assert.match(cookie, /; HttpOnly/)
  assert.match(cookie, /; Secure/)
  assert.match(cookie, /; SameSite=Lax/)
})
