import assert from 'node:assert/strict'
import { AccessError, UserError, ValidationError } from 'pergola'
import { makeUser, withBase } from './support.ts'

const test = withBase()

test('a user is a partner too, and both can be given at once', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', email: 'ada@example.com', lang: 'en_US' })
  await user.load('name', 'email', 'partner_id.name', 'partner_id.user_ids')
  assert.equal(user.name, 'Ada')
  assert.equal(user.email, 'ada@example.com')
  assert.equal(user.partner_id.name, 'Ada')
  assert.deepEqual(user.partner_id.user_ids.ids, user.ids)
  await user.write({ name: 'Ada Lovelace' })
  assert.equal((await user.partner_id.load('name')).name, 'Ada Lovelace')
})

test('who has no group given is an internal user of the own company', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada' })
  await user.load('groups_id', 'company_id', 'company_ids', 'share', 'active')
  const company = await env.ref('base.main_company')
  assert.deepEqual(user.groups_id.ids, (await env.ref('base.group_user')).ids)
  assert.deepEqual([user.company_id.ids, user.company_ids.ids], [company.ids, company.ids])
  assert.deepEqual([user.share, user.active], [false, true])
})

test('a login is there once', async (env) => {
  await env['res.users'].create({ name: 'Ada', login: 'ada' })
  await assert.rejects(
    env.cr.savepoint(() => env['res.users'].create({ name: 'Other', login: 'ada' })),
    /res_users_login_key/,
  )
})

test('a password is written and never read', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'correct horse' })
  const [row] = await user.read(['login', 'password'])
  assert.equal(row?.['password'], '')
  const { rows } = await env.cr.query<{ password_hash: string }>('select password_hash from res_users where id = $1', [
    user.id,
  ])
  assert.match(rows[0]?.password_hash ?? '', /^\$argon2id\$/)
  user.password = 'battery staple'
  await env.flush()
  await assert.rejects(user.checkCredentials('correct horse'), /Access denied/)
  await user.checkCredentials('battery staple')
  const fields = await (await makeUser(env, 'reader')).records('res.users').fieldsGet()
  assert.equal('password_hash' in fields, false)
})

test('nobody reads, searches or sorts by hashes', async (env) => {
  const own = await makeUser(env, 'ada', ['group_system'])
  const users = own['res.users']
  await assert.rejects(users.browse(2).read(['password_hash']), AccessError)
  await assert.rejects(users.search([['password_hash', 'like', '$argon']]))
  await assert.rejects(users.search([], { order: 'password_hash' }))
  await assert.rejects(users.readGroup([], ['password_hash:max'], 'login'))
  await assert.rejects(users.browse(2).write({ password_hash: '$argon2id$' }), AccessError)
  await assert.rejects(users.browse(2).load('password_hash'), AccessError)
  assert.equal('password_hash' in ((await users.browse(2).read())[0] ?? {}), false)
})

test('a copy has another login and no password', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'secret' })
  const copy = await (await user.copy()).load('login', 'name', 'password_hash')
  assert.deepEqual([copy.login, copy.name, copy.password_hash], ['ada (copy)', 'Ada (copy)', null])
  assert.notDeepEqual((await copy.load('partner_id')).partner_id.ids, (await user.load('partner_id')).partner_id.ids)
})

test('some users have to stay', async (env) => {
  for (const xmlId of ['base.user_root', 'base.user_admin', 'base.public_user']) {
    const user = await env.ref(xmlId)
    await assert.rejects(
      env.cr.savepoint(() => user.unlink()),
      UserError,
    )
  }
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada' })
  await user.unlink()
  assert.equal((await user.exists()).length, 0)
})

test('nobody switches off themselves, and nobody wakes the superuser', async (env) => {
  const admin = env.with({ uid: 2, su: false })
  await assert.rejects(admin['res.users'].browse(2).write({ active: false }), /currently logged in/)
  await assert.rejects(env['res.users'].browse(1).write({ active: true }), /superuser/)
})

