import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { Controller, defineAddon, route, type AddonManifest, type Request } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'
import { AssetBundles } from './asset-bundles.ts'
import type { AssetManifest } from './assets.ts'

const folder = await mkdtemp(join(tmpdir(), 'pergola-assets-'))
after(() => rm(folder, { recursive: true, force: true }))

async function addon(name: string, files: Readonly<Record<string, string>>, more: Partial<AddonManifest> = {}) {
  const root = join(folder, name)
  for (const [file, source] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), source)
  }
  return defineAddon({ name, root, ...more })
}

const files = Object.fromEntries(['a.css', 'b.css', 'c.css', 'd.css'].map((name) => [`static/${name}`, `.${name}{}`]))

/** The files of the bundle `one.main`, where addons say these things of it, without the folder's name. */
async function filesOf(...manifests: readonly AssetManifest[]): Promise<string[]> {
  const addons = await Promise.all(
    manifests.map((assets, index) => addon(['one', 'two', 'three'][index] ?? '', files, { assets })),
  )
  const bundles = new AssetBundles(addons, false)
  return bundles.assets('one.main').map(({ url }) => url.replace('/static/', ':').replace('.css', ''))
}

const cases: ReadonlyArray<readonly [string, readonly AssetManifest[], readonly string[]]> = [
  [
    'files in the order of directives',
    [{ 'one.main': ['one/static/b.css', '/one/static/a.css'] }],
    ['/one:b', '/one:a'],
  ],
  ['patterns sorted', [{ 'one.main': ['one/static/*.css'] }], ['/one:a', '/one:b', '/one:c', '/one:d']],
  [
    'each file once, where it came first',
    [{ 'one.main': ['one/static/c.css', 'one/static/*.css', 'one/static/c.css'] }],
    ['/one:c', '/one:a', '/one:b', '/one:d'],
  ],
  [
    'addons in their order',
    [{ 'one.main': ['one/static/a.css'] }, { 'one.main': ['two/static/a.css'] }],
    ['/one:a', '/two:a'],
  ],
  [
    'append and prepend',
    [{ 'one.main': ['one/static/a.css', ['append', 'one/static/b.css'], ['prepend', 'one/static/[cd].css']] }],
    ['/one:c', '/one:d', '/one:a', '/one:b'],
  ],
  [
    'before and after',
    [
      { 'one.main': ['one/static/a.css', 'one/static/b.css'] },
      {
        'one.main': [
          ['before', 'one/static/b.css', 'two/static/a.css'],
          ['after', 'one/static/a.css', 'two/static/b.css'],
        ],
      },
    ],
    ['/one:a', '/two:b', '/two:a', '/one:b'],
  ],
  [
    'replace',
    [
      { 'one.main': ['one/static/a.css', 'one/static/b.css'] },
      { 'one.main': [['replace', 'one/static/a.css', 'two/static/[ab].css']] },
    ],
    ['/two:a', '/two:b', '/one:b'],
  ],
  [
    'remove',
    [{ 'one.main': ['one/static/*.css'] }, { 'one.main': [['remove', 'one/static/[bc].css']] }],
    ['/one:a', '/one:d'],
  ],
  [
    'a file that was removed may come again',
    [{ 'one.main': ['one/static/*.css', ['remove', 'one/static/a.css'], 'one/static/a.css'] }],
    ['/one:b', '/one:c', '/one:d', '/one:a'],
  ],
  [
    'include, with what other addons add there',
    [
      {
        'one.main': ['one/static/a.css', ['include', 'one.part'], 'one/static/d.css'],
        'one.part': ['one/static/b.css'],
      },
      { 'one.part': [['prepend', 'two/static/a.css'], 'two/static/b.css'] },
    ],
    ['/one:a', '/two:a', '/one:b', '/two:b', '/one:d'],
  ],
  [
    'files of other hosts',
    [
      {
        'one.main': ['https://example.org/x.css?v=1', ['before', 'https://example.org/x.css?v=1', 'one/static/a.css']],
      },
    ],
    ['/one:a', 'https://example.org/x?v=1'],
  ],
]

for (const [what, manifests, expected] of cases) {
  test(`a bundle has ${what}`, async () => assert.deepEqual(await filesOf(...manifests), expected))
}

