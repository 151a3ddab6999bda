import assert from 'node:assert/strict'
import { test as plainTest } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { AccessError, UserError, ValidationError } from 'pergola'
import { formatNumber } from '../text/format-number.ts'
import { makeUser, withBase } from './support.ts'

const test = withBase()

test('parameters are set, changed, removed', async (env) => {
  const parameters = env['ir.config_parameter']
  assert.equal(await parameters.getParam('shop.title'), null)
  assert.equal(await parameters.getParam('shop.title', 'Shop'), 'Shop')
  assert.equal(await parameters.setParam('shop.title', 'One'), null)
  assert.equal(await parameters.getParam('shop.title', 'Shop'), 'One')
  assert.equal(await parameters.setParam('shop.title', 2), 'One')
  assert.equal(await parameters.getParam('shop.title'), '2')
  assert.equal(await parameters.setParam('shop.title', false), '2')
  assert.equal(await parameters.getParam('shop.title'), null)
})

test('a parameter that was set in what is undone is not remembered', async (env) => {
  const parameters = env['ir.config_parameter']
  const undone = env.cr.savepoint(async () => {
    await parameters.setParam('shop.color', 'red')
    assert.equal(await parameters.getParam('shop.color'), 'red')
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.equal(await parameters.getParam('shop.color'), null)
})

test('only who changes settings reads them, and nobody the secret', async (env) => {
  const own = await makeUser(env, 'ada')
  await assert.rejects(own['ir.config_parameter'].getParam('database.uuid'), AccessError)
  await assert.rejects(own['ir.config_parameter'].setParam('x', 'y'), AccessError)
  const admin = await makeUser(env, 'root', ['group_system'])
  const parameters = admin['ir.config_parameter']
  assert.match((await parameters.getParam('database.uuid')) ?? '', /-/)
  await assert.rejects(parameters.getParam('database.secret'), AccessError)
  assert.equal(await parameters.searchCount([['key', '=', 'database.secret']]), 0)
  const secret = await env['ir.config_parameter'].search([['key', '=', 'database.secret']])
  await assert.rejects(parameters.browse(secret.ids).load('value'), AccessError)
  await assert.rejects(parameters.browse(secret.ids).write({ value: 'x' }), AccessError)
})

test('what every database has is neither renamed nor deleted, and a copy gets its own', async (env) => {
  const parameters = env['ir.config_parameter']
  const uuid = await parameters.search([['key', '=', 'database.uuid']])
  await assert.rejects(uuid.unlink(), UserError)
  await assert.rejects(uuid.write({ key: 'other' }), ValidationError)
  const before = await parameters.getParam('database.secret')
  await parameters.initialize()
  assert.equal(await parameters.getParam('database.secret'), before)
  await parameters.setParam('base.login_cooldown_after', 9)
  await parameters.initialize({ force: true })
  assert.notEqual(await parameters.getParam('database.secret'), before)
  assert.equal(await parameters.getParam('base.login_cooldown_after'), '9')
})

test('amounts are rounded to the currency', async (env) => {
  const currencies = env['res.currency'].withContext({ active_test: false })
  const of = async (name: string): Promise<Awaited<ReturnType<typeof currencies.search>>> =>
    (await currencies.search([['name', '=', name]])).load('rounding', 'decimal_places')
  const [euro, yen, dinar] = [await of('EUR'), await of('JPY'), await of('KWD')]
  assert.deepEqual(
    [1.005, 2.675, -1.005, 0.1 + 0.2, 1e9 + 0.125].map((amount) => euro.round(amount)),
    [1.01, 2.68, -1.01, 0.3, 1_000_000_000.13],
  )
  assert.deepEqual(
    [1e12 + 0.1, -562949953421.3103, 1e21].map((amount) => euro.round(amount)),
    [1e12 + 0.1, -562949953421.31, 1e21],
  )
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (amount) => {
      const rounded = euro.round(amount)
      assert.equal(euro.round(rounded), rounded)
      assert.ok(Math.abs(rounded - amount) < 0.0052, `${amount} gave ${rounded}`)
    }),
  )
  assert.deepEqual([yen.round(2.5), yen.round(-2.5), dinar.round(1.2345)], [3, -3, 1.235])
  assert.deepEqual([euro.isZero(0.004), euro.isZero(0.005), euro.compareAmounts(1.001, 1.002)], [true, false, 0])
  const swiss = await env['res.currency'].create({ name: 'XFR', symbol: 'F', rounding: 0.05 })
  await swiss.load('rounding', 'decimal_places')
  assert.deepEqual([swiss.decimal_places, swiss.round(1.03), swiss.round(1.02)], [2, 1.05, 1])
})

test('a currency that a company has stays active, and becomes so', async (env) => {
  const euro = await env.ref('base.EUR')
  await assert.rejects(
    env.cr.savepoint(() => euro.write({ active: false })),
    UserError,
  )
  const franc = (await env.ref('base.CHF')).ids[0]
  await env['res.company'].create({ name: 'Swiss', currency_id: franc })
  assert.equal((await env['res.currency'].browse(franc).load('active')).active, true)
  await assert.rejects(env.cr.savepoint(() => env['res.currency'].create({ name: 'EUR', symbol: 'x' })))
  await assert.rejects(
    env.cr.savepoint(() => env['res.currency'].create({ name: 'xx', symbol: 'x' })),
    ValidationError,
  )
})

