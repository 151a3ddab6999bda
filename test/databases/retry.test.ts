// A request whose transaction fails is as it was when it runs again; nothing of the failed try is kept.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, defineAddon, HttpDispatcher, request, Request, route, UserError } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { counter } from './counter-addon.ts'

const CONFLICT = `do $$ begin raise exception 'a conflict' using errcode = '40001'; end $$`

/** What each try saw. */
let seen: unknown[] = []
let failures = 0
const called: string[] = []

/** Knows how often it was used. */
class Counting extends HttpDispatcher {
  static override readonly routingType: string = 'counting'
  #uses = 0

  override dispatch(...args: Parameters<HttpDispatcher['dispatch']>): ReturnType<HttpDispatcher['dispatch']> {
    seen.push(++this.#uses)
    return super.dispatch(...args)
  }
}

class Trying extends Controller {
  @route('/counted', { auth: 'public', type: 'counting' as 'http', csrf: false })
  async counted() {
    if (failures-- > 0) await request.env.cr.query(CONFLICT)
    return 'done'
  }

  @route('/try', { auth: 'public', csrf: false, methods: ['POST'] })
  async try(params: Record<string, unknown>) {
    const { env, session } = request
    const upload = params['upload'] as File | undefined
    seen.push({
      name: params['name'],
      file: upload === undefined ? null : await upload.text(),
      visits: session.get('visits') ?? 0,
      header: request.response.headers.get('x-try'),
      count: await env['test.counter'].sudo().searchCount([]),
    })
    params['name'] = 'changed'
    const visits = ((session.get('visits') as number | undefined) ?? 0) + 1
    session.set('visits', visits)
    request.response.headers.set('X-Try', String(seen.length))
    request.addResponseCallback(() => called.push(`response ${seen.length}`))
    request.addFinishedCallback(() => called.push(`finished ${seen.length}`))
    env.cr.postcommit.add(() => void called.push('committed'))
    await env['test.counter'].sudo().create({ name: 'made' })
    if (failures-- > 0) await env.cr.query(CONFLICT)
    return `done ${visits}`
  }

  @route('/token', { auth: 'public', methods: ['GET'] })
  token() {
    return request.csrfToken()
  }

  @route('/protected', { auth: 'public', methods: ['POST'] })
  async protected(params: Record<string, unknown>) {
    seen.push({ ...params })
    if (failures-- > 0) await request.env.cr.query(CONFLICT)
    return 'done'
  }

  @route('/refuse', { auth: 'public', csrf: false, methods: ['POST'] })
  async refuse() {
    await request.env['test.counter'].sudo().create({ name: 'never' })
    request.session.set('refused', true)
    throw new UserError('No.')
  }

  @route('/late', { auth: 'public', csrf: false, methods: ['POST'] })
  async late() {
    const record = await request.env['test.counter'].sudo().create({ name: 'late' })
    record.value = 7
    return String(record.id)
  }

  @route('/outer', { auth: 'public', csrf: false, methods: ['POST'] })
  async outer({ fail = '', own = '' }: { fail?: string; own?: string }) {
    const counters = request.env['test.counter'].sudo()
    await counters.create({ name: 'outer' })
    const inner = Request.blank(`/inner?fail=${fail}`, { method: 'POST' })
    const options = own === '' ? {} : { ownTransaction: true }
    const answer = await request.invokeSubrequest(inner, options).then(
      (response) => response.text(),
      (error: unknown) => (error as Error).message,
    )
    const names = await counters.search([['name', 'in', ['outer', 'inner']]])
    return `${answer}: ${(await names.load('name')).mapped('name').join()}`
  }

