import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'

class Probe extends Controller {
  @route('/me', { auth: 'user' })
  async me(_params: object, request: Request) {
    return request.session.login ?? ''
  }

  @route('/me/fail', { auth: 'user' })
  async failing(): Promise<string> {
    throw new Error('failed')
  }

  @route('/key', { auth: 'bearer', csrf: false })
  async key(_params: object, request: Request) {
    return String(request.env.uid)
  }
}

const probe = defineAddon({ name: 'probe', depends: ['web'], controllers: [Probe], root: import.meta.dirname })

let app: TestApp

before(async () => {
  app = await createTestApp({ addons: [probe], databases: { main: ['probe'] } })
})
after(() => app.close())

function inMain<Result>(run: (env: Environment) => Promise<Result>): Promise<Result> {
  return app.app.databases?.inEnvironment('main', run) as Promise<Result>
}

/** A new user, and browsers in which it is logged in. */
async function userWith(login: string, browsers: number, agents: readonly string[] = []) {
  const password = 'correct horse'
  const { id } = await inMain(async (env) => env['res.users'].create({ name: `User ${login}`, login, password }))
  const all = []
  for (let index = 0; index < browsers; index++) {
    const browser = app.browser()
    const headers = { 'user-agent': agents[index] ?? `agent ${index}` }
    assert.equal((await browser.post('/web/login', { form: { login, password }, headers })).status, 303)
    all.push(browser)
  }
  return { id, browsers: all as [Browser, Browser, Browser] }
}

type Browser = ReturnType<TestApp['browser']>

describe('the password', () => {
  test('is changed by the old one; other sessions end, this one goes on', async () => {
    const { browsers } = await userWith('pw1', 2)
    const [mine, other] = browsers
    const before = mine.cookies['session_id']
    assert.match((await mine.get('/web/change_password')).text, /oe_change_password_form/)
    const form = { old_password: 'correct horse', new_password: 'battery staple', confirm_password: 'battery staple' }
    const answer = await mine.post('/web/change_password', { form })
    assert.equal(answer.headers['location'], '/web/account')
    assert.match((await mine.follow(answer)).text, /The password was changed\./)
    assert.notEqual(mine.cookies['session_id'], before)
    assert.equal((await mine.get('/me')).text, 'pw1')
    assert.equal((await other.get('/me')).status, 303)
    const again = await app.browser().post('/web/login', { form: { login: 'pw1', password: 'battery staple' } })
    assert.equal(again.status, 303)
  })

  test('stays, and says why', async () => {
    const [browser] = (await userWith('pw2', 1)).browsers
    const cases: Array<[Record<string, string>, RegExp]> = [
      [
        { old_password: 'wrong', new_password: 'a', confirm_password: 'a' },
        /The old password you provided is incorrect/,
      ],
      [{ old_password: '', new_password: 'a', confirm_password: 'a' }, /The old password you provided is incorrect/],
      [{ old_password: 'correct horse', new_password: 'a', confirm_password: 'b' }, /must be identical/],
      [
        { old_password: 'correct horse', new_password: ' ', confirm_password: ' ' },
        /You cannot leave any password empty/,
      ],
      [{}, /You cannot leave any password empty/],
    ]
    for (const [form, message] of cases) {
      const { status, text } = await browser.post('/web/change_password', { form })
      assert.equal(status, 200)
      assert.match(text, message)
    }
    assert.equal((await browser.get('/me')).text, 'pw2')
    const login = await app.browser().post('/web/login', { form: { login: 'pw2', password: 'correct horse' } })
    assert.equal(login.status, 303)
  })

  test('wrong ones make wait, from that address only', async () => {
    const [browser] = (await userWith('pw6', 1)).browsers
    const attempt = async (old_password: string, remoteAddress: string) => {
      const form = { old_password, new_password: 'battery staple', confirm_password: 'battery staple' }
      return (await browser.post('/web/change_password', { form, remoteAddress })).status
    }
    for (let failure = 0; failure < 5; failure++) assert.equal(await attempt('wrong', '192.0.2.7'), 200)
    assert.equal(await attempt('correct horse', '192.0.2.7'), 429)
    assert.equal(await attempt('correct horse', '192.0.2.8'), 303)
  })

  test('is as long as the database asks', async () => {
    const [browser] = (await userWith('pw3', 1)).browsers
    await inMain((env) => env['ir.config_parameter'].setParam('auth_password_policy.minlength', 10))
    const form = { old_password: 'correct horse', new_password: 'short', confirm_password: 'short' }
    assert.match((await browser.post('/web/change_password', { form })).text, /must have at least 10 characters, got 5/)
    assert.match((await browser.get('/web/change_password')).text, /minlength="10"/)
    await inMain((env) => env['ir.config_parameter'].setParam('auth_password_policy.minlength', null))
  })

  test('is changed by a call too', async () => {
    const { browsers } = await userWith('pw4', 2)
    const [mine, other] = browsers
    const call = (params: Record<string, unknown>) => mine.rpc('/web/session/change_password', params)
    await assert.rejects(call({ old_password: 'wrong', new_password: 'x' }), /Access denied/)
    await assert.rejects(call({ old_password: 'correct horse', new_password: '' }), /empty/)
    assert.equal(await call({ old_password: 'correct horse', new_password: 'battery staple' }), true)
    assert.equal((await mine.get('/me')).text, 'pw4')
    assert.equal((await other.get('/me')).status, 303)
  })

  test('is nothing for who is not logged in, nor for other sites', async () => {
    assert.equal((await app.inject('/web/change_password')).status, 303)
    const [browser] = (await userWith('pw5', 1)).browsers
    const form = { old_password: 'correct horse', new_password: 'x', confirm_password: 'x' }
    assert.equal((await browser.visit({ path: '/web/change_password', method: 'POST', form })).status, 400)
  })
})

