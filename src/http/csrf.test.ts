import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { signWith } from '../app/server-secret.ts'
import { defineAddon } from '../app/addon.ts'
import { Controller, route, type Request } from '../entry/pergola.ts'
import { createTestApp, type TestApp } from '../entry/testing.ts'
import { createCsrfToken, isCsrfToken, isSafeMethod } from './csrf.ts'
import { Session } from './session/session.ts'

const record = { data: {}, created: 1, rotated: 1, expires: 9e9 }
const session = new Session('A'.repeat(86), record, signWith('key'))

describe('a token', () => {
  test('is 64 hexadecimal digits, an o, and the expiry', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_500 })
    assert.match(createCsrfToken(session, 60), /^[0-9a-f]{64}o1700000060$/)
    assert.match(createCsrfToken(session, null), /^[0-9a-f]{64}o$/)
    assert.equal(isCsrfToken(session, createCsrfToken(session, 60)), true)
    assert.equal(isCsrfToken(session, createCsrfToken(session, null)), true)
  })

  test('of another session, another key, or with another expiry is none', () => {
    const other = new Session('B'.repeat(86), record, signWith('key'))
    const foreign = new Session('A'.repeat(86), record, signWith('other key'))
    for (const each of [other, foreign]) assert.equal(isCsrfToken(session, createCsrfToken(each, null)), false)
    const token = createCsrfToken(session, 60)
    const later = token.replace(/[0-9]+$/, (expiry) => String(Number(expiry) + 1000))
    assert.deepEqual([isCsrfToken(session, token), isCsrfToken(session, later)], [true, false])
    assert.equal(isCsrfToken(session, token.replace(/o.*$/, 'o')), false, 'an expiry cannot be taken away')
  })

  test('past its time is none', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 })
    const token = createCsrfToken(session, 10)
    t.mock.timers.tick(10_000)
    assert.equal(isCsrfToken(session, token), true)
    t.mock.timers.tick(1000)
    assert.equal(isCsrfToken(session, token), false)
  })

  test('holds for parts of a second, and for very long; its limit is a number', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_500 })
    assert.match(createCsrfToken(session, 1.6), /o1700000002$/)
    assert.equal(isCsrfToken(session, createCsrfToken(session, 1.6)), true)
    assert.equal(isCsrfToken(session, createCsrfToken(session, 1e300)), true)
    for (const past of [-1, -1e300]) assert.equal(isCsrfToken(session, createCsrfToken(session, past)), false)
    for (const limit of [Number.NaN, Infinity, '60']) {
      assert.throws(() => createCsrfToken(session, limit as number), TypeError)
    }
  })

  test('is no junk, of whatever kind and length', () => {
    const junk = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{60,70}o[0-9]{0,15}$/), fc.anything())
    fc.assert(fc.property(junk, (token) => assert.equal(isCsrfToken(session, token), false)))
    assert.equal(isCsrfToken(session, 'a'.repeat(1_000_000)), false)
  })
})

test('safe are GET, HEAD, OPTIONS and TRACE', () => {
  assert.deepEqual(
    ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'POST', 'PUT', 'DELETE', 'PROPFIND', 'get'].filter(isSafeMethod),
    ['GET', 'HEAD', 'OPTIONS', 'TRACE'],
  )
})

describe('an unsafe request', () => {
  class Forms extends Controller {
    @route('/form', { auth: 'none' })
    form(params: object, { form }: Request) {
      return JSON.stringify([params, [...form.keys()]])
    }
    @route('/new', { auth: 'none' })
    renew(_: object, { session: own }: Request) {
      return own.newCsrfToken()
    }
  }
  const make = (): Promise<TestApp> =>
    createTestApp({ addons: [defineAddon({ name: 'forms', controllers: [Forms], root: import.meta.dirname })] })

  test('may bring the token in a header, for any body', async () => {
    await using app = await make()
    const browser = app.browser()
    const token = await browser.csrfToken()
    const send = (options: object) =>
      browser.visit({ path: '/form', method: 'POST', headers: { 'X-CSRF-Token': token }, ...options })
    assert.equal((await send({ json: { a: 1 } })).status, 200)
    assert.equal((await send({ body: 'x' })).status, 200)
    assert.equal((await send({ method: 'DELETE' })).status, 200)
    assert.deepEqual(
      (await send({ form: { a: '1', csrf_token: 'whatever' } })).json(),
      [{ a: '1' }, ['a']],
      'the field goes in any case',
    )
    assert.deepEqual((await send({ form: { csrf_token: token }, files: { f: { content: 'x' } } })).status, 200)
    assert.deepEqual((await send({ path: `/form?b=2&csrf_token=${token}` })).json(), [{ b: '2' }, []], 'in the URL too')
  })

  test('with a wrong header is refused, whatever its form says; a token in the query does not count', async () => {
    await using app = await make()
    const browser = app.browser()
    const token = await browser.csrfToken()
    const wrong = await browser.visit({
      path: '/form',
      headers: { 'x-csrf-token': 'wrong' },
      form: { csrf_token: token },
    })
    assert.equal(wrong.status, 400)
    assert.match(wrong.text, /not valid, or no longer/)
    assert.equal((await browser.visit({ path: `/form?csrf_token=${token}`, form: {} })).status, 400)
  })

  test('with a file, or nothing, in place of the token is refused', async () => {
    await using app = await make()
    const browser = app.browser()
    const token = await browser.csrfToken()
    assert.equal((await browser.visit({ path: '/form', files: { csrf_token: { content: token } } })).status, 400)
    assert.equal((await browser.visit({ path: '/form', form: { csrf_token: '' } })).status, 400)
  })

  test('with the token of another client is refused', async () => {
    await using app = await make()
    const foreign = await app.browser().csrfToken()
    const browser = app.browser()
    await browser.csrfToken()
    assert.equal((await browser.post('/form', { form: { csrf_token: foreign } })).status, 400)
    assert.equal(
      (await app.inject({ path: '/form', form: { csrf_token: foreign } })).status,
      400,
      'nor without a session',
    )
  })

  test('says which field is missing', async () => {
    await using app = await make()
    const { text, status } = await app.inject({ path: '/form', form: {}, headers: { accept: 'text/plain' } })
    assert.equal(status, 400)
    assert.match(text, /POST \/form needs a CSRF token: send the field csrf_token .* X-CSRF-Token.*csrf: false/)
  })

  test('newCsrfToken makes earlier tokens void', async () => {
    await using app = await make()
    const browser = app.browser()
    const first = await browser.csrfToken()
    const second = (await browser.get('/new')).text
    const send = async (token: string) => (await browser.post('/form', { form: { csrf_token: token } })).status
    assert.deepEqual([await send(first), await send(second)], [400, 200])
  })
})
