import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import { addon, fill, type Vault } from './vault.ts'

// Here requests have transactions of their own, as a server's have.
let app: TestApp
let vault: Vault

before(async () => {
  app = await createTestApp({ addons: [addon], databases: { main: ['vault'] } })
  const { databases } = app.app
  assert.ok(databases !== null)
  vault = await databases.inEnvironment('main', (env) => fill(app, env))
})

after(() => app.close())

async function call(method: string, json: object): Promise<[number, unknown]> {
  const headers = { authorization: `Bearer ${vault.annKey}` }
  const path = `/json/2/vault.note/${method}`
  const response = await app.inject({ database: 'main', method: 'POST', path, headers, json })
  return [response.status, response.json()]
}

test('a constraint tells its own message, and nothing is kept', async () => {
  const taken = { name: 'of ann', owner_id: vault.ann.uid }
  const [status, problem] = await call('create', { vals_list: [{ ...taken, name: 'first' }, taken] })
  assert.deepEqual([status, (problem as { detail: string }).detail], [422, 'There is such a note.'])
  assert.deepEqual(await call('search_count', { domain: [['name', '=', 'first']] }), [200, 0])
})

test('a method that says that it only reads, and writes, is run again', async () => {
  assert.deepEqual(await call('touch', {}), [200, true])
  const path = '/web/dataset/call_kw/vault.note/search'
  const { annNote, ann } = vault
  const params = { service: 'object', method: 'execute_kw' }
  const rpc = async (args: unknown[]): Promise<unknown> =>
    app.browser({ database: 'main' }).rpc('/jsonrpc', { ...params, args })
  const head = ['main', ann.uid, vault.annKey, 'vault.note']
  assert.equal(await rpc([...head, 'write', [[annNote], { weight: 9 }]]), true)
  assert.deepEqual(await rpc([...head, 'search', [[['weight', '=', 9]]]]), [annNote])
  const browser = app.browser({ database: 'main', login: 'ann' })
  const values = { name: 'sly', owner_id: ann.uid }
  const made = await browser.rpc(path, { model: 'vault.note', method: 'create', args: [values], kwargs: {} })
  assert.deepEqual(await call('exists', { ids: [made] }), [200, [made]])
})

test('a refused key changes nothing', async () => {
  const args = ['main', vault.bob.uid, vault.annKey, 'vault.note', 'search', [[]]]
  const browser = app.browser({ database: 'main' })
  await assert.rejects(browser.rpc('/jsonrpc', { service: 'object', method: 'execute_kw', args }), /Access denied/i)
})
