import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './support.ts'

const shop = openShop()

test('every page offers all categories, also those of shelves and errors', async () => {
  for (const path of ['/shop', '/shop/1', '/shop/cart', '/browse', '/browse/fiction', '/browse/authors', '/nothing']) {
    const { text } = await shop().inject(path)
    const groups = [...text.matchAll(/<optgroup label="([^"]*)">/g)].map(([, label]) => label)
    assert.deepEqual(groups, ['Drama', 'Fiction', 'Non-fiction', 'Poetry'], path)
  }
})

test('the head knows who is logged in', async () => {
  assert.match((await shop().inject('/shop/1')).text, /<a href="\/web\/login\?redirect=%2Fshop%2F1">Log in<\/a>/)
  const text = (await shop().browser({ database: 'main', login: 'admin' }).get('/shop')).text
  assert.match(text, /<a href="\/shop\/orders">My orders<\/a>/)
  assert.doesNotMatch(text, /Log in/)
})
