// Sessions as a client sees them: cookies, rotation, requests side by side, failures.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseSetCookie } from 'cookie'
import {
  Controller,
  HttpSeeOther,
  MemorySessionStore,
  route,
  UserError,
  type Request,
  type SessionRecord,
  type SessionStore,
} from 'pergola'
import type { TestApp } from 'pergola/testing'
import { appWith } from './support.ts'

const HOUR = 3600_000

class Sessions extends Controller {
  @route('/get', { auth: 'none' })
  get(_: object, { session }: Request) {
    return JSON.stringify(Object.fromEntries([...session.keys()].map((key) => [key, session.get(key)])))
  }
  @route('/set/<key>/<value>', { auth: 'none' })
  set({ key, value }: { key: string; value: string }, { session }: Request) {
    session.set(key, value)
    return session.sid
  }
  @route('/login', { auth: 'none' })
  login(_: object, { session }: Request) {
    session.uid = 7
    session.rotate()
    return 'in'
  }
  @route('/logout', { auth: 'none' })
  logout(_: object, { session }: Request) {
    session.logout()
    return 'out'
  }
  @route('/invalidate', { auth: 'none' })
  invalidate(_: object, { session }: Request) {
    session.invalidate()
    return ''
  }
  @route('/fail/<how>', { auth: 'none' })
  fail({ how }: { how: string }, { session }: Request) {
    session.set('kept', how)
    if (how === 'redirect') throw new HttpSeeOther('/get')
    if (how === 'user') throw new UserError('No.')
    throw new Error('boom')
  }
  @route('/stateless/<value>', { auth: 'none', saveSession: false })
  stateless({ value }: { value: string }, { session }: Request) {
    session.set('s', value)
    return ''
  }
  @route('/token', { auth: 'none' })
  token(_: object, current: Request) {
    return current.csrfToken()
  }
  @route('/post', { auth: 'none', methods: ['POST'] })
  post() {
    return 'posted'
  }
  @route('/end-and-go-on/<how>', { auth: 'none' })
  endAndGoOn({ how }: { how: string }, current: Request) {
    if (how === 'rotate') current.session.rotate()
    else current.session.logout()
    return current.csrfToken()
  }
  @route('/late', { auth: 'none' })
  late(_: object, current: Request) {
    current.addResponseCallback((_request, response) => {
      try {
        current.session.set('late', 1)
      } catch (error) {
        response.headers.set('x-error', (error as Error).name)
      }
    })
    current.session.set('early', 1)
    return ''
  }
}

const sidOf = (app: { cookies: Readonly<Record<string, string>> }): string | undefined => app.cookies['session_id']

const sizeOf = ({ app }: TestApp): number | undefined => (app.sessions?.store as MemorySessionStore | undefined)?.size

async function stored(app: TestApp, sid: string | undefined): Promise<SessionRecord | null> {
  return (await app.app.sessions?.store.read(sid ?? '')) ?? null
}

describe('the cookie', () => {
  test('comes only when something was stored', async () => {
    await using app = await appWith([Sessions])
    for (const path of ['/get', '/logout', '/invalidate', '/stateless/x', '/fail/user', '/get?debug=']) {
      assert.equal((await app.inject(path)).headers['set-cookie'], undefined, path)
    }
    assert.equal(sizeOf(app), 0)
    const response = await app.inject('/set/a/1')
    assert.equal(response.headers['set-cookie']?.length, 1)
    assert.equal(sizeOf(app), 1)
  })

  test('is HttpOnly; SameSite=Lax; Path=/; and Secure under https only', async () => {
    await using app = await appWith([Sessions])
    const read = async (encrypted: boolean) => {
      const [cookie = ''] = (await app.inject({ path: '/set/a/1', encrypted })).headers['set-cookie'] ?? []
      return parseSetCookie(cookie)
    }
    const plain = await read(false)
    assert.match(plain.value ?? '', /^[A-Za-z0-9_-]{86}$/)
    const { value: _, ...rest } = plain
    assert.deepEqual(rest, { name: 'session_id', maxAge: 604_800, httpOnly: true, sameSite: 'lax', path: '/' })
    assert.equal((await read(true)).secure, true)
  })

  test('is Secure behind a proxy that speaks https', async () => {
    await using app = await appWith([Sessions], { http: { proxyMode: true } })
    const response = await app.inject({ path: '/set/a/1', headers: { 'x-forwarded-proto': 'https' } })
    assert.match(response.headers['set-cookie']?.[0] ?? '', /; Secure/)
  })

  test('has the name and the age that the configuration says', async () => {
    await using app = await appWith([Sessions], { sessions: { store: 'memory', cookieName: 'sid', maxAge: 60 } })
    const cookie = parseSetCookie((await app.inject('/set/a/1')).headers['set-cookie']?.[0] ?? '')
    assert.deepEqual([cookie.name, cookie.maxAge], ['sid', 60])
  })

  test('is not sent again by a request that only reads', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1')
    const response = await browser.get('/get')
    assert.deepEqual(response.json(), { a: '1' })
    assert.equal(response.headers['set-cookie'], undefined)
    const same = await browser.get('/set/a/1')
    assert.equal(same.headers['set-cookie'], undefined, 'what is set was there already')
  })

  test('of an unknown session is never adopted', async () => {
    await using app = await appWith([Sessions])
    for (const sid of ['A'.repeat(86), 'short', '../../etc/passwd', '', 'A'.repeat(87), 'é'.repeat(43)]) {
      const response = await app.inject({ path: '/set/a/1', cookies: { session_id: sid } })
      assert.notEqual(response.text, sid)
      assert.notEqual(sidOf(response), sid)
      assert.match(sidOf(response) ?? '', /^[A-Za-z0-9_-]{86}$/)
    }
  })
})

