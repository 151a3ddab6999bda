import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './support.ts'

const shop = openShop()

/** The titles of the cards, in their order. */
const titlesIn = (text: string) => [...text.matchAll(/<span class="title">([^<]*)<\/span>/g)].map(([, title]) => title)

test('the root leads to the shop', async () => {
  const response = await shop().inject('/')
  assert.equal(response.status, 303)
  assert.equal(response.headers['location'], '/shop')
})

test('the list shows twenty books of a page, and links to the other pages', async () => {
  const first = await shop().inject('/shop')
  assert.equal(first.status, 200)
  assert.equal(first.headers['content-type'], 'text/html; charset=utf-8')
  assert.match(first.text, /<title>Classics for every shelf, page 1 of 31 · Pergola Books<\/title>/)
  assert.match(first.text, /601 books, page 1 of 31/)
  assert.equal(titlesIn(first.text).length, 20)
  assert.equal(titlesIn(first.text)[0], 'Pride and Prejudice')
  assert.match(first.text, /<a rel="next" href="\/shop\/page\/2">Next<\/a>/)
  assert.doesNotMatch(first.text, /rel="prev"/)

  const second = await shop().inject('/shop/page/2')
  assert.equal(titlesIn(second.text).length, 20)
  assert.deepEqual(
    titlesIn(second.text).filter((title) => titlesIn(first.text).includes(title)),
    [],
  )
  assert.match(second.text, /<a rel="prev" href="\/shop">Previous<\/a>/)
})

test('the last page has what is left, and beyond it there is nothing', async () => {
  const last = await shop().inject('/shop/page/31')
  assert.equal(titlesIn(last.text).length, 1)
  assert.doesNotMatch(last.text, /rel="next"/)
  for (const page of ['0', '32', '9007199254740991']) {
    const beyond = await shop().inject(`/shop/page/${page}`)
    assert.equal(beyond.status, 404)
    assert.match(beyond.text, /The list has the pages 1 to 31\./)
  }
  assert.equal((await shop().inject('/shop/page/99999999999999999999')).status, 404)
  assert.equal((await shop().inject('/shop/page/-1')).status, 404)
  assert.equal((await shop().inject('/shop/page/two')).status, 404)
})

test('a search shows what it found, keeps its words, and is kept from page to page', async () => {
  const tolstoy = await shop().inject({ path: '/shop', query: { q: 'tolstoy' } })
  assert.ok(titlesIn(tolstoy.text).includes('War and Peace'))
  assert.match(tolstoy.text, /<h1>“tolstoy”<\/h1>/)
  assert.match(tolstoy.text, /<input[^>]* name="q"[^>]* value="tolstoy"/)

  const id = (name: string) => new RegExp(`<option value="(\\d+)"[^>]*>${name}<`).exec(tolstoy.text)?.[1] ?? ''
  const novels = await shop().inject({ path: '/shop', query: { category: id('Novel') } })
  assert.match(novels.text, /169 books, page 1 of 9/)
  assert.match(novels.text, /<h1>Fiction › Novel<\/h1>/)
  assert.match(novels.text, new RegExp(`<option value="${id('Novel')}" selected="selected">Novel</option>`))
  assert.match(novels.text, new RegExp(`<a rel="next" href="/shop/page/2\\?category=${id('Novel')}">`))

  const both = await shop().inject({ path: '/shop', query: { q: 'the', category: id('All poetry') } })
  assert.match(both.text, /<h1>“the” in Poetry<\/h1>/)
})

test('a search finds words of title and author in any order, whatever their case and accents', async () => {
  const found = async (q: string) => titlesIn((await shop().inject({ path: '/shop', query: { q } })).text)
  assert.deepEqual(await found('austen PRIDE'), ['Pride and Prejudice'])
  assert.deepEqual(await found('sōseki kokoro'), ['Kokoro'])
  assert.deepEqual(await found('Soseki Kokoro'), ['Kokoro'])
  assert.deepEqual(await found('Война'), ['War and Peace'])
  assert.deepEqual(await found('100%'), [])
  assert.deepEqual(await found('pr_de'), [])
})

test('a category that is not there has no books', async () => {
  for (const category of ['0', '999999', 'x', '99999999999', '-1', '1.5']) {
    const response = await shop().inject({ path: '/shop', query: { category } })
    assert.equal(response.status, 200)
    assert.match(response.text, /0 books/)
  }
})

test('a search without a result says so', async () => {
  const response = await shop().inject({ path: '/shop', query: { q: 'zzz' } })
  assert.equal(response.status, 200)
  assert.match(response.text, /0 books/)
  assert.match(response.text, /Nothing of that kind/)
})

test('who only looks gets no cookie', async () => {
  assert.deepEqual((await shop().inject('/shop')).cookies, {})
  assert.deepEqual((await shop().inject('/shop/cart')).cookies, {})
})

test('the list is only read', async () => {
  const response = await shop().inject({ path: '/shop', method: 'DELETE' })
  assert.equal(response.status, 405)
  assert.deepEqual((response.headers['allow'] ?? '').split(', ').toSorted(), ['GET', 'HEAD', 'OPTIONS'])
})
