import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { addRight, addRule, openRights, type Rights } from '../../../test/support/rights-models.ts'
import type { Cursor } from '../../database/cursor.ts'
import { AccessError } from '../../errors/business-errors.ts'
import { DomainError, NotLoadedError } from '../../errors/model-errors.ts'
import { compileDomain } from '../domain/compile-domain.ts'
import type { Context } from '../context.ts'
import type { Environment } from '../environment.ts'
import { identifier, sql } from '../sql.ts'
import { accessDomain } from './access-domain.ts'
import type { AccessOperation } from './operations.ts'

const [SYSTEM, ANN, BOB, CARL] = [1, 2, 3, 4]
const [DOCUMENT, LETTER, WIZARD] = [1, 2, 3]
const [USER, BOSS, PORTAL] = [1, 2, 3]

let rights: Rights
before(async () => {
  rights = await openRights()
})
after(() => rights.close())
beforeEach(() => rights.registry.access.clear())

/** Work that is undone. */
async function undone(work: (cr: Cursor) => Promise<void>): Promise<void> {
  await using cr = rights.database.cursor()
  await work(cr)
  await cr.rollback()
  rights.registry.access.clear()
}

function as(cr: Cursor, uid: number | null, context: Context = {}): Environment {
  return rights.registry.env(cr, { uid, context, su: false })
}

/** What a user may do with which records. */
async function allowed(env: Environment, model: string, operation: AccessOperation = 'read'): Promise<number[]> {
  const definition = env.registry.definition(model)
  const domain = await accessDomain(env, definition, operation)
  const where = domain === null ? sql`true` : await compileDomain(env.with({ su: true }), definition, domain, 't')
  const { text, values } = sql`select id from ${identifier(definition.table)} t where ${where} order by id`.compile()
  return (await env.cr.query<{ id: number }>(text, values)).rows.map(({ id }) => id)
}

test('a profile has the groups with all that they imply, and the companies', () =>
  undone(async (cr) => {
    const { access } = rights.registry
    assert.deepEqual(await access.profile(as(cr, ANN)), {
      uid: ANN,
      active: true,
      groupIds: new Set([2, 4, 1]),
      companyId: 2,
      companyIds: [2, 1],
      partnerId: 2,
      lang: 'de_DE',
      tz: 'Europe/Berlin',
    })
    assert.equal((await access.profile(as(cr, CARL)))?.active, false)
    assert.deepEqual((await access.profile(as(cr, CARL)))?.companyIds, [])
    assert.equal(await access.profile(as(cr, 99)), null)
    assert.equal(await access.profile(as(cr, null)), null)
  }))

test('groups', () =>
  undone(async (cr) => {
    const ann = as(cr, ANN)
    const cases: ReadonlyArray<readonly [spec: string, ann: boolean, bob: boolean]> = [
      ['base.group_user', true, false],
      ['base.group_boss', true, false],
      ['base.group_portal', false, true],
      ['base.group_user,base.group_portal', true, true],
      ['!base.group_portal', true, false],
      ['base.group_user,!base.group_boss', false, false],
      ['base.group_user, !base.group_portal', true, false],
      ['base.unknown', false, false],
      ['!base.unknown', true, true],
      ['base.not_a_group', false, false],
      ['.', false, false],
      ['', true, true],
    ]
    for (const [spec, forAnn, forBob] of cases) {
      assert.equal(await rights.registry.access.hasGroups(ann, spec), forAnn, spec)
      assert.equal(await rights.registry.access.hasGroups(as(cr, BOB), spec), forBob, spec)
    }
    assert.equal(await ann.hasGroup('base.group_user'), true)
    assert.equal(await as(cr, BOB).hasGroup('base.group_user'), false)
    assert.equal(await as(cr, null).hasGroup('base.group_user'), false)
  }))

test('companies: the context chooses among the user’s own', () =>
  undone(async (cr) => {
    const { access } = rights.registry
    assert.throws(() => access.companyIds(as(cr, ANN)), NotLoadedError)
    const companies = async (uid: number | null, context: Context = {}, su = false): Promise<readonly number[]> =>
      access.companyIds(await rights.registry.env(cr, { uid, context, su }).ready())
    assert.deepEqual(await companies(ANN), [2, 1])
    assert.deepEqual(await companies(ANN, { allowed_company_ids: [1] }), [1])
    assert.deepEqual(await companies(ANN, { allowed_company_ids: [1, 2] }), [1, 2])
    for (const foreign of [[3, 1], [3], ['1', null]])
      await assert.rejects(companies(ANN, { allowed_company_ids: foreign }), AccessError)
    assert.deepEqual(await companies(ANN, { allowed_company_ids: [3] }, true), [3])
    assert.deepEqual(await companies(null), [])
    assert.deepEqual((await as(cr, ANN).ready()).companies.ids, [2, 1])
    assert.deepEqual((await as(cr, ANN).ready()).company.ids, [2])
  }))