test('a company is a partner, which is made for it', async (env) => {
  const company = await env['res.company'].create({
    name: 'Acme',
    street: 'Main Street 1',
    country_id: (await env.ref('base.de')).ids[0],
  })
  await company.load(
    'name',
    'partner_id.name',
    'partner_id.is_company',
    'partner_id.street',
    'street',
    'country_id.code',
  )
  assert.deepEqual([company.name, company.partner_id.name, company.partner_id.is_company], ['Acme', 'Acme', true])
  assert.deepEqual(
    [company.street, company.partner_id.street, company.country_id.code],
    ['Main Street 1', 'Main Street 1', 'DE'],
  )
  await company.partner_id.write({ name: 'Acme Ltd' })
  assert.equal((await company.load('name')).name, 'Acme Ltd')
  await company.write({ name: 'Acme Inc' })
  assert.equal((await company.partner_id.load('name')).name, 'Acme Inc')
  await assert.rejects(
    env.cr.savepoint(() => env['res.company'].create({ name: 'Acme Inc' })),
    /name_uniq/,
  )
})

test('companies stand below others for good, and with users they stay', async (env) => {
  const main = (await env.ref('base.main_company')).ids[0]
  const branch = await env['res.company'].create({ name: 'Branch', parent_id: main })
  await assert.rejects(branch.write({ parent_id: null }), UserError)
  await assert.rejects(
    env.cr.savepoint(() => env['res.company'].browse(main).write({ active: false })),
    /default one/,
  )
  assert.deepEqual((await env['res.company'].search([['id', 'child_of', main]], { order: 'id' })).ids, [
    main,
    branch.id,
  ])
})

test('contacts are found by name, by the company’s, and by what else they are known by', async (env) => {
  const company = await env['res.partner'].create({ name: 'Acme Zebra', vat: 'BE0477472701', is_company: true })
  const ada = await env['res.partner'].create({
    name: 'Ada',
    parent_id: company.id,
    email: 'ada@zebra.example',
    ref: 'Z7',
  })
  const found = async (name: string, operator: 'ilike' | '=' | 'not ilike' = 'ilike'): Promise<number[]> =>
    (await env['res.partner'].nameSearch(name, { operator, domain: [['id', 'in', [company.id, ada.id]]] })).map(
      ([id]) => id,
    )
  assert.deepEqual(await found('acme zeb'), [company.id, ada.id])
  assert.deepEqual(
    [await found('ada@ZEBRA'), await found('z7'), await found('BE0477472701', '=')],
    [[ada.id], [ada.id], [company.id]],
  )
  assert.deepEqual([await found('Acme Zebra', '='), await found('acme', 'not ilike')], [[company.id], [ada.id]])
  assert.equal(await env['res.partner'].searchCount([['parent_id', 'ilike', 'be0477']]), 1)
})

test('copies of contacts and groups are called so, and a company is not copied', async (env) => {
  const ada = await env['res.partner'].create({ name: 'Ada' })
  assert.equal((await (await ada.copy()).load('name')).name, 'Ada (copy)')
  assert.equal((await (await ada.copy({ name: 'Eve' })).load('name')).name, 'Eve')
  const group = await env['res.groups'].create({ name: 'Staff' })
  assert.equal((await (await group.copy()).load('name')).name, 'Staff (copy)')
  const company = await env.ref('base.main_company')
  await assert.rejects(company.copy(), { name: 'UserError', message: /^Duplicating a company is not allowed/ })
})

test('the name of a contact has its company’s', async (env) => {
  const company = await env['res.partner'].create({ name: 'Acme', is_company: true })
  const person = await env['res.partner'].create({ name: 'Ada', parent_id: company.id })
  const address = await env['res.partner'].create({ type: 'invoice', parent_id: company.id })
  const shown = async (): Promise<unknown> =>
    (await company.union(person, address).load('display_name')).mapped('display_name')
  assert.deepEqual(await shown(), ['Acme', 'Acme, Ada', 'Acme, Invoice Address'])
  await company.write({ name: 'Acme Ltd' })
  assert.deepEqual(await shown(), ['Acme Ltd', 'Acme Ltd, Ada', 'Acme Ltd, Invoice Address'])
  await assert.rejects(
    env.cr.savepoint(() => env['res.partner'].create({ type: 'contact' })),
    /check_name|name/,
  )
  await assert.rejects(
    env.cr.savepoint(() => company.write({ parent_id: person.id })),
    ValidationError,
  )
})

test('countries are found by code and by name', async (env) => {
  const names = async (text: string): Promise<string[]> =>
    (await env['res.country'].nameSearch(text, { limit: 5 })).map(([, name]) => name)
  assert.ok((await names('DE')).includes('Germany'))
  assert.deepEqual(await names('germ'), ['Germany'])
  const made = await env['res.country'].create({ name: 'Utopia', code: 'ut' })
  assert.equal((await made.load('code')).code, 'UT')
})