describe('API keys', () => {
  const make = (browser: Browser, more: Record<string, string> = {}) =>
    browser.post('/web/api_keys/create', {
      form: { name: 'Script', scope: 'rpc', duration: '1', password: 'correct horse', ...more },
    })
  const keyIn = (text: string) => /<code class="o_secret">([0-9a-f]{40})<\/code>/.exec(text)?.[1]

  test('are made by the password, shown once, and revoked', async () => {
    const { id, browsers } = await userWith('keys1', 1)
    const [browser] = browsers
    assert.match((await browser.get('/web/api_keys')).text, /You have none yet\./)
    const made = await make(browser)
    assert.equal(made.headers['cache-control'], 'no-store')
    const key = keyIn(made.text) ?? ''
    const use = () => app.inject({ path: '/key', headers: { authorization: `Bearer ${key}` } })
    assert.equal((await use()).text, String(id))
    const list = await browser.get('/web/api_keys')
    assert.equal(keyIn(list.text), undefined)
    assert.match(list.text, /<th scope="row">Script<\/th>/)
    const keyId = /name="id" value="(\d+)"/.exec(list.text)?.[1] ?? ''
    const stranger = (await userWith('keys2', 1)).browsers[0]
    await stranger.post('/web/api_keys/revoke', { form: { id: keyId } })
    assert.equal((await use()).status, 200)
    const revoked = await browser.post('/web/api_keys/revoke', { form: { id: keyId } })
    assert.match((await browser.follow(revoked)).text, /The key is revoked\./)
    assert.equal((await use()).status, 401)
  })

  test('are refused, and the page says why', async () => {
    const [browser] = (await userWith('keys3', 1)).browsers
    const cases: Array<[Record<string, string>, number, RegExp]> = [
      [{ password: 'wrong' }, 200, /The password is wrong\./],
      [{ password: '' }, 200, /The password is wrong\./],
      [{ name: ' ' }, 422, /An API key needs a description\./],
      [{ scope: 'everything' }, 422, /There is no such scope\./],
      [{ duration: '365' }, 422, /You cannot exceed 90 days\./],
      [{ duration: '' }, 422, /must have an expiration date/],
      [{ duration: '-1' }, 422, /Say for how long the key holds\./],
    ]
    for (const [more, status, message] of cases) {
      const answer = await make(browser, more)
      assert.equal(answer.status, status, JSON.stringify(more))
      assert.match(answer.text, message)
      assert.equal(keyIn(answer.text), undefined)
    }
    assert.match((await browser.get('/web/api_keys')).text, /You have none yet\./)
    const { text } = await browser.get('/web/api_keys')
    assert.match(text, /<option value="90">three months<\/option>/)
    assert.doesNotMatch(text, /a year|no end/)
  })

  test('hold as long as they like for who may change settings', async () => {
    await inMain(async (env) =>
      env['res.users'].browse((await env.ref('base.user_admin')).ids).write({ password: 'correct horse' }),
    )
    const browser = app.browser({ database: 'main', login: 'admin' })
    assert.match((await browser.get('/web/api_keys')).text, /<option value="">no end<\/option>/)
    assert.notEqual(keyIn((await make(browser, { duration: '' })).text), undefined)
  })

  test('need a CSRF token', async () => {
    const [browser] = (await userWith('keys4', 1)).browsers
    for (const path of ['/web/api_keys/create', '/web/api_keys/revoke']) {
      assert.equal((await browser.visit({ path, method: 'POST', form: { id: '1' } })).status, 400)
    }
  })
})