test('rights of groups on models', () =>
  undone(async (cr) => {
    const { access } = rights.registry
    await addRight(cr, DOCUMENT, USER, 'read write')
    await addRight(cr, DOCUMENT, BOSS, 'unlink')
    await addRight(cr, LETTER, null, 'read')
    const table: ReadonlyArray<readonly [uid: number | null, model: string, operations: string]> = [
      [ANN, 'x.document', 'read write unlink'],
      [BOB, 'x.document', ''],
      [null, 'x.document', ''],
      [SYSTEM, 'x.document', ''],
      [BOB, 'x.letter', 'read'],
      [null, 'x.letter', 'read'],
      [ANN, 'x.wizard', ''],
    ]
    for (const [uid, model, operations] of table) {
      for (const operation of ['read', 'write', 'create', 'unlink'] as const) {
        const expected = operations.split(' ').includes(operation)
        assert.equal(await access.allows(as(cr, uid), model, operation), expected, `${uid} ${operation} ${model}`)
      }
    }
    assert.equal(await access.allows(rights.registry.env(cr), 'x.wizard', 'unlink'), true)
    await assert.rejects(access.check(as(cr, BOB), 'x.document', 'write'), (error: unknown) => {
      assert.ok(error instanceof AccessError)
      assert.equal(
        error.message,
        "You are not allowed to modify 'Document' (x.document) records.\n\nContact your administrator to request access if necessary.",
      )
      return true
    })
    await assert.rejects(access.check(as(cr, BOB, { lang: 'de_DE' }), 'x.document', 'unlink'), /delete 'Dokument'/)
  }))

test('an inactive right is none', () =>
  undone(async (cr) => {
    await addRight(cr, DOCUMENT, null, 'read')
    await cr.query('update ir_model_access set active = false')
    assert.equal(await rights.registry.access.allows(as(cr, ANN), 'x.document', 'read'), false)
  }))

test('rules: all global ones, and one of the groups’', () =>
  undone(async (cr) => {
    await addRight(cr, DOCUMENT, null, 'read write create unlink')
    const cases: ReadonlyArray<
      readonly [rules: ReadonlyArray<readonly [string, number[]?]>, ann: number[], bob: number[], nobody: number[]]
    > = [
      [[], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]],
      [[['[]']], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]],
      [[["[('user_id', '=', user.id)]"]], [1, 4], [2], []],
      [[['[("user_id", "=", uid)]']], [1, 4], [2], []],
      [[["[('user_id', '!=', uid)]"]], [2, 3], [1, 3, 4], [1, 2, 3, 4]],
      [[["[('user_id', '=', user.id)]", [BOSS]]], [1, 4], [1, 2, 3, 4], [1, 2, 3, 4]],
      [
        [
          ["[('user_id', '=', user.id)]", [USER]],
          ["[('name', '=', 'of nobody')]", [BOSS]],
        ],
        [1, 3, 4],
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
      [[["[('company_id', '=', 1)]"], ["[('user_id', '=', uid)]", [USER, PORTAL]]], [1], [2], [1, 2]],
      [[["['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]"]], [1, 2, 3, 4], [1, 2, 3], [3]],
      [[["[('company_id', 'in', company_ids + [False])]"]], [1, 2, 3, 4], [1, 2, 3], [3]],
      [[["[('company_id', '=', company_id)]"]], [4], [1, 2], []],
      [[["[('partner_id', '=', user.partner_id.id)]"]], [1], [2], []],
      [[["[('partner_id', '=', user.partner_id.parent_id.id)]"]], [4], [3], []],
      [[["[('partner_id', 'in', user.partner_id.ids)]"]], [1], [2], []],
      [[["[('user_id.groups_id', 'in', user.groups_id.ids)]"]], [1, 4], [2], []],
      [[["[('partner_id.name', '=', user.partner_id.name)]"]], [1], [2], []],
      [
        [
          ['[(1, "=", 1)]', [BOSS]],
          ['[(0, "=", 1)]', [PORTAL]],
        ],
        [1, 2, 3, 4],
        [],
        [1, 2, 3, 4],
      ],
      [[['[(0, "=", 1)]']], [], [], []],
    ]
    for (const [rules, forAnn, forBob, forNobody] of cases) {
      await cr.query('delete from ir_rule; delete from rule_group_rel')
      for (const [domain, groups = []] of rules) await addRule(cr, DOCUMENT, domain, groups)
      const fresh = (uid: number | null): Environment => {
        const env = as(cr, uid)
        env.transaction.clearCaches('access')
        return env
      }
      const name = JSON.stringify(rules)
      assert.deepEqual(await allowed(fresh(ANN), 'x.document'), forAnn, name)
      assert.deepEqual(await allowed(fresh(BOB), 'x.document', 'write'), forBob, name)
      assert.deepEqual(await allowed(fresh(null), 'x.document'), forNobody, name)
      // The rules are for reading and writing only.
      assert.deepEqual(await allowed(fresh(BOB), 'x.document', 'unlink'), [1, 2, 3, 4], name)
      assert.equal(await accessDomain(rights.registry.env(cr), rights.registry.definition('x.document'), 'read'), null)
    }
  }))