const mistakes: ReadonlyArray<readonly [readonly AssetManifest[], RegExp]> = [
  [[{ 'one.main': [['remove', 'one/static/a.css']] }], /bundle one\.main does not have \/one\/static\/a\.css/],
  [[{ 'one.main': [['before', 'one/static/a.css', 'one/static/b.css']] }], /does not have \/one\/static\/a\.css/],
  [[{ 'one.main': [['after', 'one/static/none.css', 'one/static/b.css']] }], /does not have what was named/],
  [[{ 'one.main': ['nobody/static/a.css'] }], /the addon nobody, which does not count here/],
  [
    [{ 'one.main': [['include', 'one.a']], 'one.a': [['include', 'one.main']] }],
    /one\.main includes one\.a includes one\.main/,
  ],
  [[{ 'one.other': [] }], /No addon has the bundle one\.main\./],
  [[{ 'one.main': ['one/static/../addon.ts'] }], /an asset is named as 'addon\/static\/file'/],
  [[{ 'one.main': ['one/static/.hidden.css'] }], /an asset is named as/],
  [[{ 'one.main': ['/etc/passwd'] }], /an asset is named as/],
  [[{ 'one.main': [['insert', 'one/static/a.css']] } as unknown as AssetManifest], /is none of a path/],
  [[{ 'one.main': [['before', 'one/static/a.css']] } as unknown as AssetManifest], /is none of a path/],
  [[{ main: [] }], /a bundle is named as 'addon\.name'/],
  [[{ 'one.main': 'one/static/a.css' } as unknown as AssetManifest], /the bundle one\.main is a list/],
  [[{ 'one.main': ['https://example.org/x'] }], /ends in neither \.css nor \.js/],
]

for (const [manifests, message] of mistakes) {
  test(`${JSON.stringify(manifests)} is refused`, async () => {
    await assert.rejects(filesOf(...manifests), { name: 'ConfigurationError', message })
  })
}

class Page extends Controller {
  @route('/page', { auth: 'none' })
  async page(_args: object, request: Request) {
    return request.render('shop.page')
  }
}

const shopFiles = {
  'views/page.xml': `<templates>
    <template id="page"><head><t t-call-assets="shop.main" defer_load="True"/></head></template>
    <template id="only_css"><t t-call-assets="shop.main" t-js="False" media="print"/></template>
  </templates>`,
  'static/css/a.css': 'a { background: url(../img/a.png) }',
  'static/js/a.js': `'use strict'\nvar a = 1 // one`,
  'static/js/b.js': 'var b = 010',
  'static/img/a.png': 'png',
  'static/notes.txt': 'no asset',
}
const shop = () =>
  addon('shop', shopFiles, {
    depends: ['web'],
    controllers: [Page],
    views: ['views/*.xml'],
    assets: { 'shop.main': ['shop/static/**/*.*'] },
  })

test('a page loads one file for styles and one for scripts, which never change under their URL', async () => {
  await using app = await createTestApp({ addons: [await shop()] })
  const { text } = await app.inject('/page')
  const [, css = '', js = ''] =
    /^<head><link type="text\/css" rel="stylesheet" href="(\/web\/assets\/[0-9a-f]{16}\/shop\.main\.min\.css)"\/>\n {8}<script type="text\/javascript" defer="defer" src="([^"]+\.min\.js)"><\/script><\/head>$/.exec(
      text,
    ) ?? []
  const styles = await app.inject(css)
  assert.equal(styles.status, 200)
  assert.equal(styles.headers['content-type'], 'text/css; charset=utf-8')
  assert.equal(styles.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(styles.text, '/* /shop/static/css/a.css */\na { background: url("../../../shop/static/img/a.png") }\n')
  assert.equal((await app.inject('/shop/static/img/a.png')).text, 'png')
  const scripts = await app.inject(js)
  assert.equal(scripts.headers['content-type'], 'text/javascript; charset=utf-8')
  assert.equal(runInNewContext(`${scripts.text}; a + b`), 9)
  assert.deepEqual(styles.cookies, {})
  const etag = styles.headers['etag'] ?? ''
  assert.equal((await app.inject({ path: css, headers: { 'if-none-match': etag } })).status, 304)
})

