// What `request.env` is: whose, with which context, and what becomes of it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, NewResponse, request, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

const told: unknown[] = []

class Who extends Controller {
  @route('/who', { auth: 'public' })
  async who() {
    const { env, db, registry } = request
    return request.makeJsonResponse({
      db,
      registry: registry?.name,
      uid: env.uid,
      su: env.su,
      lang: env.lang,
      same: env.cr === request.cr,
      known: env === this.env,
      identity: request.authenticatedUserId,
      user: await env.hasGroup('base.group_user'),
      groups: await request.hasPermission('edit', { name: 'x', acl: [['Allow', 'group:base.group_user', 'edit']] }),
    })
  }

  @route('/mine', { auth: 'user' })
  async mine() {
    await request.env.user.load('login')
    return request.env.user.login
  }

  @route('/context', { type: 'json', auth: 'public' })
  async context() {
    const before = request.env.context
    request.updateContext({ added: 1 })
    const added = request.env.context
    request.updateEnv({ user: 1 })
    const { uid, su } = request.env
    request.updateEnv({ user: 2, context: {} })
    return { before, added, root: [uid, su], admin: [request.env.uid, request.env.su, request.env.context] }
  }

  @route('/nobody', { auth: 'none' })
  async nobody() {
    let problem = ''
    try {
      void request.cr
    } catch (error) {
      problem = (error as Error).message
    }
    const query = await request.env['res.users']
      .sudo()
      .search([])
      .catch((error: Error) => error.message)
    return request.makeJsonResponse({ uid: request.env.uid, db: request.db, problem, query })
  }

  @route('/later', { auth: 'public' })
  async later() {
    const read = async (each: Request): Promise<unknown> =>
      told.push(await each.env['res.country'].sudo().searchCount([]))
    request.addResponseCallback(read)
    request.addFinishedCallback(read)
    return 'later'
  }
}

const who = defineAddon({
  name: 'who',
  depends: ['web'],
  controllers: [Who],
  root: import.meta.dirname,
  setup(app) {
    app.addAuthMethod('header_user', (each) => Number(each.headers.get('x-user')))
    app.subscribe(NewResponse, ({ request: each }) => void told.push(each.registry?.name ?? null))
  },
})

describe('the environment of a request', () => {
  let app: TestApp
  before(async () => {
    app = await createTestApp({ addons: [who], databases: { main: ['who'] } })
  })
  after(() => app.close())

  const json = async (path: string, options: object = {}): Promise<Record<string, unknown>> =>
    (await app.inject({ database: 'main', path, ...options })).json() as Record<string, unknown>

  test('of nobody in particular: the public user, in the language that the client likes', async () => {
    const answer = await json('/who', { headers: { 'accept-language': 'de-AT,en;q=0.5' } })
    const expected = { db: 'main', registry: 'main', uid: 3, su: false, lang: 'de_AT', same: true, known: true }
    assert.deepEqual(answer, { ...expected, identity: null, user: false, groups: false })
  })

  test('of who is logged in', async () => {
    const browser = app.browser({ database: 'main', login: 'admin' })
    const answer = (await browser.get('/who')).json() as Record<string, unknown>
    const expected = { db: 'main', registry: 'main', uid: 2, su: false, lang: 'en_US', same: true, known: true }
    assert.deepEqual(answer, { ...expected, identity: 2, user: true, groups: true })
    assert.equal((await browser.get('/mine')).text, 'admin')
  })

  test('who is not logged in is led to the log-in; a call gets code 100', async () => {
    const page = await app.inject({ database: 'main', path: '/mine?a=1', headers: { accept: 'text/html' } })
    assert.equal(page.status, 303)
    assert.equal(page.headers['location'], '/web/login?redirect=%2Fmine%3Fa%3D1')
  })

  test('a call may bring its context; updateEnv and updateContext', async () => {
    const browser = app.browser({ database: 'main', login: 'admin' })
    assert.deepEqual(await browser.rpc('/context', { context: { lang: 'fr_FR' } }), {
      before: { lang: 'fr_FR' },
      added: { lang: 'fr_FR', added: 1 },
      root: [1, true],
      admin: [2, false, {}],
    })
  })

  test("under auth: 'none' there is nobody, and no way to the database", async () => {
    const { problem, query, ...rest } = await json('/nobody')
    assert.deepEqual(rest, { uid: null, db: 'main' })
    assert.match(String(problem), /auth: 'none'/)
    assert.match(String(query), /auth: 'none'/)
  })

  test('it is still there in callbacks', async () => {
    told.length = 0
    await json('/later').catch(() => null)
    assert.deepEqual(told, [250, 'main', 250])
  })
})
