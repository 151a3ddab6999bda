import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp } from 'pergola/testing'

const root = await mkdtemp(join(tmpdir(), 'pergola-layout-'))
after(() => rm(root, { recursive: true, force: true }))
await mkdir(join(root, 'views'))
await writeFile(
  join(root, 'views', 'pages.xml'),
  `<templates>
    <template id="plain"><t t-call="web.layout"><p id="body" t-out="text"/></t></template>
    <template id="dressed">
      <t t-call="web.layout">
        <t t-set="title" t-value="'A &amp; B'"/>
        <t t-set="head"><meta name="robots" content="noindex"/></t>
        <t t-set="html_data" t-value="{ 'data-theme': 'x' }"/>
        <t t-set="body_classname" t-value="'wide'"/>
        <t t-set="lang" t-value="'pt_BR'"/>
        <t t-set="x_icon" t-value="'/i.png'"/>
        <t t-set="no_header" t-value="True"/>
        <t t-set="no_footer" t-value="True"/>
        <p/>
      </t>
    </template>
    <template id="cookieless"><t t-call="web.frontend_layout" cookieless="True" pageName="'front'"><p/></t></template>
    <template id="helpers"><t t-out="[base_path, routePath('pages.post'), staticPath('web/static/none.css'), quote_plus('a b&amp;ü'), quote_plus(7) + quote_plus('(/)') + quote_plus(None), csrfToken({ timeLimit: null }).length].join(' ')"/></template>
  </templates>`,
)

class Pages extends Controller {
  @route('/page/<string:name>', { auth: 'none' })
  async page({ name }: { name: string }, request: Request) {
    return request.render(`pages.${name}`, { text: '<i>' })
  }

  @route('/post', { name: 'pages.post', auth: 'none', methods: ['POST'] })
  async post() {
    return 'posted'
  }
}

const pages = defineAddon({ name: 'pages', depends: ['web'], controllers: [Pages], views: ['views/*.xml'], root })
const metaIn = (text: string) => /<meta name="csrf-token" content="([^"]*)"\/>/.exec(text)?.[1]

test('a page stands in a document with all that it needs', async () => {
  await using app = await createTestApp({ addons: [pages] })
  const { text } = await app.inject('/page/plain')
  assert.match(text, /^<!DOCTYPE html>\n<html lang="en">\n {2}<head>\n {4}<meta charset="utf-8"\/>/)
  assert.match(text, /<title>Pergola<\/title>/)
  assert.match(
    text,
    /<link type="text\/css" rel="stylesheet" href="\/web\/assets\/[0-9a-f]+\/web\.assets_frontend\.min\.css"\/>/,
  )
  assert.match(text, /<header id="top">\s*<a class="o_brand" href="\/">Pergola<\/a>\s*<\/header>/)
  assert.match(text, /<main id="main" tabindex="-1">\s*<p id="body">&lt;i&gt;<\/p>\s*<\/main>/)
  assert.match(text, /<footer id="bottom">/)
  assert.ok(text.indexOf('href="#main"') < text.indexOf('<header'), 'the way past the head comes first')
})

test('a page sets what the layout takes', async () => {
  await using app = await createTestApp({ addons: [pages] })
  const { text } = await app.inject('/page/dressed')
  assert.match(text, /<html lang="pt-BR" data-theme="x">/)
  assert.match(text, /<title>A &amp; B<\/title>/)
  assert.match(text, /<link rel="icon" type="image\/svg\+xml" href="\/i\.png"\/>/)
  assert.match(text, /<meta name="robots" content="noindex"\/>\s*<\/head>/)
  assert.match(text, /<body class="wide">/)
  assert.doesNotMatch(text, /<header|<footer/)
})

test('the token in the head is good for a request of a script', async () => {
  await using app = await createTestApp({ addons: [pages] })
  const browser = app.browser()
  const token = metaIn((await browser.get('/page/plain')).text) ?? ''
  const post = (headers: Record<string, string>) => browser.visit({ path: '/post', method: 'POST', headers })
  assert.equal((await post({ 'x-csrf-token': token })).text, 'posted')
  assert.equal((await post({})).status, 400)
})

test('a page may do without a cookie for those who have none', async () => {
  await using app = await createTestApp({ addons: [pages] })
  const browser = app.browser()
  const first = await browser.get('/page/cookieless')
  assert.equal(metaIn(first.text), undefined)
  assert.deepEqual(first.cookies, {})
  assert.match(first.text, /<body class="front">/)
  await browser.get('/page/plain')
  assert.equal(typeof metaIn((await browser.get('/page/cookieless')).text), 'string')
})

test('without sessions there is no token', async () => {
  await using app = await createTestApp({ addons: [pages], config: { sessions: false } })
  const { status, text } = await app.inject('/page/plain')
  assert.equal(status, 200)
  assert.equal(metaIn(text), undefined)
})

test('templates have what makes URLs and tokens', async () => {
  await using app = await createTestApp({ addons: [pages], config: { http: { basePath: '/x' } } })
  assert.equal(
    (await app.inject('/x/page/helpers')).text,
    '/x /x/post /x/web/static/none.css a+b%26%C3%BC 7%28%2F%29 65',
  )
})
