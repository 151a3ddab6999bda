import assert from 'node:assert/strict'
import { ValidationError } from 'pergola'
import type { Environment } from 'pergola/models'
import { withBase } from './support.ts'

const test = withBase()

async function idOf(env: Environment, xmlId: string): Promise<number | undefined> {
  return (await env.ref(xmlId)).ids[0]
}

test('the first users are the superuser, the administrator and the public one', async (env) => {
  assert.equal(await idOf(env, 'base.user_root'), 1)
  assert.equal(await idOf(env, 'base.user_admin'), 2)
  const users = await env['res.users']
    .withContext({ active_test: false })
    .searchRead([], ['login', 'active', 'share'] as never, { order: 'id' })
  assert.deepEqual(
    users.map(({ login, active, share }) => [login, active, share]),
    [
      ['__system__', false, false],
      ['admin', true, false],
      ['public', false, true],
    ],
  )
  const { rows } = await env.cr.query('select 1 from res_users where password_hash is not null')
  assert.equal(rows.length, 0)
})

test('groups imply others, and their users are users of those', async (env) => {
  const system = await env.ref('base.group_system')
  const { trans_implied_ids: implied } = await env['res.groups'].browse(system.ids).load('trans_implied_ids')
  assert.deepEqual(
    new Set(implied.ids),
    new Set([await idOf(env, 'base.group_erp_manager'), await idOf(env, 'base.group_user')]),
  )
  const admin = await env['res.users'].browse(2).load('groups_id')
  for (const group of ['group_user', 'group_erp_manager', 'group_system', 'group_partner_manager']) {
    assert.ok(admin.groups_id.ids.includes((await idOf(env, `base.${group}`)) ?? 0), group)
  }
})

test('the world is there: countries, currencies, languages', async (env) => {
  assert.equal(await env['res.country'].searchCount(), 250)
  const germany = await env['res.country']
    .browse(await idOf(env, 'base.de'))
    .load('name', 'code', 'phone_code', 'currency_id.name')
  assert.deepEqual(
    [germany.name, germany.code, germany.phone_code, germany.currency_id.name],
    ['Germany', 'DE', 49, 'EUR'],
  )
  assert.equal((await env['res.country'].browse(await idOf(env, 'base.uk')).load('code')).code, 'GB')
  const active = await env['res.currency'].search([])
  await active.load('name')
  assert.deepEqual(active.mapped('name'), ['EUR', 'USD'])
  const all = await env['res.currency'].withContext({ active_test: false }).searchRead([], ['name', 'decimal_places'])
  const places = new Map(all.map((row) => [row['name'], row['decimal_places']]))
  assert.ok(places.size > 140)
  assert.deepEqual(
    ['EUR', 'JPY', 'KWD', 'CHF'].map((code) => places.get(code)),
    [2, 0, 3, 2],
  )
  assert.deepEqual(await env['res.lang'].getInstalled(), [['en_US', 'English (US)']])
  assert.ok((await env['res.lang'].withContext({ active_test: false }).searchCount()) > 30)
})

test('the company has a currency, a partner and the administrator', async (env) => {
  const company = await env['res.company'].browse(await idOf(env, 'base.main_company')).load()
  await company.load('name', 'currency_id.name', 'partner_id.is_company', 'user_ids')
  assert.equal(company.name, 'My Company')
  assert.equal(company.currency_id.name, 'EUR')
  assert.equal(company.partner_id.is_company, true)
  assert.deepEqual(company.user_ids.ids, [2])
})

test('the database has an id and a secret of its own', async (env) => {
  const parameters = env['ir.config_parameter']
  assert.match((await parameters.getParam('database.uuid')) ?? '', /^[0-9a-f-]{36}$/)
  assert.match((await parameters.getParam('database.secret')) ?? '', /^[0-9a-f]{64}$/)
})

test('every model has a record, an external id, and rights for somebody', async (env) => {
  const { rows } = await env.cr.query<{ model: string }>('select model from ir_model order by model')
  assert.deepEqual(
    rows.map(({ model }) => model),
    [...env.registry.definitions.keys()].toSorted(),
  )
  assert.equal((await env.ref('base.model_res_partner')).definition.name, 'ir.model')
  const field = await env['ir.model.fields'].browse((await env.ref('base.field_res_users__login')).ids).load()
  assert.deepEqual([field.model, field.name, field.ttype, field.required], ['res.users', 'login', 'char', true])
  const { rows: without } = await env.cr.query<{ model: string }>(
    'select model from ir_model m where not exists (select 1 from ir_model_access a where a.model_id = m.id) order by 1',
  )
  // Nobody but the framework counts failed log-ins; the others have no records.
  assert.deepEqual(
    without.map(({ model }) => model),
    ['ir.autovacuum', 'ir.http', 'res.users.throttle'],
  )
})

test('what describes the declared models and fields is not deleted by hand', async (env) => {
  for (const xmlId of ['base.model_res_partner', 'base.field_res_users__login']) {
    const record = await env.ref(xmlId)
    await assert.rejects(
      env.cr.savepoint(() => record.unlink()),
      /contains module data and cannot be removed/,
    )
  }
})

test('whoever makes a database names its administrator, language, country and currency', async (env) => {
  const choices = {
    login: 'boss',
    password: 'top secret',
    lang: 'de_DE',
    country: 'CH',
    company: 'Acme',
    email: 'boss@example.com',
  }
  await env['res.users'].setUpDatabase(choices)
  const admin = await env['res.users']
    .browse(2)
    .load('login', 'lang', 'email', 'company_id.name', 'company_id.currency_id.name')
  assert.deepEqual([admin.login, admin.lang, admin.email], ['boss', 'de_DE', 'boss@example.com'])
  assert.deepEqual([admin.company_id.name, admin.company_id.currency_id.name], ['Acme', 'CHF'])
  assert.equal((await admin.company_id.load('country_id.code')).country_id.code, 'CH')
  assert.equal(await env['res.users'].authenticate({ login: 'boss', password: 'top secret' }), 2)
  await env['res.users'].setUpDatabase({ country: 'at' })
  assert.equal((await admin.company_id.load('country_id.code')).country_id.code, 'AT')
  await env['res.users'].setUpDatabase({ currency: 'usd' })
  assert.equal((await admin.company_id.load('currency_id.name')).currency_id.name, 'USD')
  for (const wrong of [{ lang: 'xx_XX' }, { country: 'XX' }, { currency: 'XXX' }]) {
    await assert.rejects(env['res.users'].setUpDatabase(wrong), ValidationError)
  }
})
