import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RpcError } from 'pergola/testing'
import { openShop } from './support.ts'

const shop = openShop()

test('a price is told by JSON-RPC', async () => {
  const response = await shop().inject({
    path: '/shop/price/1',
    json: { jsonrpc: '2.0', id: 7, method: 'call', params: {} },
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  assert.deepEqual(response.json(), { jsonrpc: '2.0', id: 7, result: { price: 10 } })
})

test('the price of a book that is not there is an error with code 404', async () => {
  await assert.rejects(shop().browser().rpc('/shop/price/602'), (error) => {
    assert.ok(error instanceof RpcError)
    assert.equal(error.code, 404)
    assert.equal(error.message, 'We have no such book.')
    assert.equal(error.data.name, 'NotFound')
    return true
  })
})

test('the URL names the book, whatever the parameters say', async () => {
  assert.deepEqual(await shop().browser().rpc('/shop/price/1', { id: 2 }), { price: 10 })
})

test('a price is asked for in JSON', async () => {
  assert.equal((await shop().inject({ path: '/shop/price/1', form: { a: '1' } })).status, 415)
  const broken = { path: '/shop/price/1', body: '{"jsonrpc":', headers: { 'content-type': 'application/json' } }
  assert.equal((await shop().inject(broken)).status, 400)
})

test('every origin may ask whether the shop is there', async () => {
  const response = await shop().inject({ path: '/shop/ping', headers: { origin: 'https://example.org' } })
  assert.deepEqual(response.json(), { ok: true })
  assert.equal(response.headers['access-control-allow-origin'], '*')
  assert.equal((await shop().inject({ path: '/shop/ping', method: 'POST' })).status, 200)
})
