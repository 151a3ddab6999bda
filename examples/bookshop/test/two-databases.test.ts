import bookshop from 'bookshop'
import discount from 'bookshop_discount'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from 'pergola/testing'
import { openShops } from './support.ts'

// As it stands in the project's page of examples.
test('the discount addon changes the price in its own database only', async () => {
  await using app = await createTestApp({
    addons: [bookshop, discount],
    databases: { plain: ['bookshop'], sale: ['bookshop_discount'] },
  })
  const plain = app.browser({ database: 'plain' })
  const sale = app.browser({ database: 'sale' })
  assert.deepEqual(await plain.rpc('/shop/price/1'), { price: 10 })
  assert.deepEqual(await sale.rpc('/shop/price/1'), { price: 9, before: 10 })
  const page = await plain.post('/shop/cart/add', { form: { bookId: '1' } }) // the browser fills in the CSRF token
  assert.equal(page.status, 303)
  const raw = await app.inject({ database: 'plain', method: 'POST', path: '/shop/cart/add', form: { bookId: '1' } })
  assert.equal(raw.status, 400) // no token

  // The sale begins and ends while the shop is open, and the other database knows nothing of it.
  await app.install('plain', ['bookshop_discount'])
  assert.deepEqual(await plain.rpc('/shop/price/1'), { price: 9, before: 10 })
  await app.uninstall('sale', ['bookshop_discount'])
  assert.deepEqual(await sale.rpc('/shop/price/1'), { price: 10 })
  assert.equal(await plain.get('/shop/cart').then(({ text }) => /9\.00/.test(text)), true)
})

test('the host says which database is meant', async () => {
  await using app = await openShops()
  const price = async (host: string) => {
    const json = { jsonrpc: '2.0', id: 1, params: {} }
    return app.inject({ path: '/shop/price/1', headers: { host }, json })
  }
  const resultAt = async (host: string) => ((await price(host)).json() as { result?: unknown }).result
  assert.deepEqual(await resultAt('shop.localhost:8069'), { price: 10 })
  assert.deepEqual(await resultAt('sale.localhost:8069'), { price: 9, before: 10 })
  assert.equal(((await price('localhost:8069')).json() as { error: { code: number } }).error.code, 404)
  assert.deepEqual(await app.app.databases?.namesFor('127.0.0.1:8069'), ['sale', 'shop'])
  assert.deepEqual(await app.app.databases?.namesFor('example.org'), [])
})
