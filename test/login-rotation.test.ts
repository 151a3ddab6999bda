import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp } from 'pergola/testing'

class Door extends Controller {
  @route('/visit', { auth: 'none' })
  async visit(_args: object, request: Request) {
    request.session.set('cart', ['emma'])
    return 'seen'
  }

  @route('/enter', { auth: 'none' })
  async enter(_args: object, request: Request) {
    request.session.uid = 7
    return 'in'
  }

  @route('/again', { auth: 'none' })
  async again(_args: object, request: Request) {
    request.session.set('uid', 7)
    return 'in'
  }

  @route('/who', { auth: 'none', type: 'json2' })
  async who(_args: object, request: Request) {
    return { uid: request.session.uid, cart: request.session.get('cart') ?? null }
  }
}

const addon = defineAddon({ name: 'door', controllers: [Door] })

test('a log-in gives the session a new id; whoever has the old one is nobody', async () => {
  await using app = await createTestApp({ addons: [addon] })
  const browser = app.browser()
  await browser.get('/visit')
  const before = browser.cookies
  await browser.get('/enter')
  assert.notEqual(browser.cookies['session_id'], before['session_id'])
  assert.deepEqual((await browser.get('/who')).json(), { uid: 7, cart: ['emma'] })
  const thief = await app.inject({ path: '/who', cookies: before })
  assert.deepEqual(thief.json(), { uid: null, cart: null })
})

test('the same user again changes nothing', async () => {
  await using app = await createTestApp({ addons: [addon] })
  const browser = app.browser()
  await browser.get('/enter')
  const { session_id: sid } = browser.cookies
  const again = await browser.get('/again')
  assert.equal(browser.cookies['session_id'], sid)
  assert.equal(again.headers['set-cookie'], undefined)
})