test('who becomes active again has an active partner', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', active: false })
  await user.load('partner_id.active')
  assert.equal(user.partner_id.active, false)
  await user.write({ active: true })
  assert.equal((await user.partner_id.load('active')).active, true)
  await assert.rejects(user.partner_id.write({ active: false }), /linked to an active user/)
})

test('the company is one of the companies', async (env) => {
  const other = await env['res.company'].create({ name: 'Other' })
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada' })
  await assert.rejects(
    env.cr.savepoint(() => user.write({ company_id: other.id })),
    /is not in the allowed companies/,
  )
  await user.write({ company_ids: [[4, other.id]], company_id: other.id })
  assert.deepEqual((await user.load('company_id')).company_id.ids, other.ids)
})

test('a user is internal, portal or public, not two of these', async (env) => {
  const portal = (await env.ref('base.group_portal')).ids[0]
  const internal = (await env.ref('base.group_user')).ids[0]
  const manager = (await env.ref('base.group_erp_manager')).ids[0]
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', groups_id: [[6, 0, [portal]]] })
  assert.equal((await user.load('share')).share, true)
  await assert.rejects(
    env.cr.savepoint(() => user.write({ groups_id: [[4, internal]] })),
    ValidationError,
  )
  await assert.rejects(
    env.cr.savepoint(() => user.write({ groups_id: [[4, manager]] })),
    ValidationError,
  )
  await user.write({ groups_id: [[6, 0, [internal]]] })
  assert.equal((await user.load('share')).share, false)
})

test('somebody stays who may change settings', async (env) => {
  const system = (await env.ref('base.group_system')).ids[0]
  const admin = env['res.users'].browse(2)
  await assert.rejects(
    env.cr.savepoint(() => admin.write({ groups_id: [[3, system]] })),
    /at least an administrator user/,
  )
  await env['res.users'].create({ name: 'Ada', login: 'ada', groups_id: [[4, system]] })
  await admin.write({ groups_id: [[3, system]] })
  assert.equal(await admin.isSystem(), false)
})

test('users change little of themselves, and nothing of others', async (env) => {
  const own = await makeUser(env, 'ada')
  const user = own['res.users'].browse(own.uid)
  await user.write({ signature: '<p>Ada</p>', email: 'ada@example.com', tz: 'Europe/Berlin', name: 'Ada L.' })
  const [row] = await user.read(['name', 'email', 'tz', 'login'])
  assert.deepEqual([row?.['name'], row?.['email'], row?.['tz']], ['Ada L.', 'ada@example.com', 'Europe/Berlin'])
  const system = (await env.ref('base.group_system')).ids[0]
  await assert.rejects(user.write({ groups_id: [[4, system]] }), AccessError)
  await assert.rejects(user.write({ login: 'root' }), AccessError)
  await assert.rejects(user.write({ email: 'x@example.com', login: 'root' }), AccessError)
  await assert.rejects(user.write({ password: 'other' }), AccessError)
  await assert.rejects(own['res.users'].browse(2).write({ signature: 'x' }), AccessError)
  const other = await env['res.company'].create({ name: 'Other' })
  await user.write({ company_id: other.id })
  assert.notDeepEqual((await user.sudo().load('company_id')).company_id.ids, other.ids)
})

test('portal users see themselves only', async (env) => {
  const own = await makeUser(env, 'ada', ['group_portal'])
  assert.deepEqual((await own['res.users'].withContext({ active_test: false }).search([])).ids, [own.uid])
  assert.equal((await own.user.read(['login']))[0]?.['login'], 'ada')
  await assert.rejects(own['res.users'].browse(2).read(['login']), AccessError)
})