describe('ends', () => {
  test('logout removes all, ends the old id, and takes the cookie away', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1')
    const sid = sidOf(browser)
    const response = await browser.get('/logout')
    const cookie = parseSetCookie(response.headers['set-cookie']?.[0] ?? '')
    assert.deepEqual([cookie.value, cookie.maxAge, cookie.path, cookie.httpOnly], ['', 0, '/', true])
    assert.equal(await stored(app, sid), null)
    assert.deepEqual((await app.inject({ path: '/get', cookies: { session_id: sid ?? '' } })).json(), {})
  })

  test('logout keeps the developer mode under another id', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1?debug=assets')
    const sid = sidOf(browser)
    await browser.get('/logout')
    assert.notEqual(sidOf(browser), sid)
    assert.deepEqual((await browser.get('/get')).json(), { debug: 'assets' })
  })

  test('a session lives as long as the configuration says after it was last written', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Sessions], { sessions: { store: 'memory', maxAge: 100 } })
    const browser = app.browser()
    await browser.get('/set/a/1')
    t.mock.timers.tick(90_000)
    await browser.get('/set/b/1')
    t.mock.timers.tick(90_000)
    assert.deepEqual((await browser.get('/get')).json(), { a: '1', b: '1' })
    t.mock.timers.tick(20_000)
    assert.deepEqual((await browser.get('/get')).json(), {})
  })

  test('what has expired is removed by and by while the server listens', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    let calls = 0
    const store: SessionStore = Object.assign(new MemorySessionStore(), { vacuum: async () => void calls++ })
    await using app = await appWith([Sessions], { sessions: { store } })
    await app.listen()
    t.mock.timers.tick(HOUR)
    assert.equal(calls, 1)
    await app.close()
    t.mock.timers.tick(5 * HOUR)
    assert.equal(calls, 1)
  })
})

describe('rotation', () => {
  test('a hard one ends the old id at once, and tokens of before are void', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1')
    const sid = sidOf(browser)
    const token = await browser.csrfToken()
    await browser.get('/login')
    assert.notEqual(sidOf(browser), sid)
    assert.notEqual(sidOf(browser)?.slice(0, 42), sid?.slice(0, 42))
    assert.deepEqual((await browser.get('/get')).json(), { a: '1', uid: 7 })
    assert.deepEqual((await app.inject({ path: '/get', cookies: { session_id: sid ?? '' } })).json(), {})
    assert.equal((await browser.post('/post', { form: { csrf_token: token } })).status, 400)
    assert.equal((await browser.post('/post')).status, 200)
  })

  test('a token that is given out after it holds under the new id', async () => {
    for (const store of ['memory', 'cookie'] as const) {
      await using app = await appWith([Sessions], { sessions: { store } })
      for (const how of ['rotate', 'logout']) {
        const browser = app.browser()
        await browser.get('/set/a/1')
        const before = sidOf(browser)
        const { text: token } = await browser.get(`/end-and-go-on/${how}`)
        assert.notEqual(sidOf(browser), before)
        assert.equal((await browser.post('/post', { form: { csrf_token: token } })).status, 200, `${store} ${how}`)
        assert.deepEqual((await browser.get('/get')).json(), how === 'rotate' ? { a: '1' } : {})
      }
    }
  })

  test('a soft one comes every 3 hours to who is logged in; tokens survive it, the old id works 120 seconds', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/login')
    const old = sidOf(browser) ?? ''
    const token = (await browser.get('/token')).text
    t.mock.timers.tick(3 * HOUR - 1000)
    await browser.get('/get')
    assert.equal(sidOf(browser), old, 'not before')
    const early = (await browser.get('/token')).text
    t.mock.timers.tick(1000)
    const renewed = await browser.get('/get')
    const sid = sidOf(browser) ?? ''
    assert.notEqual(sid, old)
    assert.equal(sid.slice(0, 42), old.slice(0, 42))
    assert.equal(renewed.headers['set-cookie']?.length, 1)
    assert.equal((await browser.post('/post', { form: { csrf_token: early } })).status, 200)
    assert.equal((await browser.post('/post', { form: { csrf_token: token } })).status, 400, 'its own hour is over')

    const late = () => app.inject({ path: '/get', cookies: { session_id: old } })
    t.mock.timers.tick(119_000)
    const within = await late()
    assert.deepEqual(within.json(), { uid: 7 })
    assert.equal(sidOf(within), sid, 'it is told the new id')
    t.mock.timers.tick(2_000)
    assert.deepEqual((await late()).json(), {})
    assert.deepEqual((await browser.get('/get')).json(), { uid: 7 })
  })

  test('requests side by side renew an id once', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/login')
    const cookies = { session_id: sidOf(browser) ?? '' }
    t.mock.timers.tick(3 * HOUR)
    const responses = await Promise.all([1, 2, 3, 4].map((n) => app.inject({ path: `/set/k${n}/v`, cookies })))
    const sids = new Set(responses.map(sidOf))
    assert.equal(sids.size, 1)
    const [sid] = sids
    assert.deepEqual(
      Object.keys((await app.inject({ path: '/get', cookies: { session_id: sid ?? '' } })).json() as object).toSorted(),
      ['k1', 'k2', 'k3', 'k4', 'uid'],
    )
  })

  test('who is not logged in keeps the id', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1')
    const sid = sidOf(browser)
    t.mock.timers.tick(4 * HOUR)
    await browser.get('/set/a/2')
    assert.equal(sidOf(browser), sid)
  })
})

