import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import {
  Controller,
  Response,
  defineAddon,
  route,
  UrlBuildError,
  type Config,
  type Request,
  type Resource,
} from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

const folder = mkdtempSync(join(tmpdir(), 'pergola-urls-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'static', 'a b'), { recursive: true })
writeFileSync(join(folder, 'static', 'shop.css'), 'body{}')
writeFileSync(join(folder, 'static', 'a b', 'ü.css'), 'p{}')

class Urls extends Controller {
  @route('/shop/<int:id>', { auth: 'none', name: 'book' })
  async book(_args: { id: number }, request: Request) {
    const { searchParams } = new URL(request.url)
    const make = searchParams.get('make') ?? ''
    const calls: Record<string, () => string> = {
      same: () => request.currentRouteUrl(),
      sameNoQuery: () => request.currentRouteUrl({}, { query: null }),
      next: () => request.currentRouteUrl({ id: 8 }, { query: { a: 1 } }),
      path: () => request.currentRoutePath(),
      pathNext: () => request.currentRoutePath({ id: 9 }, { query: null, anchor: 'x' }),
      other: () => request.currentRouteUrl({ q: 'z' }, { routeName: 'word', query: null, elements: ['e'] }),
      // Values of the current route that the other has no variable for are left out.
      list: () => request.currentRoutePath({}, { routeName: 'list', query: null }),
    }
    return request.makeResponse((calls[make] as () => string)(), { headers: { 'content-type': 'text/plain' } })
  }

  @route(['/shop', '/shop/page/<int:page>'], { auth: 'none', name: 'list' })
  async list(_args: { page?: number }) {
    return 'list'
  }

  @route('/word/<q>', { auth: 'none', name: 'word' })
  async word(_args: { q: string }) {
    return 'word'
  }

  @route('/files/<path:rest>', { auth: 'none', name: 'files' })
  async files(_args: { rest: string }) {
    return 'files'
  }

  @route('/slash/<q>/', { auth: 'none', name: 'slash' })
  async slash(_args: { q: string }) {
    return 'slash'
  }

  @route('/Peña/<q>', { auth: 'none', name: 'unicode' })
  async unicode(_args: { q: string }) {
    return 'unicode'
  }

  @route('/pre/<q>', {
    auth: 'none',
    name: 'pre',
    pregenerator: (_request, args, options) => ({
      args: { q: 'made', ...args },
      options: { ...options, query: { made: 1 }, elements: ['more'] },
    }),
  })
  async pre(_args: { q: string }) {
    return 'pre'
  }

  @route('/any', { auth: 'none' })
  async unnamed() {
    return 'unnamed'
  }
}

class Hosts extends Controller {
  @route('/watch/<id>', { auth: 'none', name: 'video', host: 'video.example.org', buildOnly: true })
  async video(_args: { id: string }) {
    return 'never'
  }

  @route('/port/<id>', { auth: 'none', name: 'port', host: 'p.example.org:8443', buildOnly: true })
  async port(_args: { id: string }) {
    return 'never'
  }

  @route('/api/<id>', { auth: 'none', name: 'api', subdomain: 'api' })
  async api(_args: { id: string }) {
    return 'api'
  }

  @route('/here/<id>', { auth: 'none', name: 'here' })
  async here(_args: { id: string }) {
    return 'here'
  }

  @route('/socket/<id>', { auth: 'none', name: 'socket', websocket: true })
  async socket(_args: { id: string }) {
    return 'socket'
  }
}

const urls = defineAddon({ name: 'urls', root: folder, controllers: [Urls] })
const hosts = defineAddon({ name: 'hosts', root: folder, controllers: [Hosts] })

type Make = (request: Request) => unknown

async function made(
  app: TestApp,
  make: Make,
  options: { headers?: Record<string, string>; path?: string; encrypted?: boolean } = {},
): Promise<string> {
  const { headers = {}, path = '/anything?x=1', encrypted = false } = options
  const answer = await app.app.perform(
    { path, headers: { host: 'example.org', ...headers }, encrypted },
    async (request) => {
      try {
        return new Response(String(make(request)))
      } catch (error) {
        return new Response(`${(error as Error).name}: ${(error as Error).message}`)
      }
    },
  )
  return answer.text
}

function table(
  title: string,
  config: Config,
  rows: ReadonlyArray<readonly [Make, string, Parameters<typeof made>[2]?]>,
  addons = [urls],
): void {
  describe(title, () => {
    for (const [make, expected, options] of rows) {
      test(expected, async () => {
        await using app = await createTestApp({ addons, config })
        assert.equal(await made(app, make, options), expected)
      })
    }
  })
}

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
  [(r) => r.routeUrl('unicode', { q: 'x' }), 'http://example.org/Pe%C3%B1a/x'],
  [(r) => r.routePath('book', { id: 7 }), '/shop/7'],
  [(r) => r.routePath('book', { id: 7 }, { query: { a: 1 }, anchor: 'top' }), '/shop/7?a=1#top'],
  [(r) => r.routeUrl('pre', {}), 'http://example.org/pre/made/more?made=1'],
  [(r) => r.routeUrl('pre', { q: 'own' }, { anchor: 'a' }), 'http://example.org/pre/own/more?made=1#a'],
  [(r) => r.routePath('pre', {}), '/pre/made/more?made=1'],
])

