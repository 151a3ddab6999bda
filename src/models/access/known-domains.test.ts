import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followsFromProfile, KnownDomains, type AccessSources } from './known-domains.ts'
import { parseRuleText } from './rule-text.ts'

const profile = { uid: 7 } as unknown as AccessSources['profile']
const sources = (): AccessSources => ({ profile, rights: new Map(), rules: new Map() })

test('what is known holds for the same profile, rights and rules only', () => {
  const known = new KnownDomains()
  const first = sources()
  known.set(first, 'read x', null)
  assert.equal(known.get(first, 'read x'), null)
  assert.equal(known.get(first, 'write x'), undefined)
  assert.equal(known.get({ ...first, rules: new Map() }, 'read x'), undefined)
  assert.equal(known.get({ ...first, rights: new Map() }, 'read x'), undefined)
  assert.equal(known.get({ ...first, profile: { ...profile } }, 'read x'), undefined)
  const second = sources()
  known.set(second, 'read x', [['id', '=', 1]])
  assert.deepEqual(known.get(second, 'read x'), [['id', '=', 1]])
  assert.equal(known.get(first, 'read x'), undefined)
})

test('rules that name values of the user’s record are evaluated each time', () => {
  const lasting = (text: string): boolean => followsFromProfile(parseRuleText(text))
  assert.equal(lasting("[('user_id', '=', user.id), ('company_id', 'in', company_ids + [False])]"), true)
  assert.equal(lasting("[('id', 'in', user.ids), ('create_uid', '=', uid)]"), true)
  assert.equal(lasting("[('partner_id', '=', user.partner_id.id)]"), false)
  assert.equal(lasting("['|', ('a', '=', 1), ('name', 'in', [user.name])]"), false)
  assert.equal(lasting("[('id', 'in', user.groups_id.ids)]"), false)
})