test('a URL of an older version gives what there is now, to be asked for again', async () => {
  await using app = await createTestApp({ addons: [await shop()] })
  const old = await app.inject('/web/assets/0123456789abcdef/shop.main.min.css')
  assert.equal(old.status, 200)
  assert.equal(old.headers['cache-control'], 'no-cache')
})

test('there are only the files of bundles', async () => {
  await using app = await createTestApp({ addons: [await shop()] })
  const names = [
    'shop.main.css',
    'shop.other.min.css',
    'shop.main.min.txt',
    '..%2f..%2faddon.ts',
    '__proto__.min.css',
    '.min.css',
  ]
  for (const name of names) assert.equal((await app.inject(`/web/assets/x/${name}`)).status, 404, name)
})

test('with debug=assets each file is loaded by itself, and no longer without', async () => {
  await using app = await createTestApp({ addons: [await shop()] })
  const browser = app.browser()
  const { text } = await browser.get('/page?debug=assets')
  assert.match(text, /href="http:\/\/[^/"]+\/shop\/static\/css\/a\.css\?x=[\w-]+"/)
  assert.match(text, /a\.js\?x=[\w-]+"><\/script>\s+<script[^>]+b\.js/)
  assert.doesNotMatch(text, /web\/assets/)
  assert.match((await browser.get('/page?debug=')).text, /web\/assets/)
})

test('t-css, t-js and media choose; other hosts stay other hosts', async () => {
  const cdn = await addon('cdn', {}, { depends: ['shop'], assets: { 'shop.main': ['//cdn.example.org/x.css'] } })
  await using app = await createTestApp({ addons: [await shop(), cdn] })
  const { text } = await app.app.perform({ path: '/' }, async (request) =>
    request.makeResponse(await request.render('shop.only_css', {}, { lazy: false })),
  )
  assert.match(
    text,
    /^<link type="text\/css" rel="stylesheet" href="\/\/cdn\.example\.org\/x\.css" media="print"\/>\n {8}<link [^>]+min\.css" media="print"\/>$/,
  )
})

test('below a base path all of it stands below it', async () => {
  await using app = await createTestApp({ addons: [await shop()], config: { http: { basePath: '/my shop' } } })
  const { text } = await app.inject('/my%20shop/page')
  const [, css = ''] = /href="([^"]+)"/.exec(text) ?? []
  assert.match(css, /^\/my%20shop\/web\/assets\//)
  assert.equal((await app.inject(css)).status, 200)
})

test('in development an edited stylesheet shows at the next request, under another URL', async () => {
  await using app = await createTestApp({ addons: [await shop()], config: { development: true } })
  const hrefOf = async () => /href="([^"]+)"/.exec((await app.inject('/page')).text)?.[1] ?? ''
  const before = await hrefOf()
  assert.equal(await hrefOf(), before)
  await writeFile(join(folder, 'shop/static/css/a.css'), 'a { color: green; }')
  const edited = await hrefOf()
  assert.notEqual(edited, before)
  assert.match((await app.inject(edited)).text, /color: green/)
})

test('files that are not there are warned of', async () => {
  const wrong = await addon('wrong', {}, { assets: { 'wrong.main': ['wrong/static/none.css', 'none/static/a.css'] } })
  await using app = await createTestApp({ addons: [wrong] })
  assert.deepEqual(app.app.composition.warnings, [
    {
      code: 'PERGOLA_W_BROKEN_ASSET',
      message: 'Addon wrong, bundle wrong.main: /wrong/static/none.css names no stylesheet and no script.',
    },
    {
      code: 'PERGOLA_W_BROKEN_ASSET',
      message: 'Addon wrong uses /none/static/a.css of the addon none, which does not count here.',
    },
  ])
})

test('a link out of the folder is not followed', async () => {
  const linked = await addon(
    'linked',
    { 'static/a.css': 'a{}', 'secret.css': 'b{}' },
    { assets: { 'linked.main': ['linked/static/*.css'] } },
  )
  await symlink(join(folder, 'linked/secret.css'), join(folder, 'linked/static/b.css'))
  assert.deepEqual(
    new AssetBundles([linked], false).assets('linked.main').map(({ url }) => url),
    ['/linked/static/a.css'],
  )
})
