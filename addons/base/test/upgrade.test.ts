import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Environment } from 'pergola/models'
import { createTestApp } from 'pergola/testing'

test('an upgrade keeps what the database has of its own, and restores what is the addon’s', async () => {
  await using app = await createTestApp({ databases: { main: ['base'] } })
  const committed = async <Result>(work: (env: Environment) => Promise<Result>): Promise<Result> => {
    const { database, registry } = await app.app.databases!.open('main')
    return database.transaction((cr) => work(registry.env(cr)))
  }
  const counts = (env: Environment): Promise<unknown> =>
    env.cr
      .query(
        `select (select count(*) from ir_model_data) as names, (select count(*) from res_users) as users,
           (select max(write_date) from res_users) as written, (select count(*) from ir_rule) as rules,
           (select count(*) from ir_model_access) as rights, (select count(*) from ir_config_parameter) as parameters,
           (select value from ir_config_parameter where key = 'database.secret') as secret`,
      )
      .then(({ rows }) => rows[0])
  const before = await committed(async (env) => {
    await env['res.users'].setUpDatabase({ login: 'boss', password: 'secret', lang: 'de_DE', country: 'CH' })
    await env['res.currency'].browse((await env.ref('base.USD')).ids).write({ active: false, symbol: 'US$' })
    await env['ir.rule'].browse((await env.ref('base.res_partner_rule')).ids).write({ active: false })
    const right = await env.ref('base.access_res_country_all')
    await right.write({ perm_read: false })
    return counts(env)
  })
  await app.app.databases!.upgrade('main', ['base'])
  await committed(async (env) => {
    assert.deepEqual(await counts(env), before)
    const admin = await env['res.users'].browse(2).load('login', 'lang', 'company_id.currency_id.name')
    assert.deepEqual([admin.login, admin.lang, admin.company_id.currency_id.name], ['boss', 'de_DE', 'CHF'])
    assert.deepEqual(
      (await env['res.lang'].getInstalled()).map(([code]) => code),
      ['en_US', 'de_DE'],
    )
    const dollar = await env['res.currency'].browse((await env.ref('base.USD')).ids).load('active', 'symbol')
    assert.deepEqual([dollar.active, dollar.symbol], [false, 'US$'])
    const rule = await env['ir.rule'].browse((await env.ref('base.res_partner_rule')).ids).load('active')
    assert.equal(rule.active, false)
    const right = await env['ir.model.access']
      .browse((await env.ref('base.access_res_country_all')).ids)
      .load('perm_read')
    assert.equal(right.perm_read, true)
    assert.equal(await env['res.users'].authenticate({ login: 'boss', password: 'secret' }), 2)
  })
})
