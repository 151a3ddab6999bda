import assert from 'node:assert/strict'
import { AccessError, ValidationError } from 'pergola'
import type { Environment } from 'pergola/models'
import { makeUser, withBase } from './support.ts'

const test = withBase()

async function modelId(env: Environment, name: string): Promise<number | null> {
  return env['ir.model'].idOf(name)
}

test('everybody reads countries, currencies and languages, and nobody without a right changes them', async (env) => {
  const publicUser = await env.ref('base.public_user')
  for (const own of [env.with({ uid: publicUser.ids[0] ?? 0, su: false }), await makeUser(env, 'ada')]) {
    for (const model of ['res.country', 'res.currency', 'res.lang'] as const) {
      assert.ok((await own.records(model).searchCount()) > 0)
      await assert.rejects(own.records(model).create({ name: 'X', code: 'XX', symbol: 'X' }), AccessError)
    }
  }
})

test('internal users read contacts, and make them only by a right', async (env) => {
  const own = await makeUser(env, 'ada')
  assert.ok((await own['res.partner'].searchCount()) >= 3)
  await assert.rejects(own['res.partner'].create({ name: 'X' }), AccessError)
  const manager = await makeUser(env, 'eve', ['group_user', 'group_partner_manager'])
  const made = await manager['res.partner'].create({ name: 'X' })
  await made.write({ name: 'Y' })
  await made.unlink()
})

test('portal users and the public see their own contact, with what is below it', async (env) => {
  const own = await makeUser(env, 'ada', ['group_portal'])
  await own.user.sudo().load('partner_id')
  const partner = own.user.sudo().partner_id
  const child = await env['res.partner'].create({ name: 'Child', parent_id: partner.id })
  const other = await env['res.partner'].create({ name: 'Other' })
  assert.deepEqual((await own['res.partner'].search([], { order: 'id' })).ids, [partner.id, child.id])
  await assert.rejects(own['res.partner'].browse(other.id).load('name'), AccessError)
  await assert.rejects(own['res.partner'].browse(partner.id).write({ name: 'X' }), AccessError)
})

test('contacts of other companies are hidden, those of none and of colleagues are not', async (env) => {
  const company = await env['res.company'].create({ name: 'Other' })
  const own = await makeUser(env, 'ada')
  const hidden = await env['res.partner'].create({ name: 'Customer of theirs', company_id: company.id })
  const shared = await env['res.partner'].create({ name: 'Customer of all' })
  const found = await own['res.partner'].search([['name', 'like', 'Customer of']])
  assert.deepEqual(found.ids, shared.ids)
  await assert.rejects(own['res.partner'].browse(hidden.id).load('name'), AccessError)
  await env['res.users'].browse(own.uid).write({ company_ids: [[4, company.id]] })
  assert.equal(await own['res.partner'].searchCount([['name', 'like', 'Customer of']]), 2)
})

test('only who manages access rights makes users, groups and companies', async (env) => {
  const own = await makeUser(env, 'ada')
  await assert.rejects(own['res.users'].create({ name: 'X', login: 'x' }), AccessError)
  await assert.rejects(own['res.groups'].create({ name: 'X' }), AccessError)
  await assert.rejects(own['res.company'].create({ name: 'X' }), AccessError)
  await assert.rejects(own['ir.rule'].search([]), AccessError)
  await assert.rejects(own['ir.model.access'].search([]), AccessError)
  const manager = await makeUser(env, 'eve', ['group_erp_manager'])
  const user = await manager['res.users'].create({ name: 'X', login: 'x' })
  const company = await manager['res.company'].create({ name: 'X' })
  await user.write({ company_ids: [[4, company.id]], company_id: company.id })
  await assert.rejects(manager['ir.config_parameter'].search([]), AccessError)
})

test('companies are seen by those who work for them', async (env) => {
  const other = await env['res.company'].create({ name: 'Other' })
  const own = await makeUser(env, 'ada')
  const main = await env.ref('base.main_company')
  assert.deepEqual((await own['res.company'].search([])).ids, main.ids)
  await assert.rejects(own['res.company'].browse(other.id).load('name'), AccessError)
})