test('rules of a model count for those that delegate to it', () =>
  undone(async (cr) => {
    await addRight(cr, LETTER, null, 'read')
    await addRule(cr, DOCUMENT, "[('user_id', '=', uid)]")
    assert.deepEqual(await rights.registry.access.domain(as(cr, ANN), 'x.letter', 'read'), [
      ['document_id', 'any', [['user_id', '=', ANN]]],
    ])
    assert.deepEqual(await allowed(as(cr, ANN), 'x.letter'), [1])
    assert.deepEqual(await allowed(as(cr, BOB), 'x.letter'), [2])
  }))

test('of a transient model, everybody has their own records', () =>
  undone(async (cr) => {
    await addRight(cr, WIZARD, null, 'read write')
    await cr.query('insert into x_wizard (id, create_uid) values (1, 2), (2, 3), (3, null)')
    assert.deepEqual(await allowed(as(cr, ANN), 'x.wizard'), [1])
    assert.deepEqual(await allowed(as(cr, BOB), 'x.wizard', 'write'), [2])
    assert.deepEqual(await allowed(as(cr, null), 'x.wizard'), [])
  }))

test('a rule that is wrong is named', () =>
  undone(async (cr) => {
    await addRight(cr, DOCUMENT, null, 'read')
    for (const text of [
      '[oops]',
      '["&"]',
      "[('a', '=', user.nothing)]",
      "[('a', '=', user.login.id)]",
      '5',
      '[1] + 2',
      "[('a',)]",
    ]) {
      await cr.query('delete from ir_rule')
      await addRule(cr, DOCUMENT, text)
      const env = as(cr, ANN)
      env.transaction.clearCaches('access')
      await assert.rejects(
        rights.registry.access.domain(env, 'x.document', 'read'),
        (error: unknown) =>
          error instanceof DomainError && error.message.startsWith('The rule "A rule" of x.document is wrong: '),
        text,
      )
    }
  }))

test('fields of groups', () =>
  undone(async (cr) => {
    const { access } = rights.registry
    const { fields } = rights.registry.definition('x.document')
    const [name, secret] = [fields.get('name')!, fields.get('secret')!]
    assert.equal(access.fieldAllowed(as(cr, BOB), name), true)
    assert.equal(access.fieldAllowed(rights.registry.env(cr), secret), true)
    const first = access.fieldAllowed(as(cr, ANN), secret)
    assert.ok(first instanceof Promise)
    assert.equal(await first, true)
    assert.equal(access.fieldAllowed(as(cr, ANN), secret), true)
    assert.equal(await access.canUseField(as(cr, BOB), secret), false)
    assert.equal(access.fieldAllowed(as(cr, BOB), secret), false)
    assert.equal(access.fieldAllowed(as(cr, null), secret), false)
    const domain = compileDomain(as(cr, BOB), rights.registry.definition('x.letter'), [['secret', '=', 'x']], 't')
    await assert.rejects(domain, AccessError)
  }))

test('without the tables of base only the superuser may do anything', async () => {
  const empty = await openRights({ tables: false })
  await using cr = empty.database.cursor()
  const { access } = empty.registry
  const ann = empty.registry.env(cr, { uid: ANN })
  assert.equal(await access.profile(ann), null)
  assert.equal(await access.allows(ann, 'x.document', 'read'), false)
  assert.equal(await access.allows(empty.registry.env(cr), 'x.document', 'read'), true)
  assert.equal(await access.hasGroup(ann, 'base.group_user'), false)
  assert.equal(await access.domain(ann, 'x.document', 'read'), null)
  // The transaction is still of use.
  assert.deepEqual((await cr.query('select 1 as one')).rows, [{ one: 1 }])
  await cr.close()
  await empty.close()
})