test('the session token is bound to session, login, password and activity', async (env) => {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'one' })
  const first = await user.sessionToken('sid')
  assert.match(first ?? '', /^[0-9a-f]{64}$/)
  assert.equal(await user.sessionToken('sid'), first)
  assert.notEqual(await user.sessionToken('other'), first)
  await user.write({ name: 'Ada Lovelace' })
  assert.equal(await user.sessionToken('sid'), first)
  const seen = new Set([first])
  for (const values of [{ password: 'two' }, { login: 'lovelace' }, { active: false }]) {
    await user.write(values)
    seen.add(await user.sessionToken('sid'))
  }
  assert.equal(seen.size, 4)
  assert.equal(await env['res.users'].browse(999_999).sessionToken('sid'), null)
})

test('the context has language, time zone and user', async (env) => {
  const own = await makeUser(env, 'ada', ['group_user'], { tz: 'Europe/Berlin', lang: 'en_US' })
  assert.deepEqual(await own['res.users'].contextGet(), { lang: 'en_US', tz: 'Europe/Berlin', uid: own.uid })
  await assert.rejects(
    env.cr.savepoint(() => makeUser(env, 'eve', ['group_user'], { lang: 'fr_FR' })),
    ValidationError,
  )
  const french = await makeUser(env, 'eve')
  await env.cr.query(`update res_partner set lang = 'fr_FR' where name = 'eve'`)
  env.transaction.invalidate()
  assert.equal((await french['res.users'].contextGet()).lang, 'en_US')
})

test('a user is found by a part of the name and by the whole login', async (env) => {
  await env['res.users'].create({ name: 'Ada Lovelace', login: 'countess' })
  const names = async (text: string): Promise<string[]> =>
    (await env['res.users'].nameSearch(text)).map(([, name]) => name)
  assert.deepEqual(await names('lovelace'), ['Ada Lovelace'])
  assert.deepEqual(await names('countess'), ['Ada Lovelace'])
  assert.deepEqual(await names('count'), [])
})

test('a new contact has the language and time zone of the context, if there are such', async (env) => {
  const make = async (context: object): Promise<[string, string]> => {
    const made = await env['res.partner'].withContext({ ...context }).create({ name: 'x' })
    const { lang, tz } = await made.load('lang', 'tz')
    return [lang, tz]
  }
  assert.deepEqual(await make({ lang: 'en_US', tz: 'Asia/Kolkata' }), ['en_US', 'Asia/Kolkata'])
  assert.deepEqual(await make({ lang: 'xx_XX', tz: 'Nowhere/Else' }), [null, null])
  await assert.rejects(env['res.partner'].create({ name: 'x', tz: 'Nowhere/Else' }), ValidationError)
})

test('groups are asked for by external id', async (env) => {
  const own = await makeUser(env, 'ada', ['group_erp_manager'])
  assert.equal(await own.user.hasGroup('base.group_user'), true)
  assert.equal(await own.user.hasGroup('base.group_system'), false)
  assert.equal(await own.user.hasGroup('base.nonsense'), false)
  assert.equal(await own['res.users'].hasGroup('base.group_erp_manager'), true)
  assert.deepEqual(
    [await own.user.isAdmin(), await own.user.isSystem(), await own.user.isInternal()],
    [true, false, true],
  )
})

test('users are grouped by what their partners have', async (env) => {
  const germany = (await env.ref('base.de')).id
  const values = { country_id: germany, email: 'x@example.org' }
  await env['res.users'].create([
    { name: 'One', login: 'one', ...values, color: 2 },
    { name: 'Two', login: 'two', ...values, color: 3 },
  ] as never)
  const groups = await env['res.users'].readGroup(
    [['email', '=', 'x@example.org']],
    ['color:sum', 'names:array_agg(name)'],
    ['country_id'],
  )
  assert.deepEqual(
    groups.map(({ country_id: country, color, names, __count: count }) => [country, color, names, count]),
    [[[germany, 'Germany'], 5, ['One', 'Two'], 2]],
  )
  assert.equal(await env['res.users'].searchCount(groups[0]!.__domain as never), 2)
  const months = await env['res.users'].readGroup([['login', 'in', ['one', 'two']]], [], ['name', 'country_id'])
  assert.deepEqual(
    months.map(({ name }) => name),
    ['One', 'Two'],
  )
})
