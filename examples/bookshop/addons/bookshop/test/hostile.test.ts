import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './support.ts'

const shop = openShop()

test('markup in a search is shown as text', async () => {
  for (const q of ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)"]) {
    const { status, text } = await shop().inject({ path: '/shop', query: { q, category: q } })
    assert.equal(status, 200)
    assert.ok(!text.includes(q), q)
    assert.ok(!text.includes('<script') && !text.includes('<img src=x'), q)
    assert.doesNotMatch(text, /\sonfocus='/)
  }
})

test('names of prototypes are names of nothing', async () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
    const asValue = await shop().inject({ path: '/shop', query: { q: name, category: name } })
    assert.equal(asValue.status, 200)
    assert.match(asValue.text, /0 books/)
    const asName = await shop().inject({ path: '/shop', query: { [name]: 'x', [`${name}[q]`]: 'x' } })
    assert.match(asName.text, /601 books/)
  }
  assert.equal(({} as { q?: unknown }).q, undefined)
})

test('names of prototypes in JSON reach nothing', async () => {
  const body = '{"jsonrpc":"2.0","id":1,"params":{"__proto__":{"id":2},"constructor":{"prototype":{"id":2}}}}'
  const response = await shop().inject({
    path: '/shop/price/1',
    body,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  assert.ok(response.status === 200 || response.status === 400)
  assert.equal(({} as { id?: unknown }).id, undefined)
})

test('a search is as long as its sender likes', async () => {
  for (const q of ['a '.repeat(50_000), '́'.repeat(50_000), '\0', '\uD800', '%', ' ']) {
    assert.equal((await shop().inject({ path: '/shop', query: { q } })).status, 200)
  }
})

test('nothing outside of static is sent', async () => {
  assert.equal((await shop().inject('/bookshop/static/shop.css')).status, 200)
  const paths = [
    '../addon.ts',
    '..%2faddon.ts',
    '%2e%2e/addon.ts',
    '..%5caddon.ts',
    '....//addon.ts',
    './../addon.ts',
    '%00',
    '',
  ]
  for (const path of paths) {
    const { status, text } = await shop().inject(`/bookshop/static/${path}`)
    assert.ok(status === 404 || status === 400, `${path}: ${status}`)
    assert.ok(!text.includes('defineAddon'), path)
  }
})

test('a made-up session is not taken over', async () => {
  const cookies = { session_id: 'a'.repeat(84) }
  const response = await shop().inject({ path: '/shop/1', cookies })
  assert.equal(response.status, 200)
  assert.notEqual(response.cookies['session_id'], cookies.session_id)
})
