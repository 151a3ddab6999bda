import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

class Forms extends Controller {
  @route('/token', { auth: 'none', methods: ['GET'] })
  async token(_params: object, request: Request) {
    return request.csrfToken({ timeLimit: null })
  }

  @route('/session/token', { auth: 'none', methods: ['GET'] })
  async sessionToken(_params: object, request: Request) {
    return request.session.getCsrfToken()
  }

  @route('/post', { auth: 'none', methods: ['POST'] })
  async post() {
    return 'posted'
  }
}

const forms = defineAddon({ name: 'forms', depends: ['web'], controllers: [Forms], root: import.meta.dirname })
const folder = await mkdtemp(join(tmpdir(), 'pergola-csrf-'))
after(() => rm(folder, { recursive: true, force: true }))

/** A server with a secret of its own; they share sessions, and the databases below the folder. */
const serverWith = (secret: string, databases: boolean): Promise<TestApp> =>
  createTestApp({
    addons: [forms],
    config: {
      secret,
      dataFolder: join(folder, 'data'),
      sessions: { store: 'file' },
      serverWide: ['base', 'web', 'forms'],
      ...(databases ? { database: { url: `pglite:${join(folder, 'databases')}` } } : {}),
    },
  })

/** Takes a token from one server, and sends it to another. */
async function carried(path: string, databases: boolean): Promise<number> {
  let token: string
  let cookies: Readonly<Record<string, string>>
  {
    await using first = await serverWith('first', databases)
    const browser = first.browser()
    token = (await browser.get(path)).text
    cookies = browser.cookies
    const own = await first.inject({ path: '/post', method: 'POST', cookies, form: { csrf_token: token } })
    assert.equal(own.text, 'posted')
  }
  await using second = await serverWith('second', databases)
  return (await second.inject({ path: '/post', method: 'POST', cookies, form: { csrf_token: token } })).status
}

describe('CSRF tokens', () => {
  test("are keyed by the server's secret without a database", async () => {
    assert.equal(await carried('/token', false), 400)
    assert.equal(await carried('/session/token', false), 400)
  })

  test("are keyed by the database's, and hold on each of its servers", async () => {
    {
      await using app = await serverWith('first', true)
      await app.app.databases?.create('main')
    }
    assert.equal(await carried('/token', true), 200)
    assert.equal(await carried('/session/token', true), 200)
  })

  test('of one database are none of another', async () => {
    await using app = await createTestApp({
      addons: [forms],
      databases: { one: ['forms'], two: ['forms'] },
    })
    const browser = app.browser({ database: 'one' })
    const csrf_token = (await browser.get('/token')).text
    const post = (database: string) =>
      app.inject({ database, path: '/post', method: 'POST', cookies: browser.cookies, form: { csrf_token } })
    assert.equal((await post('one')).status, 200)
    assert.equal((await post('two')).status, 400)
  })

  test('of a copy are others', async () => {
    await using app = await createTestApp({ addons: [forms], databases: { one: ['forms'] } })
    const browser = app.browser({ database: 'one' })
    const csrf_token = (await browser.get('/token')).text
    await app.app.databases?.duplicate('one', 'two')
    const { cookies } = browser
    const post = (database: string) =>
      app.inject({ database, path: '/post', method: 'POST', cookies, form: { csrf_token } })
    assert.equal((await post('two')).status, 400)
    assert.equal((await post('one')).status, 200)
  })
})
