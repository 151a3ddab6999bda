import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import { AttemptLimit } from '../database/attempt-limit.ts'

const master_pwd = 'the master password'

let app: TestApp

before(async () => {
  app = await createTestApp({
    databases: { one: [] },
    config: { database: { url: 'pglite:memory', masterPassword: master_pwd, filter: '^(?!hidden)' } },
  })
})
after(() => app.close())

const post = (action: string, form: Record<string, string>, more: Record<string, unknown> = {}) =>
  app.inject({ path: `/web/database/${action}`, method: 'POST', form: { master_pwd, ...form }, ...more })
const names = async () => {
  app.app.databases?.forgetNames()
  return app.app.databases?.names()
}

describe('the selector', () => {
  test('lists what the host may see, and calls may ask too', async () => {
    const { text } = await app.inject('/web/database/selector')
    assert.match(text, /<a href="\/web\?db=one">one<\/a>/)
    assert.match(text, /href="\/web\/database\/manager"/)
    assert.deepEqual(await app.browser().rpc('/web/database/list'), ['one'])
  })

  test('tells nothing where the configuration says so', async () => {
    await using closed = await createTestApp({
      databases: { one: [], two: [] },
      config: { database: { url: 'pglite:memory', list: false } },
    })
    const { text } = await closed.inject('/web/database/selector')
    assert.doesNotMatch(text, /db=one|There is none|manager/)
    await assert.rejects(closed.browser().rpc('/web/database/list'), /Access denied/)
    const browser = closed.browser()
    const page = await browser.follow(await browser.get('/web/login?db=two'))
    assert.match(page.text, /oe_login_form/)
    assert.doesNotMatch(page.text, /Choose a database/)
  })
})

describe('the first page', () => {
  test('leads to the selector where a database is to be chosen, and nowhere where one is there', async () => {
    await using several = await createTestApp({ databases: { one: [], two: [] } })
    const browser = several.browser()
    const page = await browser.follow(await browser.get('/'))
    assert.match(page.text, /<h1>Choose a database<\/h1>/)
    assert.equal((await several.inject({ database: 'one', path: '/' })).status, 404)
    assert.equal((await several.inject('/other')).status, 404)
    await using none = await createTestApp()
    assert.equal((await none.inject('/')).status, 404)
  })
})

describe('the manager', () => {
  test('makes a database and logs its administrator in', async () => {
    const browser = app.browser()
    const form = { name: 'fresh', login: 'boss', password: 'correct horse', lang: 'fr_FR', country_code: 'FR' }
    const answer = await browser.visit({ path: '/web/database/create', method: 'POST', form: { master_pwd, ...form } })
    assert.equal(answer.status, 303, answer.text)
    assert.equal(answer.headers['location'], '/web')
    assert.match((await browser.follow(answer)).text, /<strong>boss<\/strong>/)
    const made = await app.app.databases?.inEnvironment('fresh', async (env) => {
      const user = await env['res.users'].browse((await env.ref('base.user_admin')).ids).load('lang')
      const company = await env['res.company'].browse((await env.ref('base.main_company')).ids).load('country_id.code')
      return [user.lang, company.country_id.code]
    })
    assert.deepEqual(made, ['fr_FR', 'FR'])
    assert.equal((await post('drop', { name: 'fresh' })).headers['location'], '/web/database/manager')
    assert.equal((await browser.get('/web')).status, 303)
  })

  test('leaves nothing of one that cannot be made', async () => {
    const cases: Array<[Record<string, string>, RegExp]> = [
      [{ name: 'one', password: 'x' }, /There is a database of that name already/],
      [{ name: '../x', password: 'x' }, /cannot be a database(&#39;|')s name/],
      [{ name: '', password: 'x' }, /Name the database/],
      [{ name: 'bad', password: ' ' }, /needs a password/],
      [{ name: 'bad', password: 'x', lang: 'xx_XX' }, /xx_XX/],
      [{ name: 'bad', password: 'x', country_code: 'ZZ' }, /ZZ/],
    ]
    for (const [form, message] of cases) {
      const { status, text } = await post('create', form)
      assert.equal(status, 422, JSON.stringify(form))
      assert.match(text, message)
    }
    assert.deepEqual(await names(), ['one'])
  })

  test('copies, backs up, renames, restores and deletes', async () => {
    const secretOf = (name: string) =>
      app.app.databases?.inEnvironment(name, (env) => env['ir.config_parameter'].getParam('database.secret'))
    const copied = await post('duplicate', { name: 'one', new_name: 'two', neutralize_database: '1' })
    assert.equal(copied.status, 303, copied.text)
    assert.notEqual(await secretOf('two'), await secretOf('one'))
    const jobs = await app.app.databases?.inEnvironment('two', (env) => env['ir.cron'].searchCount([]))
    assert.equal(jobs, 0)
    assert.equal((await post('rename', { name: 'two', new_name: 'three' })).status, 303)
    assert.deepEqual(await names(), ['one', 'three'])
    const backup = await post('backup', { name: 'three' })
    assert.equal(backup.status, 200)
    assert.match(backup.headers['content-disposition'] ?? '', /^attachment; filename="three_[\d_-]+\.tar\.gz"$/)
    const files = { backup_file: { name: 'three.tar.gz', content: backup.body } }
    const restored = await post('restore', { name: 'four', copy: 'false' }, { files })
    assert.equal(restored.status, 303, restored.text)
    assert.equal(await secretOf('four'), await secretOf('three'))
    const again = await post('restore', { name: 'five', copy: 'true' }, { files })
    assert.equal(again.status, 303)
    assert.notEqual(await secretOf('five'), await secretOf('three'))
    for (const name of ['three', 'four', 'five']) assert.equal((await post('drop', { name })).status, 303)
    assert.deepEqual(await names(), ['one'])
  })

  test('says what it cannot do', async () => {
    for (const [action, form] of [
      ['drop', { name: 'none' }],
      ['duplicate', { name: 'none', new_name: 'two' }],
      ['duplicate', { name: 'one', new_name: 'one' }],
      ['rename', { name: 'one', new_name: 'x y' }],
      ['backup', { name: 'none' }],
      ['backup', { name: 'one', backup_format: 'zip' }],
      ['restore', { name: 'two' }],
    ] as const) {
      const { status, text } = await post(action, form)
      assert.equal(status, 422, action)
      assert.match(text, /role="alert"/)
    }
    const files = { backup_file: { name: 'x', content: 'no backup' } }
    assert.equal((await post('restore', { name: 'two' }, { files })).status, 422)
    assert.deepEqual(await names(), ['one'])
  })

  test('wants the master password, and makes one wait who does not know it', async () => {
    const attempt = (password: string, remoteAddress: string) =>
      post('drop', { name: 'one', master_pwd: password }, { remoteAddress })
    for (let failure = 0; failure < 5; failure++) {
      const { status, text } = await attempt('wrong', '192.0.2.1')
      assert.equal(status, 403)
      assert.match(text, /The master password is wrong\./)
    }
    const waits = await attempt(master_pwd, '192.0.2.1')
    assert.equal(waits.status, 429)
    assert.match(waits.text, /please wait a bit/)
    for (const action of ['create', 'duplicate', 'rename', 'backup', 'restore']) {
      const { status } = await post(
        action,
        { name: 'one', new_name: 'x', master_pwd: '' },
        { remoteAddress: `192.0.2.${action.length}` },
      )
      assert.equal(status, 403, action)
    }
    assert.deepEqual(await names(), ['one'])
  })

  test('refuses what pages of other sites send', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      assert.equal((await post('drop', { name: 'one' }, { headers })).status, 400)
    }
    assert.equal((await app.inject('/web/database/drop?name=one')).status, 405)
    assert.deepEqual(await names(), ['one'])
  })
})