table('elements, query and anchor', {}, [
  [(r) => r.routePath('list', {}, { elements: ['a', 'b'] }), '/shop/a/b'],
  [(r) => r.routePath('list', {}, { elements: [1] }), '/shop/1'],
  [(r) => r.routePath('list', {}, { elements: ['a', ''] }), '/shop/a/'],
  [(r) => r.routePath('list', {}, { elements: [''] }), '/shop/'],
  [(r) => r.routePath('list', {}, { elements: [] }), '/shop'],
  [(r) => r.routePath('list', {}, { elements: ['a/b'] }), '/shop/a%2Fb'],
  [(r) => r.routePath('list', {}, { elements: ['@@edit'] }), '/shop/@@edit'],
  [(r) => r.routePath('list', {}, { elements: ["$&'()*+,;=:@!~"] }), "/shop/$&'()*+,;=:@!~"],
  [(r) => r.routePath('list', {}, { elements: ['ü ?#%'] }), '/shop/%C3%BC%20%3F%23%25'],
  [(r) => r.routePath('slash', { q: 'x' }, { elements: ['a'] }), '/slash/x/a'],
  [(r) => r.routePath('list', {}, { query: { a: 1, b: 'two' } }), '/shop?a=1&b=two'],
  [(r) => r.routePath('list', {}, { query: { b: 1, a: 2 } }), '/shop?b=1&a=2'],
  [(r) => r.routePath('list', {}, { query: { a: [1, 2] } }), '/shop?a=1&a=2'],
  [(r) => r.routePath('list', {}, { query: { a: new Set(['x', 'y']) } }), '/shop?a=x&a=y'],
  [(r) => r.routePath('list', {}, { query: { a: [], b: 1 } }), '/shop?b=1'],
  [(r) => r.routePath('list', {}, { query: { a: [] } }), '/shop'],
  [(r) => r.routePath('list', {}, { query: { a: null } }), '/shop?a='],
  [(r) => r.routePath('list', {}, { query: { a: '' } }), '/shop?a='],
  [(r) => r.routePath('list', {}, { query: { a: undefined, b: true } }), '/shop?b=true'],
  [(r) => r.routePath('list', {}, { query: { a: [null, 'x'] } }), '/shop?a=&a=x'],
  [(r) => r.routePath('list', {}, { query: {} }), '/shop'],
  [(r) => r.routePath('list', {}, { query: null }), '/shop'],
  [(r) => r.routePath('list', {}, { query: '' }), '/shop'],
  [(r) => r.routePath('list', {}, { query: { q: 'a b+c' } }), '/shop?q=a+b%2Bc'],
  [(r) => r.routePath('list', {}, { query: { 'ä=': "&!'()*/:@" } }), '/shop?%C3%A4%3D=%26%21%27%28%29%2A%2F%3A%40'],
  [(r) => r.routePath('list', {}, { query: 'a b&c=d/e?f' }), '/shop?a%20b&c=d/e?f'],
  [(r) => r.routePath('list', {}, { query: 'ü#%' }), '/shop?%C3%BC%23%25'],
  [(r) => r.routePath('list', {}, { query: [['a', 1], ['a', 2]] }), '/shop?a=1&a=2'], // prettier-ignore
  [(r) => r.routePath('list', {}, { query: new URLSearchParams('a=1&b=x y') }), '/shop?a=1&b=x+y'],
  [(r) => r.routePath('list', {}, { anchor: 'a b' }), '/shop#a%20b'],
  [(r) => r.routePath('list', {}, { anchor: 'ü#?/:@' }), '/shop#%C3%BC%23?/:@'],
  [(r) => r.routePath('list', {}, { anchor: '' }), '/shop'],
])

