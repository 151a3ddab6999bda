import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RpcError } from 'pergola/testing'
import { withVault } from './vault.ts'

const vault = withVault()

async function service(name: string, method: string, args: unknown[]): Promise<unknown> {
  return vault.app.browser({ database: 'main' }).rpc('/jsonrpc', { service: name, method, args })
}

async function kw(
  method: string,
  args: unknown[],
  kwargs: object = {},
  path = '/web/dataset/call_kw',
): Promise<unknown> {
  const browser = vault.app.browser({ database: 'main', login: 'ann' })
  return browser.rpc(path, { model: 'vault.note', method, args, kwargs })
}

function isRefused(name: string, pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof RpcError)
    assert.equal(error.data.name, name)
    assert.match(error.message, pattern)
    return true
  }
}

test('common tells its version and who logs in', async () => {
  assert.deepEqual(await service('common', 'version', []), {
    server_version: '19.0',
    server_version_info: [19, 0, 0, 'final', 0, ''],
    server_serie: '19.0',
    protocol_version: 1,
  })
  assert.equal(await service('common', 'login', ['main', 'ann', 'ann secret']), vault.ann.uid)
  assert.equal(await service('common', 'authenticate', ['main', 'ann', 'ann secret', {}]), vault.ann.uid)
  assert.equal(await service('common', 'authenticate', ['main', 'ann', vault.annKey, {}]), vault.ann.uid)
  for (const args of [
    ['main', 'ann', 'wrong'],
    ['elsewhere', 'ann', 'ann secret'],
    ['main', 'nobody', 'x'],
    [['main'], 'ann', 'ann secret'],
    ['main', { login: 'ann' }, null],
  ]) {
    assert.equal(await service('common', 'login', args), false)
  }
})

test('object calls methods with a password or a key', async () => {
  const { annNote, bobNote, annKey } = vault
  const { uid } = vault.ann
  const domain = [['name', 'like', 'of']]
  assert.deepEqual(
    await service('object', 'execute_kw', ['main', uid, 'ann secret', 'vault.note', 'search', [domain]]),
    [annNote],
  )
  assert.deepEqual(await service('object', 'execute', ['main', uid, annKey, 'vault.note', 'search', domain, 0, 5]), [
    annNote,
  ])
  const read = ['main', uid, annKey, 'vault.note', 'read', [[annNote]], { fields: ['name'] }]
  assert.deepEqual(await service('object', 'execute_kw', read), [{ id: annNote, name: 'of ann' }])
  const other = ['main', uid, annKey, 'vault.note', 'read', [[bobNote]], { fields: ['name'] }]
  await assert.rejects(service('object', 'execute_kw', other), isRefused('AccessError', /not allowed to read/))
})

test('object refuses whoever does not prove who they are', async () => {
  const { uid } = vault.ann
  const tail = ['vault.note', 'search', [[]]]
  for (const [database, id, secret] of [
    ['main', uid, 'wrong'],
    ['main', vault.bob.uid, vault.annKey],
    ['main', 1, vault.annKey],
    ['main', String(uid), vault.annKey],
    ['main', uid, ''],
    ['main', uid, null],
    ['main', 0, vault.annKey],
    ['other', uid, vault.annKey],
    [null, uid, vault.annKey],
  ]) {
    await assert.rejects(
      service('object', 'execute_kw', [database, id, secret, ...tail]),
      isRefused('AccessDenied', /./),
    )
  }
  await assert.rejects(service('object', 'drop', []), isRefused('NotFound', /no method "drop"/))
  await assert.rejects(service('db', 'list', []), isRefused('NotFound', /no service "db"/))
  await assert.rejects(service('object', 'execute_kw', ['main', uid]), isRefused('UserError', /takes database/))
})

test('call_kw takes positional and named arguments as Odoo does', async () => {
  const { annNote, ann } = vault
  assert.deepEqual(await kw('search', [[['name', 'like', 'of']]], { limit: 1 }), [annNote])
  assert.deepEqual(await kw('read', [[annNote], ['name']]), [{ id: annNote, name: 'of ann' }])
  assert.deepEqual(await kw('read', [annNote, ['name']]), [{ id: annNote, name: 'of ann' }])
  assert.deepEqual(await kw('weigh', [[annNote], 2], { plus: 3 }), [13])
  assert.deepEqual(await kw('findLight', [100], {}, '/web/dataset/call_kw/vault.note/findLight'), [annNote])
  const one = (await kw('create', [{ name: 'single', owner_id: ann.uid }])) as number
  assert.equal(typeof one, 'number')
  const many = (await kw('create', [[{ name: 'list', owner_id: ann.uid }]])) as number[]
  assert.equal(await kw('write', [[one, ...many], { body: false }]), true)
  assert.equal(await kw('unlink', [[one, ...many]]), true)
  assert.deepEqual(await kw('name_search', [], { name: 'ann', args: [['weight', '>', 1]], operator: 'ilike' }), [
    [annNote, 'of ann'],
  ])
})

test('call_kw refuses what does not fit', async () => {
  await assert.rejects(kw('read', []), isRefused('UserError', /first argument is the list of ids/))
  await assert.rejects(kw('search', [[], 0, 1, 'id', 5]), isRefused('UserError', /takes 4 arguments/))
  await assert.rejects(kw('search', [[]], { domain: [] }), isRefused('UserError', /several values for domain/))
  await assert.rejects(kw('weigh', [[1], 2, {}, 3]), isRefused('UserError', /takes 2 arguments/))
  await assert.rejects(kw('sudo', [[1]]), isRefused('AccessError', /cannot be called remotely/))
  await assert.rejects(kw('search', [[['pin', '=', '4711']]]), isRefused('AccessError', /pin/))
  await assert.rejects(kw('read', [[vault.annNote], ['name']], { context: 'x' }), isRefused('UserError', /context/))
  const browser = vault.app.browser({ database: 'main', login: 'ann' })
  const call = browser.rpc('/web/dataset/call_kw', { model: 'no.model', method: 'read', args: [[1]], kwargs: {} })
  await assert.rejects(call, isRefused('NotFound', /no\.model/))
  await assert.rejects(
    browser.rpc('/web/dataset/call_kw', { model: ['x'], method: 'read' }),
    isRefused('UserError', /are texts/),
  )
})

test('a URL that reads with a body that writes is still written', async () => {
  const created = await kw(
    'create',
    [{ name: 'sly', owner_id: vault.ann.uid }],
    {},
    '/web/dataset/call_kw/vault.note/search',
  )
  assert.deepEqual(await kw('exists', [[created]]), [created])
})

test('nobody who is not logged in calls anything', async () => {
  const browser = vault.app.browser({ database: 'main' })
  const call = browser.rpc('/web/dataset/call_kw', { model: 'vault.note', method: 'search', args: [[]], kwargs: {} })
  await assert.rejects(call, isRefused('SessionExpired', /./))
})
