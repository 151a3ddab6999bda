import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, defineAddon, route } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'

class Who extends Controller {
  @route('/who', { auth: 'user' })
  async who() {
    return String(this.env.uid)
  }
}
const who = defineAddon({ name: 'who', controllers: [Who], root: import.meta.dirname })

test('a browser is logged in as who is named, and an unknown login is an error, not a guest', async () => {
  await using app = await createTestApp({ addons: [who], databases: { main: ['who'] } })
  assert.equal((await app.browser({ database: 'main', login: 'admin' }).get('/who')).text, '2')
  assert.equal((await app.browser({ database: 'main' }).get('/who')).status, 303)
  await assert.rejects(app.browser({ database: 'main', login: 'nobody' }).get('/who'), {
    message: 'The log-in as nobody failed. There is no user nobody in the database main.',
  })
})

test('slips of the pen are named: options of the test application, a request without a path', async () => {
  await assert.rejects(createTestApp({ addon: [who] } as never), {
    name: 'ConfigurationError',
    message: 'The test application has the unknown name addon. Is addons meant?',
  })
  await using app = await createTestApp()
  await assert.rejects(app.inject({ url: '/web/health' } as never), { name: 'TypeError', message: /has a path/ })
})
