import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineAddon } from '../app/addon.ts'
import { Controller, Request, route } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'

class Doors extends Controller {
  @route('/narrow', { auth: 'none', rateLimit: { max: 2, timeWindow: 10_000 } })
  narrow() {
    return 'in'
  }
  @route('/other', { auth: 'none', rateLimit: { max: 1 } })
  other() {
    return 'in'
  }
  @route('/inside', { auth: 'none' })
  async inside(_: object, request: Request) {
    for (let times = 0; times < 5; times++) await request.invokeSubrequest(Request.blank('/other'))
    return 'in'
  }
}

class WideDoors extends Doors {
  @route({ rateLimit: false })
  override other() {
    return super.other()
  }
}

const addon = (name: string, controllers: (typeof Controller)[]) =>
  defineAddon({ name, controllers, root: import.meta.dirname })

test('a client calls a route as often as its rateLimit says, then 429 until the window ends', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  await using app = await createTestApp({ addons: [addon('doors', [Doors])] })
  const status = async (path: string, remoteAddress = '10.0.0.1') => (await app.inject({ path, remoteAddress })).status
  assert.deepEqual([await status('/narrow'), await status('/narrow'), await status('/narrow')], [200, 200, 429])
  assert.equal(await status('/narrow', '10.0.0.2'), 200, 'another client')
  assert.equal(await status('/other'), 200, 'another route')
  t.mock.timers.tick(7500)
  const refused = await app.inject({ path: '/narrow', remoteAddress: '10.0.0.1' })
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '3'])
  t.mock.timers.tick(2500)
  assert.equal(await status('/narrow'), 200)
  assert.equal(await status('/other'), 429, 'the window is a minute where nothing is said')
})

test('requests inside of others are not counted', async () => {
  await using app = await createTestApp({ addons: [addon('doors', [Doors])] })
  assert.equal((await app.inject('/inside')).status, 200)
  assert.deepEqual([(await app.inject('/other')).status, (await app.inject('/other')).status], [200, 429])
})

test('an override may lift it', async () => {
  await using app = await createTestApp({
    addons: [
      addon('doors', [Doors]),
      defineAddon({ name: 'wide', depends: ['doors'], controllers: [WideDoors], root: import.meta.dirname }),
    ],
  })
  assert.deepEqual([(await app.inject('/other')).status, (await app.inject('/other')).status], [200, 200])
})
