import assert from 'node:assert/strict'
import { ValidationError } from 'pergola'
import { makeUser, withBase } from './support.ts'

const test = withBase()

test('who is put into a group is put into those that it implies', async (env) => {
  const groups = env['res.groups']
  const low = await groups.create({ name: 'Low' })
  const middle = await groups.create({ name: 'Middle', implied_ids: [[6, 0, low.ids]] })
  const high = await groups.create({ name: 'High', implied_ids: [[6, 0, middle.ids]] })
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada' })
  await user.write({ groups_id: [[4, high.id]] })
  await user.load('groups_id')
  for (const group of [low, middle, high]) assert.ok(user.groups_id.includes(group))
  assert.deepEqual((await low.load('users')).users.ids, user.ids)
})

test('what a group comes to imply, its users get, and those who are put into it from its side', async (env) => {
  const groups = env['res.groups']
  const low = await groups.create({ name: 'Low' })
  const high = await groups.create({ name: 'High' })
  const [ada, eve] = [await makeUser(env, 'ada'), await makeUser(env, 'eve')]
  await high.write({ users: [[4, ada.uid]] })
  await high.write({ implied_ids: [[4, low.id]] })
  await high.write({ users: [[4, eve.uid]] })
  for (const { uid } of [ada, eve]) {
    assert.ok((await env['res.users'].browse(uid).load('groups_id')).groups_id.includes(low))
  }
})

test('who stops to be an internal user keeps only the groups that are given then', async (env) => {
  const [internal, portal, manager] = await Promise.all(
    ['group_user', 'group_portal', 'group_partner_manager'].map(async (name) => (await env.ref(`base.${name}`)).id),
  )
  const made = (await makeUser(env, 'ada', ['group_system', 'group_partner_manager'])).uid
  const ada = env['res.users'].browse(made)
  await ada.write({
    groups_id: [
      [3, internal],
      [4, portal],
    ],
  })
  assert.deepEqual((await ada.load('groups_id', 'share')).groups_id.ids, [portal])
  assert.equal(ada.share, true)
  // Who comes the other way, or never was one, keeps the rest.
  await ada.write({ groups_id: [[4, manager]] })
  await ada.write({
    groups_id: [
      [3, portal],
      [4, internal],
    ],
  })
  assert.deepEqual(new Set((await ada.load('groups_id')).groups_id.ids), new Set([internal, manager]))
})

test('groups that imply each other are no endless loop', async (env) => {
  const groups = env['res.groups']
  const one = await groups.create({ name: 'One' })
  const two = await groups.create({ name: 'Two', implied_ids: [[6, 0, one.ids]] })
  await one.write({ implied_ids: [[4, two.id]] })
  assert.deepEqual(new Set((await one.load('trans_implied_ids')).trans_implied_ids.ids), new Set([one.id, two.id]))
})

test('whether a user is internal follows from what the groups imply', async (env) => {
  const internal = await env.ref('base.group_user')
  const group = await env['res.groups'].create({ name: 'Staff' })
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', groups_id: [[6, 0, group.ids]] })
  assert.equal((await user.load('share')).share, true)
  await group.write({ implied_ids: [[4, internal.ids[0]]] })
  assert.equal((await user.load('share')).share, false)
})

test('what follows from groups follows from their side too', async (env) => {
  const internal = env['res.groups'].browse((await env.ref('base.group_user')).ids)
  const group = await env['res.groups'].create({ name: 'Staff' })
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', groups_id: [[6, 0, group.ids]] })
  const shares = async (): Promise<boolean[]> => {
    await user.load('share', 'partner_id.partner_share')
    return [user.share, user.partner_id.partner_share]
  }
  assert.deepEqual(await shares(), [true, true])
  await internal.write({ users: [[4, user.id]] })
  assert.deepEqual(await shares(), [false, false])
  await internal.write({ users: [[3, user.id]] })
  assert.deepEqual(await shares(), [true, true])
  await group.write({ implied_ids: [[4, internal.id]] })
  assert.deepEqual(await shares(), [false, false])
  const portal = env['res.groups'].browse((await env.ref('base.group_portal')).ids)
  await assert.rejects(
    env.cr.savepoint(() => portal.write({ users: [[4, user.id]] })),
    ValidationError,
  )
  await assert.rejects(
    env.cr.savepoint(() => group.write({ implied_ids: [[4, portal.id]] })),
    ValidationError,
  )
})

test('the full name has the category', async (env) => {
  const system = await env['res.groups']
    .browse((await env.ref('base.group_system')).ids)
    .load('full_name', 'display_name')
  assert.equal(system.full_name, 'Administration / Settings')
  assert.equal(system.displayName, 'Administration / Settings')
})

test('a name is there once in a category, and does not begin with a minus', async (env) => {
  const category = (await env.ref('base.module_category_usability')).ids[0]
  await env['res.groups'].create({ name: 'Staff', category_id: category })
  await assert.rejects(
    env.cr.savepoint(() => env['res.groups'].create({ name: 'Staff', category_id: category })),
    /name_uniq/,
  )
  const group = await env['res.groups'].create({ name: 'Others' })
  await assert.rejects(group.write({ name: '-Others' }), /can not start with/)
})