test('who looks for a code gets that first, and states are found by it too', async (env) => {
  const countries = env['res.country']
  const names = async (found: Promise<Array<[number, string]>>): Promise<string[]> =>
    (await found).map(([, name]) => name)
  assert.deepEqual((await names(countries.nameSearch('de'))).slice(0, 2), ['Germany', 'Bangladesh'])
  assert.deepEqual(await names(countries.nameSearch('de', { limit: 1 })), ['Germany'])
  assert.deepEqual(await names(countries.nameSearch('de', { domain: [['code', '!=', 'DE']], limit: 1 })), [
    'Bangladesh',
  ])
  const country_id = (await env.ref('base.us')).ids[0]
  await env['res.country.state'].create([
    { name: 'Any', code: 'X', country_id },
    { name: 'New York', code: 'NY', country_id },
  ])
  const states = env['res.country.state']
  assert.deepEqual(await names(states.nameSearch('ny')), ['New York (US)', 'Any (US)'])
  for (const name of ['york', 'New York (US)', 'new york (us)']) {
    assert.deepEqual(await names(states.nameSearch(name)), ['New York (US)'], name)
  }
  assert.deepEqual(await names(states.nameSearch('New York (DE)')), [])
})

test('a contact that is made by a name may have its address in it', async (env) => {
  const partners = env['res.partner']
  for (const [given, name, email] of [
    ['Ada <ada@example.org>', 'Ada', 'ada@example.org'],
    ['"Lovelace, Ada" <ada@example.org>', 'Lovelace, Ada', 'ada@example.org'],
    ['ada@example.org', 'ada@example.org', 'ada@example.org'],
    ['Ada', 'Ada', null],
    ['a < b', 'a < b', null],
  ] as const) {
    const [id, shown] = await partners.nameCreate(given)
    const made = await partners.browse(id).load('name', 'email')
    assert.deepEqual([shown, made.name, made.email], [name, name, email])
  }
})

test('an external id has no spaces', async (env) => {
  const values = { module: 'shop', model: 'res.partner', res_id: 1 }
  await assert.rejects(
    env.cr.savepoint(() => env['ir.model.data'].create({ ...values, name: 'a b' })),
    /nospaces/,
  )
})

test('languages are switched on and off, but not the last and not those in use', async (env) => {
  const languages = env['res.lang'].withContext({ active_test: false })
  const german = await languages.search([['code', '=', 'de_DE']])
  await german.write({ active: true })
  assert.deepEqual(
    (await env['res.lang'].getInstalled()).map(([code]) => code),
    ['en_US', 'de_DE'],
  )
  const english = await languages.search([['code', '=', 'en_US']])
  await env['res.partner'].create({ name: 'x', lang: 'de_DE' })
  await assert.rejects(german.write({ active: false }), /used by contacts/)
  await assert.rejects(english.unlink(), UserError)
  await assert.rejects(german.unlink(), UserError)
  await assert.rejects(german.write({ code: 'xx' }), /cannot be modified/)
  await env.cr.query(`update res_partner set lang = null`)
  await german.write({ active: false })
  await assert.rejects(
    env.cr.savepoint(() => english.write({ active: false })),
    /At least one/,
  )
  await german.unlink()
})

test('numbers are written as languages have them', async (env) => {
  const languages = env['res.lang'].withContext({ active_test: false })
  const written = async (code: string, value: number, digits?: number): Promise<string> => {
    const found = await languages.search([['code', '=', code]])
    await found.load('grouping', 'decimal_point', 'thousands_sep')
    return found.formatNumber(value, digits === undefined ? {} : { digits })
  }
  assert.equal(await written('en_US', 1234567.891), '1,234,567.89')
  assert.equal(await written('de_DE', -1234.5), '-1.234,50')
  assert.equal(await written('en_IN', 123456789, 0), '12,34,56,789')
  assert.equal(await written('fr_FR', 1234.5, 1), '1\u00a0234,5')
})

plainTest('a written number has all its digits, and no minus for nothing', () => {
  const format = { digits: 2, groups: [3, 0], decimal: '.', separator: ',' }
  assert.equal(formatNumber(-0.001, format), '0.00')
  assert.equal(formatNumber(-1e21, format), '-1,000,000,000,000,000,000,000.00')
  assert.equal(formatNumber(1e21, { ...format, digits: 0 }), '1,000,000,000,000,000,000,000')
  assert.equal(formatNumber(Infinity, format), 'Infinity')
  assert.equal(formatNumber(1234567, { ...format, groups: [2, -1], digits: 0 }), '12345,67')
  assert.equal(formatNumber(1234567, { ...format, groups: [3], digits: 0 }), '1234,567')
  assert.equal(formatNumber(1234567, { ...format, groups: [], digits: 0 }), '1234567')
  fc.assert(
    fc.property(
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
      fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 4 }),
      (value, groups) => {
        const written = formatNumber(value, { ...format, groups })
        assert.equal(Number(written.replaceAll(',', '')), Number(value.toFixed(2)) + 0)
      },
    ),
  )
})