describe('devices', () => {
  const devicesOf = (id: number) =>
    inMain(async (env) => {
      const found = await env['res.device'].search([['user_id', '=', id]], { order: 'id' })
      await found.load('user_agent', 'ip_address', 'revoked')
      return [...found].map(({ user_agent, ip_address, revoked }) => ({ user_agent, ip_address, revoked }))
    })

  test('are noted at the log-in, once', async () => {
    const { id, browsers } = await userWith('dev1', 1, ['Firefox'])
    const device = { user_agent: 'Firefox', ip_address: '127.0.0.1', revoked: false }
    assert.deepEqual(await devicesOf(id), [device])
    for (let visit = 0; visit < 3; visit++) await browsers[0].get('/me', { headers: { 'user-agent': 'Firefox' } })
    assert.deepEqual(await devicesOf(id), [device])
  })

  test('are noted anew from elsewhere, also where the request fails', async () => {
    const { id, browsers } = await userWith('dev2', 1, ['Firefox'])
    await browsers[0].get('/me/fail', { headers: { 'user-agent': 'Firefox' }, remoteAddress: '192.0.2.1' })
    await browsers[0].get('/me', { headers: { 'user-agent': 'x'.repeat(3000) } })
    const devices = await devicesOf(id)
    assert.deepEqual(
      devices.map(({ ip_address, user_agent }) => [ip_address, user_agent?.length]),
      [
        ['127.0.0.1', 7],
        ['192.0.2.1', 7],
        ['127.0.0.1', 1024],
      ],
    )
  })

  test('are listed, and ended one by one or all others together', async () => {
    const { browsers } = await userWith('dev3', 3, ['Firefox <1>', 'Chrome', 'Lynx'])
    const [mine, second, third] = browsers
    const headers = { 'user-agent': 'Firefox <1>' }
    const page = await mine.get('/web/account', { headers })
    assert.match(page.text, /Firefox &lt;1&gt;/)
    assert.match(page.text, /this one/)
    const ids = [...page.text.matchAll(/name="id" value="(\d+)"/g)].map(([, id]) => id as string)
    assert.equal(ids.length, 2)
    await mine.post('/web/devices/revoke', { form: { id: ids.toSorted()[0] as string }, headers })
    assert.deepEqual(
      [(await mine.get('/me', { headers })).status, (await second.get('/me')).status, (await third.get('/me')).status],
      [200, 303, 200],
    )
    const answer = await mine.post('/web/devices/revoke_others', { headers })
    assert.match(
      (await mine.get(answer.headers['location'] ?? '', { headers })).text,
      /Your other sessions have ended\./,
    )
    assert.deepEqual([(await mine.get('/me', { headers })).status, (await third.get('/me')).status], [200, 303])
  })

  test('of somebody else stay', async () => {
    const [mine] = (await userWith('dev4', 1)).browsers
    const { id, browsers } = await userWith('dev5', 1)
    const device = await inMain(async (env) => (await env['res.device'].search([['user_id', '=', id]])).id)
    await mine.post('/web/devices/revoke', { form: { id: String(device) } })
    assert.equal((await browsers[0].get('/me')).text, 'dev5')
  })

  test('are not noted where the session says so', async () => {
    const browser = app.browser({ database: 'main', login: 'demo-device' })
    await inMain((env) => env['res.users'].create({ name: 'D', login: 'demo-device' }))
    await browser.get('/me', { headers: { 'user-agent': 'one' } })
    const id = await inMain(async (env) => (await env['res.users'].search([['login', '=', 'demo-device']])).id)
    assert.equal((await devicesOf(id)).length, 1)
  })
})

describe('sign-up', () => {
  const form = { name: 'Vera', login: 'vera@example.com', password: 'correct horse', confirm_password: 'correct horse' }

  test('is not there unless the database wants it', async () => {
    assert.equal((await app.inject('/web/signup')).status, 404)
    assert.equal((await app.browser({ database: 'main' }).post('/web/signup', { form })).status, 404)
    assert.equal(await inMain((env) => env['res.users'].searchCount([['login', '=', form.login]])), 0)
  })

  test('makes a portal user, who is logged in', async () => {
    await inMain((env) => env['ir.config_parameter'].setParam('auth_signup.invitation_scope', 'b2c'))
    assert.match((await app.inject('/web/login')).text, /href="\/web\/signup"/)
    const browser = app.browser()
    assert.match((await browser.get('/web/signup?redirect=/me')).text, /name="redirect" value="\/me"/)
    const answer = await browser.post('/web/signup', { form: { ...form, redirect: 'https://evil.example/me' } })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers['location'], '/me')
    assert.equal((await browser.follow(answer)).text, form.login)
    const groups = await inMain(async (env) => {
      const user = await env['res.users'].search([['login', '=', form.login]])
      return [await user.hasGroup('base.group_portal'), await user.hasGroup('base.group_user')]
    })
    assert.deepEqual(groups, [true, false])
  })

  test('says what is wrong, and makes nobody', async () => {
    const cases: Array<[Record<string, string>, RegExp]> = [
      [{}, /Another user is already registered using this login\./],
      [{ login: 'other', confirm_password: 'x' }, /must be identical/],
      [{ login: 'other', password: '', confirm_password: '' }, /cannot leave any password empty/],
      [{ login: 'other', name: ' ' }, /needs a name and a login/],
      [{ login: 'admin' }, /already registered/],
      [{ login: 'public' }, /already registered/],
    ]
    for (const [more, message] of cases) {
      const { status, text } = await app.browser().post('/web/signup', { form: { ...form, ...more } })
      assert.equal(status, 422)
      assert.match(text, message)
    }
    assert.equal(await inMain((env) => env['res.users'].searchCount([['login', '=', 'other']])), 0)
    await inMain((env) => env['ir.config_parameter'].setParam('auth_signup.invitation_scope', 'b2b'))
    assert.equal((await app.inject('/web/signup')).status, 404)
  })
})
