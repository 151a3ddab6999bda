import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UrlBuildError } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { made, table, urls } from './urls-support.test.ts'

table('routeUrl', {}, [
  [(r) => r.routeUrl('book', { id: 7 }), 'http://example.org/shop/7'],
  [(r) => r.routeUrl('book', { id: '7' }), 'http://example.org/shop/7'],
  [(r) => r.routeUrl('urls.Urls.unnamed'), 'http://example.org/any'],
  [(r) => r.routeUrl('list'), 'http://example.org/shop'],
  [(r) => r.routeUrl('list', { page: 2 }), 'http://example.org/shop/page/2'],
  [(r) => r.routeUrl('book', { id: 7, unused: 'x' }), 'http://example.org/shop/7'],
  [(r) => r.routeUrl('word', { q: 'a b' }), 'http://example.org/word/a%20b'],
  [(r) => r.routeUrl('word', { q: "!$&'()*+,;=:@~_.-" }), "http://example.org/word/!$&'()*+,;=:@~_.-"],
  [(r) => r.routeUrl('word', { q: '?#%[]"<>' }), 'http://example.org/word/%3F%23%25%5B%5D%22%3C%3E'],
  [(r) => r.routeUrl('word', { q: 'Ünï' }), 'http://example.org/word/%C3%9Cn%C3%AF'],
  [(r) => r.routeUrl('word', { q: '\u{1f33f}' }), 'http://example.org/word/%F0%9F%8C%BF'],
  [(r) => r.routeUrl('files', { rest: 'a/b c/d' }), 'http://example.org/files/a/b%20c/d'],
  [(r) => r.routeUrl('files', { rest: ['a', 'b c', 'd'] }), 'http://example.org/files/a/b%20c/d'],
  [(r) => r.routeUrl('unicode', { q: 'x' }), 'http://example.org/Pe%C3%B1a/x'],
  [(r) => r.routePath('book', { id: 7 }), '/shop/7'],
  [(r) => r.routePath('book', { id: 7 }, { query: { a: 1 }, anchor: 'top' }), '/shop/7?a=1#top'],
  [(r) => r.routeUrl('pre', {}), 'http://example.org/pre/made/more?made=1'],
  [(r) => r.routeUrl('pre', { q: 'own' }, { anchor: 'a' }), 'http://example.org/pre/own/more?made=1#a'],
  [(r) => r.routePath('pre', {}), '/pre/made/more?made=1'],
])

table('what cannot be made', {}, [
  [(r) => r.routeUrl('bok', { id: 1 }), 'UrlBuildError: No route is named bok. Is book meant?'],
  [(r) => r.currentRouteUrl(), 'UrlBuildError: No route matched this request: name one as routeName.'],
  [
    (r) => r.staticUrl('nobody/static/a.css'),
    "UrlBuildError: No addon has the static file nobody/static/a.css: name it as 'addon/static/file'.",
  ],
  [
    (r) => r.staticUrl('urls/static/../addon.ts'),
    "UrlBuildError: No addon has the static file urls/static/../addon.ts: name it as 'addon/static/file'.",
  ],
])

describe('the current route', () => {
  const rows = [
    ['same', 'http://localhost/shop/7?make=same'],
    ['sameNoQuery', 'http://localhost/shop/7'],
    ['next', 'http://localhost/shop/8?a=1'],
    ['path', '/shop/7?make=path'],
    ['pathNext', '/shop/9#x'],
    ['other', 'http://localhost/word/z/e'],
    ['list', '/shop'],
  ] as const
  for (const [make, expected] of rows) {
    test(`${make}: ${expected}`, async () => {
      await using app = await createTestApp({ addons: [urls] })
      assert.equal((await app.inject({ path: '/shop/7', query: { make } })).text, expected)
    })
  }
})

test('missing values are named', async () => {
  await using app = await createTestApp({ addons: [urls] })
  assert.match(await made(app, (r) => r.routeUrl('word')), /^UrlBuildError: The URL of word cannot be made: .*'?q/s)
  assert.match(await made(app, (r) => r.routeUrl('word')), /for the endpoint 'word' from no values/)
  assert.match(await made(app, (r) => r.routeUrl('book', { id: 'x' })), /for the endpoint 'book' from the values id/)
  assert.equal(new UrlBuildError('x').status, 500)
})
