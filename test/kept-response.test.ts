import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, defineAddon, Response, route, type Request } from 'pergola'
import { createTestApp } from 'pergola/testing'

// An endpoint may keep a response and give it to many requests: nothing of one request may show in another's answer.

const text = 'kept '.repeat(1000)
const kept = new Response(text, { headers: { etag: '"1"' } })

class Keeper extends Controller {
  @route('/kept', { auth: 'none' })
  async kept(_args: object, _request: Request) {
    return kept
  }

  @route('/visit', { auth: 'none' })
  async visit(_args: object, request: Request) {
    request.session.set('seen', true)
    return kept
  }

  @route('/shared', { auth: 'none', cors: ['https://a.example', 'https://b.example'] })
  async shared() {
    return kept
  }
}

const addon = defineAddon({ name: 'keeper', controllers: [Keeper] })

test("one visitor's session cookie is not sent to another", async () => {
  await using app = await createTestApp({ addons: [addon] })
  const first = await app.inject('/visit')
  const second = await app.inject('/visit')
  const plain = await app.inject('/kept')
  assert.equal(first.headers['set-cookie']?.length, 1)
  assert.equal(second.headers['set-cookie']?.length, 1)
  assert.notEqual(first.cookies['session_id'], second.cookies['session_id'])
  assert.deepEqual(plain.cookies, {})
})

test('a 304 for one visitor leaves the content for the next', async () => {
  await using app = await createTestApp({ addons: [addon] })
  assert.equal((await app.inject({ path: '/kept', headers: { 'if-none-match': '"1"' } })).status, 304)
  const next = await app.inject('/kept')
  assert.equal(next.status, 200)
  assert.equal(next.text, text)
})

test('compressed for one visitor, it is as it was for the next', async () => {
  await using app = await createTestApp({ addons: [addon] })
  const { url } = await app.listen()
  const small = await fetch(`${url}/kept`, { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(small.headers.get('content-encoding'), 'gzip')
  assert.equal(await small.text(), text)
  const plain = await app.inject('/kept')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.headers['etag'], '"1"')
  assert.equal(plain.text, text)
})

test('the origin that one page came from is not told to another', async () => {
  await using app = await createTestApp({ addons: [addon] })
  const a = await app.inject({ path: '/shared', headers: { origin: 'https://a.example' } })
  const none = await app.inject('/shared')
  assert.equal(a.headers['access-control-allow-origin'], 'https://a.example')
  assert.equal(none.headers['access-control-allow-origin'], undefined)
})