describe('failures', () => {
  test('keep nothing of what the request wrote', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    await browser.get('/set/a/1')
    for (const [how, status] of [
      ['user', 422],
      ['crash', 500],
    ] as const) {
      const response = await browser.get(`/fail/${how}`)
      assert.equal(response.status, status)
      assert.equal(response.headers['set-cookie'], undefined)
    }
    assert.deepEqual((await browser.get('/get')).json(), { a: '1' })
  })

  test('a redirect that is thrown is none', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    const response = await browser.get('/fail/redirect')
    assert.equal(response.status, 303)
    assert.deepEqual((await browser.follow(response)).json(), { kept: 'redirect' })
  })

  test('no cookie and no name that was stored makes a request fail', async () => {
    for (const store of ['memory', 'file', 'cookie'] as const) {
      await using app = await appWith([Sessions], { sessions: { store } })
      for (const value of ['x', '.', 'a.b', `x.${'é'.repeat(64)}`, `.${'0'.repeat(64)}`, '\u0000', 'x'.repeat(4000)]) {
        assert.equal(
          (await app.inject({ path: '/get', cookies: { session_id: value } })).status,
          200,
          `${store} ${value}`,
        )
      }
      for (const name of ['__proto__', 'constructor', 'prototype']) {
        const browser = app.browser()
        assert.equal((await browser.get(`/set/${name}/1`)).status, 200)
        assert.equal((await browser.get('/get')).text, `{"${name}":"1"}`, store)
      }
    }
  })

  test('a store that fails is answered 500, and the next request is served', async () => {
    const store = new MemorySessionStore()
    await using app = await appWith([Sessions], { sessions: { store } })
    store.write = () => Promise.reject(new Error('disk full'))
    const response = await app.inject('/set/a/1')
    assert.equal(response.status, 500)
    assert.doesNotMatch(response.text, /disk full/)
    assert.equal((await app.inject('/get')).status, 200)
  })

  test('to write after publication throws', async () => {
    await using app = await appWith([Sessions])
    const browser = app.browser()
    assert.equal((await browser.get('/late')).headers['x-error'], 'SessionClosedError')
    assert.deepEqual((await browser.get('/get')).json(), { early: 1 })
  })
})

test('a route with saveSession: false keeps nothing', async () => {
  await using app = await appWith([Sessions])
  const browser = app.browser()
  await browser.get('/set/a/1')
  await browser.get('/stateless/x')
  assert.deepEqual((await browser.get('/get')).json(), { a: '1' })
})

test('switched off: request.session is a ConfigurationError, nothing else changes', async () => {
  class Off extends Controller {
    @route('/off', { auth: 'none', csrf: false })
    off(_: object, current: Request) {
      assert.throws(() => current.session, { name: 'ConfigurationError', code: 'PERGOLA_CONFIGURATION' })
      assert.throws(() => current.csrfToken(), { name: 'ConfigurationError' })
      return `off${current.debug}`
    }
    @route('/uses', { auth: 'none' })
    uses(_: object, { session }: Request) {
      return session.sid
    }
  }
  await using app = await appWith([Off], { sessions: false })
  const response = await app.inject({ path: '/off?debug=1', cookies: { session_id: 'A'.repeat(86) } })
  assert.equal(response.text, 'off')
  assert.equal(response.headers['set-cookie'], undefined)
  assert.equal((await app.inject('/uses')).status, 500)
})

test('the file store keeps sessions from one process to the next', async (t) => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const { join } = await import('node:path')
  const dataFolder = await mkdtemp(join(tmpdir(), 'pergola-data-'))
  t.after(() => rm(dataFolder, { recursive: true, force: true }))
  const config = { sessions: { store: 'file' }, dataFolder } as const
  let cookies = {}
  {
    await using app = await appWith([Sessions], config)
    ;({ cookies } = await app.inject('/set/a/1'))
  }
  await using app = await appWith([Sessions], config)
  assert.deepEqual((await app.inject({ path: '/get', cookies })).json(), { a: '1' })
})