test('a right that is given counts at once, and one that is taken too', async (env) => {
  const own = await makeUser(env, 'ada')
  const group = (await env.ref('base.group_user')).ids[0]
  const right = await env['ir.model.access'].create({
    name: 'parameters',
    model_id: await modelId(env, 'ir.config_parameter'),
    group_id: group,
    perm_read: true,
  })
  assert.ok((await own['ir.config_parameter'].searchCount()) > 0)
  await right.write({ active: false })
  await assert.rejects(own['ir.config_parameter'].searchCount(), AccessError)
})

test('a rule counts at once, for everybody or for its groups', async (env) => {
  const own = await makeUser(env, 'ada')
  const rule = await env['ir.rule'].create({
    name: 'Only Germany',
    model_id: await modelId(env, 'res.country'),
    domain_force: "[('code', '=', 'DE')]",
  })
  assert.equal((await rule.load('global')).global, true)
  assert.equal(await own['res.country'].searchCount(), 1)
  assert.equal(await env['res.country'].searchCount(), 250)
  await rule.write({ groups: [[4, (await env.ref('base.group_portal')).ids[0]]] })
  assert.equal((await rule.load('global')).global, false)
  assert.equal(await own['res.country'].searchCount(), 250)
})

test('a rule that could not be used is not kept', async (env) => {
  const model_id = await modelId(env, 'res.country')
  const make = (values: object): Promise<unknown> =>
    env.cr.savepoint(() => env['ir.rule'].create({ name: 'x', model_id, ...values }))
  for (const domain_force of [
    "[('code', '=', 'DE'",
    "[('nonsense', '=', 1)]",
    "[('code', 'resembles', 1)]",
    '[__import__("os")]',
  ]) {
    await assert.rejects(make({ domain_force }), ValidationError, domain_force)
  }
  await assert.rejects(
    make({ perm_read: false, perm_write: false, perm_create: false, perm_unlink: false }),
    /no_access_rights/,
  )
  await assert.rejects(make({ model_id: await modelId(env, 'ir.rule') }), /can not be applied/)
})

test('devices and log-ins are seen by their users', async (env) => {
  const [ada, eve] = [await makeUser(env, 'ada'), await makeUser(env, 'eve')]
  const devices = env['res.device']
  await devices.note(ada.uid ?? 0, { session: 'a'.repeat(42), address: '192.0.2.1', userAgent: 'Firefox' })
  await devices.note(ada.uid ?? 0, { session: 'a'.repeat(42), address: '192.0.2.1', userAgent: 'Firefox' })
  await devices.note(eve.uid ?? 0, { session: 'b'.repeat(42), address: null, userAgent: 'x'.repeat(5000) })
  const own = await ada['res.device'].search([])
  assert.equal(own.length, 1)
  const [row] = await own.read(['ip_address', 'user_agent', 'revoked'])
  assert.deepEqual([row?.['ip_address'], row?.['user_agent'], row?.['revoked']], ['192.0.2.1', 'Firefox', false])
  await assert.rejects(eve['res.device'].browse(own.ids).revoke(), AccessError)
  assert.deepEqual(await own.revoke(), ['a'.repeat(42)])
  assert.equal((await own.sudo().load('revoked')).revoked, true)
})

test('the public user knows itself, though it is not active', async (env) => {
  const own = env.with({ uid: (await env.ref('base.public_user')).ids[0] ?? 0, su: false })
  const user = await own.user.load('name', 'login', 'partner_id.name', 'company_id.name')
  assert.deepEqual(
    [user.name, user.partner_id.name, user.company_id.name],
    ['Public user', 'Public user', 'My Company'],
  )
  assert.deepEqual(await own['res.users'].contextGet(), { lang: 'en_US', tz: null, uid: own.uid })
  await assert.rejects(own['res.users'].browse(2).load('name'), AccessError)
  await assert.rejects(own['res.partner'].browse(1).load('name'), AccessError)
  await assert.rejects(user.write({ name: 'x' }), AccessError)
})
