import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followsFromProfile, KnownDomains, type AccessSources } from './known-domains.ts'
import { parseRuleText } from './rule-text.ts'

const profile = { uid: 7 } as unknown as AccessSources['profile']
const sources = (): AccessSources => ({ profile, rights: new Map(), rules: new Map() })

test('what is known holds for the same profile, rights and rules only', () => {
  const known = new KnownDomains()
  const first = sources()
  known.set(first, '7 false', 'x', 'read', null)
  assert.equal(known.get(first, '7 false', 'x', 'read'), null)
  assert.equal(known.get({ ...first, rules: new Map() }, '7 false', 'x', 'read'), undefined)
  assert.equal(known.get({ ...first, rights: new Map() }, '7 false', 'x', 'read'), undefined)
  assert.equal(known.get({ ...first, profile: { ...profile } }, '7 false', 'x', 'read'), undefined)
  const second = sources()
  known.set(second, '7 false', 'x', 'read', [['id', '=', 1]])
  assert.deepEqual(known.get(second, '7 false', 'x', 'read'), [['id', '=', 1]])
  assert.equal(known.get(first, '7 false', 'x', 'read'), undefined)
})

test('each environment, model and operation has its own', () => {
  const known = new KnownDomains()
  const all = sources()
  known.set(all, '7 false', 'x', 'read', null)
  known.set(all, '7 false', 'x', 'write', [['id', '=', 1]])
  known.set(all, '7 false', 'y', 'read', [['id', '=', 2]])
  known.set(all, '7 false[[3],null,true]', 'x', 'read', [['id', '=', 3]])
  assert.equal(known.get(all, '7 false', 'x', 'read'), null)
  assert.deepEqual(known.get(all, '7 false', 'x', 'write'), [['id', '=', 1]])
  assert.deepEqual(known.get(all, '7 false', 'y', 'read'), [['id', '=', 2]])
  assert.deepEqual(known.get(all, '7 false[[3],null,true]', 'x', 'read'), [['id', '=', 3]])
  assert.equal(known.get(all, '7 false', 'y', 'write'), undefined)
})

test('how many are remembered is bounded', () => {
  const known = new KnownDomains()
  const all = sources()
  for (let company = 0; company <= 1000; company++) known.set(all, `7 false[[${company}]]`, 'x', 'read', null)
  assert.equal(known.get(all, '7 false[[0]]', 'x', 'read'), undefined)
  assert.equal(known.get(all, '7 false[[1000]]', 'x', 'read'), null)
})

test('rules that name values of the user’s record are evaluated each time', () => {
  const lasting = (text: string): boolean => followsFromProfile(parseRuleText(text))
  assert.equal(lasting("[('user_id', '=', user.id), ('company_id', 'in', company_ids + [False])]"), true)
  assert.equal(lasting("[('id', 'in', user.ids), ('create_uid', '=', uid)]"), true)
  assert.equal(lasting("[('partner_id', '=', user.partner_id.id)]"), false)
  assert.equal(lasting("['|', ('a', '=', 1), ('name', 'in', [user.name])]"), false)
  assert.equal(lasting("[('id', 'in', user.groups_id.ids)]"), false)
})
