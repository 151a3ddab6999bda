import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

class Visits extends Controller {
  @route('/visit', { auth: 'none' })
  async visit(_args: object, request: Request) {
    const visits = Number(request.session.get('visits') ?? 0) + 1
    request.session.set('visits', visits)
    return String(visits)
  }
  @route('/read', { auth: 'none' })
  async read(_args: object, request: Request) {
    return JSON.stringify([request.session.get('visits') ?? null, request.session.isNew])
  }
  @route('/leave', { auth: 'none' })
  async leave(_args: object, request: Request) {
    request.session.invalidate()
  }
  @route('/long', { auth: 'none' })
  async long(_args: object, request: Request) {
    request.session.set('long', 'x'.repeat(5000))
  }
  @route('/fails', { auth: 'none' })
  async fails(_args: object, request: Request) {
    request.session.set('visits', 99)
    throw new Error('fails')
  }
  @route('/token', { auth: 'none' })
  async token(_args: object, request: Request) {
    return request.csrfToken()
  }
  @route('/form', { auth: 'none', methods: ['POST'] })
  async form() {
    return 'taken'
  }
}

const addon = defineAddon({ name: 'visits', root: import.meta.dirname, controllers: [Visits] })
const start = (maxAge = 3600, secret = 'one'): Promise<TestApp> =>
  createTestApp({ addons: [addon], config: { sessions: { store: 'cookie', maxAge }, secret } })

test('the client keeps the session', async () => {
  await using app = await start()
  const first = await app.inject('/visit')
  assert.match(String(first.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
  const second = await app.inject({ path: '/visit', cookies: first.cookies })
  const read = await app.inject({ path: '/read', cookies: second.cookies })
  assert.deepEqual([first.text, second.text, read.json()], ['1', '2', [2, false]])
  // What was only read is not sent again, and a new session that nobody wrote to is not sent at all.
  assert.deepEqual(
    [read.headers['set-cookie'], (await app.inject('/read')).headers['set-cookie']],
    [undefined, undefined],
  )
})

test('a changed, a foreign and an expired cookie are no session', async () => {
  await using app = await start()
  const { cookies } = await app.inject('/visit')
  const value = cookies['session_id'] as string
  const [payload = '', signature = ''] = value.split('.')
  const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('"visits":1', '"visits":9')).toString(
    'base64url',
  )
  for (const session_id of [
    `${forged}.${signature}`,
    `${payload}.`,
    payload,
    `.${signature}`,
    'x.y',
    `${value}0`,
    `${payload}.${'0'.repeat(signature.length)}`,
  ]) {
    assert.deepEqual((await app.inject({ path: '/read', cookies: { session_id } })).json(), [null, true], session_id)
  }
  await using other = await start(3600, 'two')
  assert.deepEqual((await other.inject({ path: '/read', cookies })).json(), [null, true])
  await using brief = await start(0)
  const gone = await brief.inject('/visit')
  assert.deepEqual((await brief.inject({ path: '/read', cookies: gone.cookies })).json(), [null, true])
})

test('invalidated, the cookie goes', async () => {
  await using app = await start()
  const { cookies } = await app.inject('/visit')
  const left = await app.inject({ path: '/leave', cookies })
  assert.match(String(left.headers['set-cookie']), /^session_id=; Max-Age=0/)
  assert.equal((await app.inject('/leave')).headers['set-cookie'], undefined)
})

test('a failed request keeps nothing; one that is too long fails', async () => {
  await using app = await start()
  const failed = await app.inject('/fails')
  assert.deepEqual([failed.status, failed.headers['set-cookie']], [500, undefined])
  const long = await app.inject('/long')
  assert.deepEqual([long.status, long.headers['set-cookie']], [500, undefined])
})

test('CSRF tokens hold', async () => {
  await using app = await start()
  const token = await app.inject('/token')
  const send = (csrf_token: string): Promise<{ status: number }> =>
    app.inject({ path: '/form', form: { csrf_token }, cookies: token.cookies })
  assert.equal((await send(token.text)).status, 200)
  assert.equal((await send(token.text.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))).status, 400)
})
