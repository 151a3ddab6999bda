import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aclDecision,
  ALL_PERMISSIONS,
  Allow,
  Authenticated,
  Deny,
  DENY_ALL,
  Everyone,
  principalsAllowedBy,
  type Acl,
  type Resource,
} from 'pergola'

/** Access control lists from the root down to the context; undefined for a resource without one. */
function tree(...acls: ReadonlyArray<Acl | undefined>): Resource {
  let context: Resource | null = null
  acls.forEach((acl, index) => {
    context = { name: index === 0 ? '' : `n${index}`, parent: context, ...(acl === undefined ? {} : { acl }) }
  })
  return context as unknown as Resource
}

const nobody = [Everyone]
const ann = [Everyone, Authenticated, 'user:1']
const staff = [Everyone, Authenticated, 'user:2', 'group:shop.staff']

const view: Acl = [[Allow, Everyone, 'view']]
const edits: Acl = [[Allow, Everyone, 'view'], [Allow, 'group:shop.staff', ['edit', 'publish']], DENY_ALL]

/** Lists from the root down, principals, permission → answer, and the name of the resource that decided. */
const decisions: ReadonlyArray<readonly [title: string, lists: ReadonlyArray<Acl | undefined>, who: readonly string[], permission: string, allowed: boolean, by: string | null]> = [
  ['no list', [undefined], ann, 'view', false, null],
  ['empty list', [[]], ann, 'view', false, null],
  ['everyone', [view], nobody, 'view', true, ''],
  ['another permission', [view], nobody, 'edit', false, null],
  ['part of a name is another name', [view], nobody, 'vie', false, null],
  ['case counts', [view], nobody, 'View', false, null],
  ['authenticated', [[[Allow, Authenticated, 'view']]], ann, 'view', true, ''],
  ['not authenticated', [[[Allow, Authenticated, 'view']]], nobody, 'view', false, null],
  ['a user', [[[Allow, 'user:1', 'view']]], ann, 'view', true, ''],
  ['another user', [[[Allow, 'user:2', 'view']]], ann, 'view', false, null],
  ['a group', [edits], staff, 'edit', true, ''],
  ['second of several permissions', [edits], staff, 'publish', true, ''],
  ['not in the group', [edits], ann, 'edit', false, ''],
  ['deny all comes last', [edits], nobody, 'view', true, ''],
  ['deny all denies the rest', [edits], staff, 'delete', false, ''],
  ['the first entry that fits decides: deny', [[[Deny, 'user:1', 'view'], [Allow, Everyone, 'view']]], ann, 'view', false, ''],
  ['the first entry that fits decides: allow', [[[Allow, 'user:1', 'view'], [Deny, Everyone, 'view']]], ann, 'view', true, ''],
  ['a deny of another', [[[Deny, 'user:2', 'view'], [Allow, Everyone, 'view']]], ann, 'view', true, ''],
  ['all permissions', [[[Allow, 'user:1', ALL_PERMISSIONS]]], ann, 'anything', true, ''],
  ['all permissions denied', [[[Deny, Everyone, ALL_PERMISSIONS], [Allow, Everyone, 'view']]], ann, 'view', false, ''],
  ['a set of permissions', [[[Allow, Everyone, new Set(['view'])]]], nobody, 'view', true, ''],
  ['not in the set', [[[Allow, Everyone, new Set(['view'])]]], nobody, 'edit', false, null],
  ['an unknown action denies', [[['Alow' as 'Allow', Everyone, 'view'], [Allow, Everyone, 'view']]], ann, 'view', false, ''],
  ['inherited', [view, undefined], nobody, 'view', true, ''],
  ['inherited over two', [view, undefined, undefined], nobody, 'view', true, ''],
  ['an empty list inherits', [view, []], nobody, 'view', true, ''],
  ['a list that says nothing of it inherits', [view, [[Allow, Everyone, 'edit']]], nobody, 'view', true, ''],
  ['the nearest decides: deny', [view, [[Deny, Everyone, 'view']]], nobody, 'view', false, 'n1'],
  ['the nearest decides: allow', [[[Deny, Everyone, 'view']], view], nobody, 'view', true, 'n1'],
  ['deny all stops inheritance', [view, [[Allow, 'user:2', 'view'], DENY_ALL]], ann, 'view', false, 'n1'],
  ['deny all below, other user', [view, [[Allow, 'user:2', 'view'], DENY_ALL]], staff, 'view', true, 'n1'],
  ['the middle decides', [view, [[Deny, 'user:1', 'view']], undefined], ann, 'view', false, 'n1'],
  ['the middle says nothing of this user', [view, [[Deny, 'user:1', 'view']], undefined], staff, 'view', true, ''],
  ['a function gives the list', [() => view], nobody, 'view', true, ''],
  ['a function that gives none', [view, () => []], nobody, 'view', true, ''],
  ['a function is asked at each level', [() => view, () => [[Deny, 'user:1', 'view']]], ann, 'view', false, 'n1'],
  ['no principals', [view], [], 'view', false, null],
  ['the principal is compared whole', [[[Allow, 'user:1', 'view']]], ['user:11'], 'view', false, null],
  ['permission and principal in one entry', [[[Allow, 'user:1', 'edit'], [Allow, 'user:2', 'view']]], ann, 'view', false, null],
  ['an empty list of permissions', [[[Allow, Everyone, []]]], nobody, 'view', false, null],
] // prettier-ignore

