import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Config } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { folder, made, urls, type Make } from './urls-support.test.ts'

describe('static files', () => {
  test('the URL names the content, and what is under it is kept for ever', async () => {
    await using app = await createTestApp({ addons: [urls] })
    const url = await made(app, (r) => r.staticUrl('urls/static/shop.css'))
    assert.match(url, /^http:\/\/example\.org\/urls\/static\/shop\.css\?x=[\w-]{12}$/)
    const kept = await app.inject(url.slice('http://example.org'.length))
    assert.equal(kept.status, 200)
    assert.equal(kept.text, 'body{}')
    assert.equal(kept.headers['cache-control'], 'public, max-age=31536000, immutable')
    const other = await app.inject('/urls/static/shop.css?x=wrong')
    assert.equal(other.headers['cache-control'], 'public, max-age=604800')
  })

  test('in development, a changed file has another URL', async () => {
    await using app = await createTestApp({ addons: [urls], config: { development: true } })
    writeFileSync(join(folder, 'static', 'changing.css'), 'a')
    const first = await made(app, (r) => r.staticPath('/urls/static/changing.css'))
    writeFileSync(join(folder, 'static', 'changing.css'), 'bb')
    const second = await made(app, (r) => r.staticPath('/urls/static/changing.css'))
    assert.notEqual(first, second)
    assert.equal((await app.inject(first)).headers['cache-control'], 'no-cache, max-age=0')
    assert.equal((await app.inject(second)).headers['cache-control'], 'public, max-age=31536000, immutable')
  })

  const version = '\\?x=[\\w-]{12}'
  const rows: ReadonlyArray<readonly [string, Make, RegExp, Config?]> = [
    ['path', (r) => r.staticPath('urls/static/shop.css'), RegExp(`^/urls/static/shop\\.css${version}$`)],
    ['unicode', (r) => r.staticPath('urls/static/a b/ü.css'), RegExp(`^/urls/static/a%20b/%C3%BC\\.css${version}$`)],
    ['not there', (r) => r.staticPath('urls/static/none.css'), /^\/urls\/static\/none\.css$/],
    ['with query', (r) => r.staticPath('urls/static/shop.css', { query: { a: 1 } }), /^\/urls\/static\/shop\.css\?a=1&x=[\w-]{12}$/],
    ['with query text', (r) => r.staticPath('urls/static/shop.css', { query: 'a=1' }), /^\/urls\/static\/shop\.css\?a=1&x=[\w-]{12}$/],
    ['with anchor', (r) => r.staticPath('urls/static/shop.css', { anchor: 'a' }), /^\/urls\/static\/shop\.css\?x=[\w-]{12}#a$/],
    ['off', (r) => r.staticPath('urls/static/shop.css'), /^\/urls\/static\/shop\.css$/, { static: { cacheBusting: false } }],
    ['other host', (r) => r.staticUrl('urls/static/none.css'), /^https:\/\/cdn\.org\/urls\/static\/none\.css$/, { static: { url: 'https://cdn.org/' } }],
    ['other host, its scheme ours', (r) => r.staticUrl('urls/static/none.css'), /^http:\/\/cdn\.org\/urls\/static\/none\.css$/, { static: { url: '//cdn.org' } }],
    ['path with other host', (r) => r.staticPath('urls/static/none.css'), /^\/urls\/static\/none\.css$/, { static: { url: '//cdn.org' } }],
    ['manifest', (r) => r.staticPath('urls/static/shop.css'), /^\/urls\/static\/built\.css$/, { static: { manifest: { 'urls/static/shop.css': 'urls/static/built.css' } } }],
    ['manifest, given as it is asked for', (r) => r.staticPath('/urls/static/shop.css', { query: { a: 1 } }), /^\/urls\/static\/b%20c\.css\?a=1$/, { static: { manifest: { 'urls/static/shop.css': '/urls/static/b c.css' } } }],
    ['manifest that says nothing of it: by content', (r) => r.staticPath('urls/static/shop.css'), RegExp(`^/urls/static/shop\\.css${version}$`), { static: { manifest: { 'urls/static/other.css': 'x.css' } } }],
    ['manifest and no versions', (r) => r.staticPath('urls/static/shop.css'), /^\/built\.css$/, { static: { cacheBusting: false, manifest: { 'urls/static/shop.css': 'built.css' } } }],
    ['manifest on another host', (r) => r.staticUrl('urls/static/shop.css'), /^https:\/\/cdn\.org\/v1\/built\.css$/, { static: { url: 'https://cdn.org/v1/', manifest: { 'urls/static/shop.css': 'built.css' } } }],
    ['a name of a prototype in a manifest', (r) => r.staticPath('urls/static/constructor'), /^\/urls\/static\/constructor$/, { static: { manifest: {} } }],
    ['version on another host', (r) => r.staticUrl('urls/static/shop.css', { query: { a: 1 }, anchor: 'z' }), /^https:\/\/cdn\.org\/urls\/static\/shop\.css\?a=1&x=[\w-]{12}#z$/, { static: { url: 'https://cdn.org' } }],
    ['appUrl before another host', (r) => r.staticUrl('urls/static/none.css', { appUrl: 'https://own.org' }), /^https:\/\/own\.org\/urls\/static\/none\.css$/, { static: { url: 'https://cdn.org' } }],
    ['scheme', (r) => r.staticUrl('urls/static/none.css', { scheme: 'https' }), /^https:\/\/example\.org\/urls\/static\/none\.css$/],
    ['host and port', (r) => r.staticUrl('urls/static/none.css', { host: 'a.org', port: 81 }), /^http:\/\/a\.org:81\/urls\/static\/none\.css$/],
    ['elements', (r) => r.staticUrl('urls/static/icons', { elements: ['a b.svg'] }), /^http:\/\/example\.org\/urls\/static\/icons\/a%20b\.svg$/],
    ['query as pairs', (r) => r.staticPath('urls/static/shop.css', { query: [['a', 1], ['a', null]] }), /^\/urls\/static\/shop\.css\?a=1&a=&x=[\w-]{12}$/],
    ['query: null', (r) => r.staticPath('urls/static/shop.css', { query: null }), RegExp(`^/urls/static/shop\\.css${version}$`)],
    ['manifest without it', (r) => r.staticPath('urls/static/none.css'), /^\/urls\/static\/none\.css$/, { static: { manifest: {} } }],
  ] // prettier-ignore
  for (const [title, make, expected, config = {}] of rows) {
    test(title, async () => {
      await using app = await createTestApp({ addons: [urls], config })
      assert.match(await made(app, make), expected)
    })
  }
})
