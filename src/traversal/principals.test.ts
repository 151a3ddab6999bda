import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  Allow,
  Authenticated,
  Controller,
  Deny,
  DENY_ALL,
  Everyone,
  forget,
  not,
  remember,
  SessionSecurityPolicy,
  view,
  type Acl,
  type PrincipalSource,
  type Request,
  type Resource,
} from 'pergola'
import type { TestApp } from 'pergola/testing'
import { addon, start } from './views-support.test.ts'

const acl: Acl = [
  [Deny, 'group:shop.banned', 'view'],
  [Allow, Everyone, 'view'],
  [Allow, 'group:shop.staff', ['edit', 'publish']],
  DENY_ALL,
]

class Drafts extends Controller {
  @view({ permission: 'view' })
  async view() {
    return 'view'
  }
  @view({ name: 'edit', permission: 'edit' })
  async edit() {
    return 'edit'
  }
  @view({ name: 'page', effectivePrincipals: ['group:shop.staff', Authenticated] })
  async staff() {
    return 'for staff'
  }
  @view({ name: 'page' })
  async page() {
    return 'for all'
  }
  @view({ name: 'other', effectivePrincipals: not('group:shop.staff') })
  async other() {
    return 'not staff'
  }
  @view({ name: 'why' })
  async why(context: Resource, request: Request) {
    const { message, principals } = await request.hasPermission('edit', context, { explain: true })
    return JSON.stringify([message, principals])
  }
  @view({ name: 'login' })
  async login(_context: Resource, request: Request) {
    const before = await request.hasPermission('edit')
    await remember(request, Number(request.query.get('id')))
    const after = await request.hasPermission('edit')
    await forget(request)
    const last = await request.hasPermission('edit')
    if (request.query.has('stay')) await remember(request, Number(request.query.get('id')))
    return JSON.stringify([before, after, last])
  }
}

/** Ann is staff, Ben is banned; 9 cannot be looked up. */
const groups: PrincipalSource = async (_request, userId) => {
  await new Promise((resolve) => setImmediate(resolve))
  if (userId === 9) throw new RangeError('The source is broken.')
  return userId === 1 ? ['group:shop.staff'] : userId === 2 ? ['group:shop.banned'] : []
}

function drafts(source: PrincipalSource): ReturnType<typeof addon> {
  return addon('site', [Drafts], {
    setup(app) {
      app.setRootFactory(() => ({ acl }))
      app.setSecurityPolicy(new SessionSecurityPolicy({ principals: source }))
    },
  })
}

async function asUser(app: TestApp, id: number, path: string): Promise<string | number> {
  const { cookies } = await app.inject(`/login?stay&id=${id}`)
  const { status, text } = await app.inject({ path, cookies })
  return status === 200 ? text : status
}

describe('principals that are looked up', () => {
  const rows: ReadonlyArray<readonly [id: number, path: string, expected: string | number]> = [
    [1, '/', 'view'],
    [1, '/edit', 'edit'],
    [1, '/page', 'for staff'],
    [1, '/other', 404],
    [2, '/', 403],
    [2, '/edit', 403],
    [2, '/page', 'for all'],
    [2, '/other', 'not staff'],
    [3, '/', 'view'],
    [3, '/edit', 403],
  ]
  for (const [id, path, expected] of rows) {
    test(`user ${id}, ${path}: ${expected}`, async () => {
      await using app = await start([drafts(groups)])
      assert.equal(await asUser(app, id, path), expected)
    })
  }

  test('the answer says which entry decided, where, and who asked', async () => {
    await using app = await start([drafts(groups)])
    assert.deepEqual(JSON.parse(String(await asUser(app, 1, '/why'))), [
      'edit is allowed by [Allow, group:shop.staff, edit|publish] at /.',
      [Everyone, Authenticated, 'user:1', 'group:shop.staff'],
    ])
    assert.deepEqual((await app.inject('/why')).json(), [
      'edit is denied by [Deny, system.Everyone, ALL_PERMISSIONS] at /.',
      [Everyone],
    ])
  })

  test('a change of user in the middle of a request counts at once', async () => {
    await using app = await start([drafts(groups)])
    assert.deepEqual((await app.inject('/login?id=1')).json(), [false, true, false])
  })

  test('the source is asked once for each request and user, and of nobody too', async () => {
    const asked: unknown[] = []
    const source: PrincipalSource = (request, userId) => {
      asked.push([request.path, userId])
      return []
    }
    await using app = await start([drafts(source)])
    await app.inject('/page')
    await app.inject('/why')
    assert.deepEqual(asked, [
      ['/page', null],
      ['/why', null],
    ])
  })

  test('a source that fails permits nothing: the request fails', async () => {
    await using app = await start([drafts(groups)])
    const { cookies } = await app.inject('/login?id=3&stay')
    const broken: PrincipalSource = () => Promise.reject(new RangeError('broken'))
    await using failing = await start([drafts(broken)])
    assert.equal((await failing.inject({ path: '/', cookies })).status, 500)
    assert.equal((await failing.inject('/edit')).status, 500)
  })
})