  @route('/inner', { auth: 'public', csrf: false, methods: ['POST'] })
  async inner({ fail = '' }: { fail?: string }) {
    await request.env['test.counter'].sudo().create({ name: 'inner' })
    if (fail !== '') throw new UserError('inner failed')
    return 'inner'
  }
}

const trying = defineAddon({
  name: 'trying',
  depends: ['counter'],
  controllers: [Trying],
  root: import.meta.dirname,
  setup: (app) => app.addDispatcher(Counting),
})

describe('transactions of requests', () => {
  let app: TestApp
  before(async () => {
    app = await createTestApp({ addons: [counter, trying], databases: { main: ['trying'] } })
  })
  after(() => app.close())

  const names = async (): Promise<string[]> => {
    const read = await app.app.databases?.inEnvironment('main', (env) => env['test.counter'].searchRead([], ['name']))
    return (read ?? []).map(({ name }) => name as string).sort()
  }

  test('each try has a dispatcher of its own', async (context) => {
    context.mock.method(Math, 'random', () => 0)
    seen = []
    failures = 2
    assert.equal((await app.inject({ database: 'main', path: '/counted' })).text, 'done')
    assert.deepEqual(seen, [1, 1, 1])
  })

  test('a conflict runs the request again as it was', async (context) => {
    context.mock.method(Math, 'random', () => 0)
    seen = []
    failures = 2
    called.length = 0
    const browser = app.browser({ database: 'main' })
    const answer = await browser.post('/try', { form: { name: 'given' }, files: { upload: { content: 'file' } } })
    assert.equal(answer.text, 'done 1')
    const expected = { name: 'given', file: 'file', visits: 0, header: null, count: 1 }
    assert.deepEqual(seen, [expected, expected, expected])
    assert.equal(answer.headers['x-try'], '3')
    assert.deepEqual(called, ['committed', 'response 3', 'finished 3'])
    assert.deepEqual(await names(), ['first', 'made'])
  })

  test('the token of a form counts in each try', async (context) => {
    context.mock.method(Math, 'random', () => 0)
    const browser = app.browser({ database: 'main' })
    const csrf_token = (await browser.get('/token')).text
    for (const files of [undefined, { upload: { content: 'file' } }]) {
      seen = []
      failures = 2
      const form = { name: 'given', csrf_token }
      const answer = await browser.post('/protected', { form, ...(files === undefined ? {} : { files }) })
      assert.equal(answer.text, 'done')
      assert.deepEqual(
        seen.map((each) => (each as { name?: unknown }).name),
        ['given', 'given', 'given'],
      )
      assert.deepEqual(Object.keys(seen[2] as object).includes('csrf_token'), false)
    }
  })

  test('after five tries the error is answered, and nothing is kept', async (context) => {
    context.mock.method(Math, 'random', () => 0)
    seen = []
    failures = 99
    const answer = await app.inject({ database: 'main', path: '/try', form: { name: 'x' } })
    assert.equal(seen.length, 5)
    assert.equal(answer.status, 500)
    assert.deepEqual(await names(), ['first', 'made'])
  })

  test('an error undoes what was written, in the database and the session', async () => {
    const browser = app.browser({ database: 'main' })
    const answer = await browser.post('/refuse')
    assert.equal(answer.status, 422)
    assert.deepEqual(await names(), ['first', 'made'])
  })

  test('what was assigned last is written by the commit', async () => {
    const id = Number((await app.inject({ database: 'main', path: '/late', form: {} })).text)
    const value = await app.app.databases?.inEnvironment('main', async (env) => {
      const record = await env['test.counter'].browse(id).load('value')
      await record.unlink()
      return record.length
    })
    assert.equal(value, 1)
  })

  test('a subrequest is a savepoint of its parent', async () => {
    const post = async (form: Record<string, string>): Promise<string> =>
      (await app.inject({ database: 'main', path: '/outer', form })).text
    assert.equal(await post({ fail: 'yes' }), 'inner failed: outer')
    assert.equal(await post({}), 'inner: outer,outer,inner')
    assert.match(await post({ own: 'yes' }), /embedded database has one transaction/)
    assert.deepEqual(await names(), ['first', 'inner', 'made', 'outer', 'outer', 'outer'])
  })
})