describe('aclDecision', () => {
  for (const [title, lists, who, permission, allowed, by] of decisions) {
    test(title, () => {
      const decision = aclDecision(tree(...lists), who, permission)
      assert.equal(decision.allowed, allowed)
      assert.equal(decision.resource?.name ?? null, by)
      assert.equal(decision.ace === null, by === null)
      assert.deepEqual([decision.permission, decision.principals], [permission, who])
    })
  }

  test('it explains itself', () => {
    const context = tree(edits, undefined)
    assert.equal(
      aclDecision(context, staff, 'edit').message,
      'edit is allowed by [Allow, group:shop.staff, edit|publish] at /.',
    )
    assert.equal(
      aclDecision(context, ann, 'edit').message,
      'edit is denied by [Deny, system.Everyone, ALL_PERMISSIONS] at /.',
    )
    assert.equal(
      aclDecision(tree(view), ann, 'edit').message,
      'No access control list says whether system.Everyone, system.Authenticated, user:1 may edit: denied.',
    )
  })

  test('what is no resource permits nothing', () => {
    for (const context of [null, undefined, 'text', 7]) assert.equal(aclDecision(context, ann, 'view').allowed, false)
    assert.equal(aclDecision(new Error('x'), ann, 'view').allowed, false)
  })

  test('lists of classes, with this', () => {
    class Own implements Resource {
      readonly owner = 'user:1'
      readonly acl: Acl = () => [[Allow, this.owner, 'edit']]
    }
    assert.equal(aclDecision(new Own(), ann, 'edit').allowed, true)
    assert.equal(aclDecision(new Own(), staff, 'edit').allowed, false)
  })

  test('a method gives the list of its own resource', () => {
    class Own implements Resource {
      readonly #owner = 'user:1'
      acl(): ReturnType<Extract<Acl, () => unknown>> {
        return [[Allow, this.#owner, 'edit'], DENY_ALL]
      }
    }
    assert.equal(aclDecision(new Own(), ann, 'edit').allowed, true)
    assert.deepEqual([...principalsAllowedBy(new Own(), 'edit')], ['user:1'])
  })

  test('what is no list is a clear error', () => {
    for (const acl of ['view', async () => view, [[Allow, Everyone]], [null], [[Allow, Everyone, null]]])
      assert.throws(() => aclDecision({ name: 'x', acl: acl as unknown as Acl }, ann, 'view'), {
        code: 'PERGOLA_CONFIGURATION',
        message: /acl of the resource at \/ must be a list of entries/,
      })
  })
})

describe('principalsAllowedBy', () => {
  const rows: ReadonlyArray<readonly [string, ReadonlyArray<Acl | undefined>, readonly string[]]> = [
    ['none', [undefined], []],
    ['one', [view], [Everyone]],
    ['several', [[[Allow, 'a', 'view'], [Allow, 'b', ['view', 'edit']], [Allow, 'c', 'edit']]], ['a', 'b']],
    ['denied before', [[[Deny, 'a', 'view'], [Allow, 'a', 'view'], [Allow, 'b', 'view']]], ['b']],
    ['denied below', [[[Allow, 'a', 'view'], [Allow, 'b', 'view']], [[Deny, 'a', 'view']]], ['b']],
    ['all denied below', [[[Allow, 'a', 'view']], [[Allow, 'b', 'view'], DENY_ALL]], ['b']],
  ] // prettier-ignore
  for (const [title, lists, expected] of rows) {
    test(title, () => assert.deepEqual([...principalsAllowedBy(tree(...lists), 'view')], expected))
  }
})
