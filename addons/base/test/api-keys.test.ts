import assert from 'node:assert/strict'
import { AccessError, UserError } from 'pergola'
import { makeUser, withBase } from './support.ts'

const test = withBase()
const tomorrow = (): Date => new Date(Date.now() + 20 * 3_600_000)

test('a key is shown once and kept as a hash', async (env) => {
  const own = await makeUser(env, 'ada')
  const key = await own['res.users.apikeys'].generate('rpc', 'Script', tomorrow())
  assert.match(key, /^[0-9a-f]{40}$/)
  const { rows } = await env.cr.query<{ index: string; key_hash: string }>(
    'select index, key_hash from res_users_apikeys',
  )
  assert.equal(rows[0]?.index, key.slice(0, 8))
  assert.match(rows[0]?.key_hash ?? '', /^\$sha256\$/)
  assert.equal(JSON.stringify(rows).includes(key), false)
  const fields = await own['res.users.apikeys'].fieldsGet()
  assert.deepEqual(['index' in fields, 'key_hash' in fields], [false, false])
})

test('a key holds for its scope, and one without a scope for all', async (env) => {
  const own = await makeUser(env, 'ada')
  const keys = own['res.users.apikeys']
  const scoped = await keys.generate('rpc', 'Script', tomorrow())
  const global = await keys.generate(null, 'All', tomorrow())
  assert.equal(await keys.checkCredentials('rpc', scoped), own.uid)
  assert.equal(await keys.checkCredentials('other', scoped), null)
  assert.equal(await keys.checkCredentials('rpc', global), own.uid)
  assert.equal(await keys.checkCredentials('other', global), own.uid)
})

test('what is no key of an active user, or has expired, holds for nothing', async (env) => {
  const own = await makeUser(env, 'ada')
  const keys = env['res.users.apikeys']
  const key = await own['res.users.apikeys'].generate('rpc', 'Script', tomorrow())
  const changed = key.slice(0, 39) + (key.endsWith('0') ? '1' : '0')
  for (const wrong of [changed, key.toUpperCase(), key.slice(0, 8), '', ' '.repeat(40), `${key}0`, null, 7, ['x']]) {
    if (wrong !== key) assert.equal(await keys.checkCredentials('rpc', wrong as string), null)
  }
  await env.cr.query(`update res_users_apikeys set expiration_date = (now() at time zone 'UTC') - interval '1 second'`)
  assert.equal(await keys.checkCredentials('rpc', key), null)
  await env.cr.query('update res_users_apikeys set expiration_date = null')
  assert.equal(await keys.checkCredentials('rpc', key), own.uid)
  await env['res.users'].browse(own.uid).write({ active: false })
  assert.equal(await keys.checkCredentials('rpc', key), null)
})

test('keys of users end when their groups say, those of administrators when they like', async (env) => {
  const own = await makeUser(env, 'ada')
  const days = (count: number): Date => new Date(Date.now() + count * 86_400_000 - 60_000)
  const generate = (expiration: Date | null): Promise<string> =>
    own['res.users.apikeys'].generate('rpc', 'Script', expiration)
  await generate(days(90))
  await assert.rejects(generate(days(91)), /You cannot exceed 90 days/)
  await assert.rejects(generate(null), /must have an expiration date/)
  await assert.rejects(generate(new Date(Date.now() - 1000)), UserError)
  const admin = await makeUser(env, 'root', ['group_system'])
  await admin['res.users.apikeys'].generate('rpc', 'For ever', null)
  const portal = await makeUser(env, 'eve', ['group_portal'])
  await portal['res.users.apikeys'].generate('rpc', 'A day', days(1))
  await assert.rejects(portal['res.users.apikeys'].generate('rpc', 'Two', days(2)), UserError)
})

test('users see and remove their own keys only', async (env) => {
  const [ada, eve] = [await makeUser(env, 'ada'), await makeUser(env, 'eve')]
  const key = await ada['res.users.apikeys'].generate('rpc', 'Script', tomorrow())
  const found = await ada['res.users.apikeys'].search([])
  assert.equal(found.length, 1)
  assert.equal((await eve['res.users.apikeys'].search([])).length, 0)
  await assert.rejects(eve['res.users.apikeys'].browse(found.ids).remove(), AccessError)
  await assert.rejects(found.write({ scope: null }), AccessError)
  await assert.rejects(
    ada['res.users.apikeys'].create({ name: 'x', user_id: 2, index: 'x', key_hash: 'x' }),
    AccessError,
  )
  await found.remove()
  assert.equal(await env['res.users.apikeys'].checkCredentials('rpc', key), null)
})

test('nobody makes a key by its hash', async (env) => {
  const own = await makeUser(env, 'ada')
  const values = { name: 'x', scope: null, index: 'a'.repeat(8), key_hash: 'x', user_id: 2 }
  for (const command of [
    [0, 0, values],
    [4, 1, 0],
    [6, 0, []],
  ]) {
    await assert.rejects(
      env.cr.savepoint(() => own.user.write({ api_key_ids: [command] })),
      AccessError,
    )
  }
  await assert.rejects(own['res.users.apikeys'].search([['key_hash', 'like', '$']]))
})

test('an administrator removes anybody’s key', async (env) => {
  const ada = await makeUser(env, 'ada')
  await ada['res.users.apikeys'].generate('rpc', 'Script', tomorrow())
  const admin = await makeUser(env, 'root', ['group_system'])
  const all = await admin['res.users.apikeys'].search([])
  assert.equal(all.length, 1)
  await all.remove()
  assert.equal(await env['res.users.apikeys'].searchCount(), 0)
})

test('use is noted, and expired keys go', async (env) => {
  const ada = await makeUser(env, 'ada')
  await ada['res.users.apikeys'].generate('rpc', 'Script', tomorrow())
  const [key] = [await env['res.users.apikeys'].search([])]
  await key.noteUse()
  assert.ok((await key.load('last_use')).last_use instanceof Date)
  await key.removeExpired()
  assert.equal(await env['res.users.apikeys'].searchCount(), 1)
  await env.cr.query(`update res_users_apikeys set expiration_date = (now() at time zone 'UTC') - interval '1 second'`)
  await key.removeExpired()
  assert.equal(await env['res.users.apikeys'].searchCount(), 0)
})