describe('whether there is a manager', () => {
  const everything = ['create', 'duplicate', 'rename', 'drop', 'backup', 'restore']
  const statuses = async (config: Parameters<typeof createTestApp>[0]) => {
    await using other = await createTestApp(config)
    const answers = [await other.inject('/web/database/manager')]
    for (const action of everything) {
      answers.push(
        await other.inject({ path: `/web/database/${action}`, method: 'POST', form: { master_pwd, name: 'x' } }),
      )
    }
    return [...new Set(answers.map(({ status }) => status))]
  }

  test('not in production without a master password, whatever else is said', async () => {
    assert.deepEqual(await statuses({ config: { database: { url: 'pglite:memory' } } }), [404])
    assert.deepEqual(await statuses({ config: { database: { url: 'pglite:memory', manager: true } } }), [404])
  })

  test('nor where it is switched off, or there are no databases', async () => {
    const off = { url: 'pglite:memory', masterPassword: master_pwd, manager: false }
    assert.deepEqual(await statuses({ config: { database: off } }), [404])
    assert.deepEqual(await statuses({}), [404])
  })

  test('in development without one, and it says so', async () => {
    await using other = await createTestApp({ config: { development: true, database: { url: 'pglite:memory' } } })
    const { status, text } = await other.inject('/web/database/manager')
    assert.equal(status, 200)
    assert.match(text, /There is no master password/)
    assert.doesNotMatch(text, /name="master_pwd"/)
  })
})

test('attempts are counted by address, and all together', () => {
  let now = 0
  const limit = new AttemptLimit(() => now)
  const fail = (address: string, times: number) => {
    for (let each = 0; each < times; each++) limit.noteFailure(address)
  }
  fail('a', 4)
  assert.equal(limit.mustWait('a'), false)
  fail('a', 1)
  assert.deepEqual([limit.mustWait('a'), limit.mustWait('b')], [true, false])
  now += 15_000
  assert.equal(limit.mustWait('a'), false)
  fail('a', 1)
  now += 29_999
  assert.equal(limit.mustWait('a'), true)
  now += 1
  assert.equal(limit.mustWait('a'), false)
  limit.forget('a')
  fail('a', 4)
  assert.equal(limit.mustWait('a'), false)
  for (let each = 0; each < 100; each++) fail(`c${each}`, 1)
  assert.equal(limit.mustWait('new'), true)
  fail('a', 100)
  now += 3_600_000
  assert.equal(limit.mustWait('a'), false)
})
