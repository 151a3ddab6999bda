import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './support.ts'

const shop = openShop()

test('a book has a page with all that is known of it', async () => {
  const { status, text } = await shop().inject('/shop/101')
  assert.equal(status, 200)
  assert.match(text, /<title>War and Peace, by Leo Tolstoy · Pergola Books<\/title>/)
  assert.match(text, /<h1>War and Peace<\/h1>/)
  assert.match(text, /<p class="original" lang="ru">Война и миръ<\/p>/)
  assert.match(text, /<a href="\/shop\?q=Leo\+Tolstoy">Leo Tolstoy<\/a>/)
  assert.match(text, /<span class="price">€\u00a0<span class="oe_currency_value">16\.50<\/span><\/span>/)
  assert.match(text, /<dd>1869<\/dd>/)
  assert.match(text, /<dd>Russian<\/dd>/)
  assert.match(text, /<a href="\/shop\?category=\d+">Fiction › Novel<\/a>/)
  assert.match(text, /<li><a href="http:\/\/localhost\/browse\/fiction\/novel\/">Novel<\/a><\/li>/)
  assert.match(text, /<input type="hidden" name="csrf_token" value="[0-9a-f]{64}o"\/>/)
})

test('years before Christ are told', async () => {
  assert.match(
    (await shop().inject('/shop/19')).text,
    /<dd>300 BC<\/dd>\s*<dt>Written in<\/dt>\s*<dd>Ancient Greek<\/dd>/,
  )
})

test('a book that is not there is a page of the shop, with status 404', async () => {
  for (const id of ['602', '2147483647']) {
    const response = await shop().inject(`/shop/${id}`)
    assert.equal(response.status, 404)
    assert.match(response.text, /<h1>Not on our shelves<\/h1>\s*<p class="o_error">We have no such book\.<\/p>/)
    assert.match(response.text, /Pergola Books/)
  }
  for (const id of ['0', '2147483648', '9007199254740991', '99999999999999999999']) {
    assert.equal((await shop().inject(`/shop/${id}`)).status, 404)
  }
  const json = await shop().inject({ path: '/shop/602', headers: { accept: 'application/json' } })
  assert.equal(json.status, 404)
  assert.equal((json.json() as { detail: string }).detail, 'We have no such book.')
})

test('a cover is a picture that is kept, and asked for by its version', async () => {
  const cover = await shop().inject('/shop/cover/1.svg')
  assert.equal(cover.status, 200)
  assert.equal(cover.headers['content-type'], 'image/svg+xml')
  assert.equal(cover.headers['cache-control'], 'public, max-age=3600')
  assert.equal(cover.headers['content-disposition'], undefined)
  assert.deepEqual(cover.cookies, {})
  assert.match(cover.text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  assert.match(cover.text, /<title>Pride and Prejudice, by Jane Austen<\/title>/)

  const etag = cover.headers['etag'] ?? ''
  assert.match(etag, /^"[\w-]{16}"$/)
  const again = await shop().inject({ path: '/shop/cover/1.svg', headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
  assert.equal(again.headers['etag'], etag)
  const other = await shop().inject({ path: '/shop/cover/2.svg', headers: { 'if-none-match': etag } })
  assert.equal(other.status, 200)
  assert.notEqual(other.headers['etag'], etag)
})

test('a cover is downloaded under the name of its book', async () => {
  const download = await shop().inject({ path: '/shop/cover/1.svg', query: { download: '1' } })
  assert.equal(download.headers['content-disposition'], 'attachment; filename="pride-and-prejudice.svg"')
  const accents = await shop().inject('/shop/cover/100.svg?download=1')
  assert.equal(accents.headers['content-disposition'], 'attachment; filename="kokoro.svg"')
  assert.equal((await shop().inject('/shop/cover/602.svg')).status, 404)
  assert.equal((await shop().inject('/shop/cover/1.png')).status, 404)
})

test('every book has a cover whose quotes and signs are escaped', async () => {
  for (let id = 1; id <= 601; id++) {
    const { status, text } = await shop().inject(`/shop/cover/${id}.svg`)
    assert.equal(status, 200)
    assert.doesNotMatch(text, /&(?!#\d+;|amp;|lt;|gt;|quot;)|NaN|undefined/, `the cover of book ${id}`)
  }
})