table('scheme, host, port and appUrl', {}, [
  [(r) => r.routeUrl('list', {}, { scheme: 'https' }), 'https://example.org/shop'],
  [
    (r) => r.routeUrl('list', {}, { scheme: 'https' }),
    'https://example.org/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { scheme: 'https', port: 8443 }), 'https://example.org:8443/shop'],
  [(r) => r.routeUrl('list', {}, { scheme: 'http', port: 80 }), 'http://example.org/shop'],
  [(r) => r.routeUrl('list', {}, { port: '443' }), 'http://example.org:443/shop'],
  [
    (r) => r.routeUrl('list', {}, { port: 81 }),
    'http://example.org:81/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { host: 'other.org' }), 'http://other.org/shop'],
  [
    (r) => r.routeUrl('list', {}, { host: 'other.org' }),
    'http://other.org:8069/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [
    (r) => r.routeUrl('list', {}, { host: 'other.org:90' }),
    'http://other.org:90/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { host: 'other.org:90', port: 91 }), 'http://other.org:91/shop'],
  [(r) => r.routeUrl('list', {}, { host: 'other.org:90', scheme: 'https' }), 'https://other.org:90/shop'],
  [(r) => r.routeUrl('list', {}, { host: '[::1]:90' }), 'http://[::1]:90/shop'],
  [
    (r) => r.routeUrl('list', {}, { scheme: 'ftp' }),
    'ftp://example.org:8069/shop',
    { headers: { host: 'example.org:8069' } },
  ],
  [(r) => r.routeUrl('list', {}, { appUrl: 'https://cdn.org/x' }), 'https://cdn.org/x/shop'],
  [(r) => r.routeUrl('list', {}, { appUrl: '' }), '/shop'],
  [(r) => r.routeUrl('list', {}, { appUrl: '', host: 'ignored' }), '/shop'],
  [(r) => r.routeUrl('list'), 'https://example.org/shop', { encrypted: true }],
  [(r) => r.routeUrl('list'), 'https://example.org/shop', { encrypted: true, headers: { host: 'example.org:443' } }],
  [(r) => r.routeUrl('list', {}, { scheme: 'http' }), 'http://example.org/shop', { encrypted: true }],
])

table('below a base path with a blank', { http: { basePath: '/my shop' } }, [
  [(r) => r.routeUrl('list'), 'http://example.org/my%20shop/shop'],
  [(r) => r.routePath('list'), '/my%20shop/shop'],
  [(r) => r.routeUrl('list', {}, { scheme: 'https' }), 'https://example.org/my%20shop/shop'],
  [(r) => r.resourceUrl({}), 'http://example.org/my%20shop/'],
  [(r) => r.resourcePath({}), '/my%20shop/'],
  [(r) => r.staticPath('urls/static/none.css'), '/my%20shop/urls/static/none.css'],
])

table('behind a proxy', { http: { proxyMode: true } }, [
  [
    (r) => r.routeUrl('list'),
    'https://shop.org/shop',
    { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.org' } },
  ],
  [
    (r) => r.routeUrl('list', {}, { port: 81 }),
    'https://shop.org:81/shop',
    { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.org' } },
  ],
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

table('other hosts', {}, [
  [(r) => r.routeUrl('video', { id: 'a b' }), 'http://video.example.org/watch/a%20b'],
  [(r) => r.routeUrl('video', { id: 1 }), 'https://video.example.org/watch/1', { encrypted: true }],
  [(r) => r.routeUrl('video', { id: 1 }), 'http://video.example.org/watch/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routeUrl('video', { id: 1 }, { scheme: 'https', query: { t: 5 } }), 'https://video.example.org/watch/1?t=5'],
  [(r) => r.routeUrl('port', { id: 1 }), 'http://p.example.org:8443/port/1'],
  [(r) => r.routePath('video', { id: 1 }), 'UrlBuildError: The route video is on another host, video.example.org: it has no path here and takes no appUrl.'],
  [(r) => r.routeUrl('here', { id: 1 }), 'http://example.org:8069/here/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routePath('here', { id: 1 }), '/here/1'],
  [(r) => r.routeUrl('api', { id: 1 }), 'http://api.example.org:8069/api/1', { headers: { host: 'example.org:8069' } }],
  [(r) => r.routeUrl('api', { id: 1 }), 'http://api.example.org/api/1', { headers: { host: 'api.example.org' } }],
  [(r) => r.routeUrl('socket', { id: 1 }), 'ws://example.org/socket/1'],
  [(r) => r.routeUrl('socket', { id: 1 }), 'wss://example.org/socket/1', { encrypted: true }],
], [urls, hosts]) // prettier-ignore

const root: Resource = { name: '', parent: null }
const cms: Resource = { name: 'cms', parent: root }
const page: Resource = { name: 'a b', parent: cms }
const odd: Resource = { name: 'x/y@ü', parent: page }
const cmsx: Resource = { name: 'cmsx', parent: root }
const own: Resource = { name: 'own', parent: cms, urlIn: (_request, info) => `${info.appUrl}/own!${info.virtualPath}` }
const declined: Resource = { name: 'declined', parent: cms, urlIn: () => null }
const rooted = { headers: { 'x-vhm-root': '/cms' } }

table('resourceUrl', { http: { virtualRoots: true } }, [
  [(r) => r.resourceUrl(root), 'http://example.org/'],
  [(r) => r.resourceUrl({}), 'http://example.org/'],
  [(r) => r.resourceUrl(cms), 'http://example.org/cms/'],
  [(r) => r.resourceUrl(page), 'http://example.org/cms/a%20b/'],
  [(r) => r.resourceUrl(odd), 'http://example.org/cms/a%20b/x%2Fy@%C3%BC/'],
  [(r) => r.resourceUrl(cms, { elements: ['edit'] }), 'http://example.org/cms/edit'],
  [(r) => r.resourceUrl(cms, { elements: ['edit', 'now'], query: { a: 1 }, anchor: 'x' }), 'http://example.org/cms/edit/now?a=1#x'],
  [(r) => r.resourceUrl(cms, { query: { a: 1 } }), 'http://example.org/cms/?a=1'],
  [(r) => r.resourceUrl(cms, { scheme: 'https' }), 'https://example.org/cms/'],
  [(r) => r.resourceUrl(cms, { appUrl: '//x' }), '//x/cms/'],
  [(r) => r.resourcePath(page), '/cms/a%20b/'],
  [(r) => r.resourcePath(page, { elements: ['@@edit'] }), '/cms/a%20b/@@edit'],
  [(r) => r.resourceUrl(page), 'http://example.org/a%20b/', rooted],
  [(r) => r.resourceUrl(cms), 'http://example.org/', rooted],
  [(r) => r.resourceUrl(cmsx), 'http://example.org/cmsx/', rooted],
  [(r) => r.resourceUrl(root), 'http://example.org/', rooted],
  [(r) => r.resourceUrl(page), 'http://example.org/a%20b/', { headers: { 'x-vhm-root': '/cms/' } }],
  [(r) => r.resourceUrl(odd), 'http://example.org/x%2Fy@%C3%BC/', { headers: { 'x-vhm-root': '/cms/a b' } }],
  [(r) => r.resourceUrl(page), 'http://example.org/cms/a%20b/', { headers: { 'x-vhm-root': '/' } }],
  [(r) => r.resourceUrl(own), 'http://example.org/own!/cms/own/'],
  [(r) => r.resourceUrl(own, { elements: ['e'] }), 'http://example.org/own!/own/e', rooted],
  [(r) => r.resourceUrl(declined), 'http://example.org/cms/declined/'],
  [(r) => r.resourceUrl(page, { routeName: 'files', routeRemainderName: 'rest' }), 'http://example.org/files/cms/a%20b/'],
  [(r) => r.resourceUrl(page, { routeName: 'files', routeRemainderName: 'rest', elements: ['e'] }), 'http://example.org/files/cms/a%20b/e'],
  [(r) => r.resourceUrl(page, { routeName: 'files', routeRemainderName: 'rest' }), 'http://example.org/files/a%20b/', rooted],
  [(r) => r.resourceUrl(own, { routeName: 'files', routeRemainderName: 'rest' }), 'http://example.org/files/cms/own/'],
]) // prettier-ignore

test('a virtual root is not believed from anybody', async () => {
  await using app = await createTestApp({ addons: [urls] })
  assert.equal(await made(app, (r) => r.resourceUrl(page), rooted), 'http://example.org/cms/a%20b/')
})

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
    assert.equal((await app.inject(first)).headers['cache-control'], 'public, max-age=0')
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
    ['manifest without it', (r) => r.staticPath('urls/static/none.css'), /^\/urls\/static\/none\.css$/, { static: { manifest: {} } }],
  ] // prettier-ignore
  for (const [title, make, expected, config = {}] of rows) {
    test(title, async () => {
      await using app = await createTestApp({ addons: [urls], config })
      assert.match(await made(app, make), expected)
    })
  }
})

test('missing values are named', async () => {
  await using app = await createTestApp({ addons: [urls] })
  assert.match(await made(app, (r) => r.routeUrl('word')), /^UrlBuildError: The URL of word cannot be made: .*'?q/s)
  assert.equal(new UrlBuildError('x').status, 500)
})
