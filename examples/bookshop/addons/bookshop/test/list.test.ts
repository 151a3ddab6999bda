import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from 'pergola/testing'
import bookshop from '../addon.ts'

/** The titles of the cards, in their order. */
const titlesIn = (text: string) => [...text.matchAll(/<span class="title">([^<]*)<\/span>/g)].map(([, title]) => title)

test('the root leads to the shop', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const response = await app.inject('/')
  assert.equal(response.status, 303)
  assert.equal(response.headers['location'], '/shop')
})

test('the list shows twenty books of a page, and links to the other pages', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const first = await app.inject('/shop')
  assert.equal(first.status, 200)
  assert.equal(first.headers['content-type'], 'text/html; charset=utf-8')
  assert.match(first.text, /<title>Classics for every shelf, page 1 of 31 · Pergola Books<\/title>/)
  assert.match(first.text, /601 books, page 1 of 31/)
  assert.equal(titlesIn(first.text).length, 20)
  assert.equal(titlesIn(first.text)[0], 'Pride and Prejudice')
  assert.match(first.text, /<a rel="next" href="\/shop\/page\/2">Next<\/a>/)
  assert.doesNotMatch(first.text, /rel="prev"/)

  const second = await app.inject('/shop/page/2')
  assert.equal(titlesIn(second.text).length, 20)
  assert.deepEqual(
    titlesIn(second.text).filter((title) => titlesIn(first.text).includes(title)),
    [],
  )
  assert.match(second.text, /<a rel="prev" href="\/shop">Previous<\/a>/)
})

test('the last page has what is left, and beyond it there is nothing', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const last = await app.inject('/shop/page/31')
  assert.equal(titlesIn(last.text).length, 1)
  assert.doesNotMatch(last.text, /rel="next"/)
  for (const page of ['0', '32', '9007199254740991']) {
    const beyond = await app.inject(`/shop/page/${page}`)
    assert.equal(beyond.status, 404)
    assert.match(beyond.text, /The list has the pages 1 to 31\./)
  }
  assert.equal((await app.inject('/shop/page/99999999999999999999')).status, 404)
  assert.equal((await app.inject('/shop/page/-1')).status, 404)
  assert.equal((await app.inject('/shop/page/two')).status, 404)
})

test('a search shows what it found, keeps its words, and is kept from page to page', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const tolstoy = await app.inject({ path: '/shop', query: { q: 'tolstoy' } })
  assert.ok(titlesIn(tolstoy.text).includes('War and Peace'))
  assert.match(tolstoy.text, /<h1>“tolstoy”<\/h1>/)
  assert.match(tolstoy.text, /<input[^>]* name="q"[^>]* value="tolstoy"/)

  const novels = await app.inject({ path: '/shop', query: { category: 'Fiction/Novel' } })
  assert.match(novels.text, /169 books, page 1 of 9/)
  assert.match(novels.text, /<option value="Fiction\/Novel" selected="selected">Novel<\/option>/)
  assert.match(novels.text, /<a rel="next" href="\/shop\/page\/2\?category=Fiction%2FNovel">/)

  const both = await app.inject({ path: '/shop', query: { q: 'the', category: 'Poetry' } })
  assert.match(both.text, /<h1>“the” in Poetry<\/h1>/)
})

test('a search without a result says so', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const response = await app.inject({ path: '/shop', query: { q: 'zzz' } })
  assert.equal(response.status, 200)
  assert.match(response.text, /0 books/)
  assert.match(response.text, /Nothing of that kind/)
})

test('who only looks gets no cookie', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  assert.deepEqual((await app.inject('/shop')).cookies, {})
  assert.deepEqual((await app.inject('/shop/cart')).cookies, {})
})

test('the list is only read', async () => {
  await using app = await createTestApp({ addons: [bookshop] })
  const response = await app.inject({ path: '/shop', method: 'DELETE' })
  assert.equal(response.status, 405)
  assert.deepEqual((response.headers['allow'] ?? '').split(', ').toSorted(), ['GET', 'HEAD', 'OPTIONS'])
})
