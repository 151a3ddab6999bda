import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { BeforeRender, Controller, defineAddon, route, type Request } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'

const folder = await mkdtemp(join(tmpdir(), 'pergola-templates-'))
after(() => rm(folder, { recursive: true, force: true }))

async function addonFolder(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(folder, name)
  await mkdir(join(root, 'views'), { recursive: true })
  for (const [file, source] of Object.entries(files)) await writeFile(join(root, 'views', file), source)
  return root
}

class Shop extends Controller {
  @route('/page', { auth: 'none' })
  async page(_args: object, request: Request) {
    return request.render('shop.page', { name: '<Emma>', price: 10 })
  }

  @route('/eager', { auth: 'none' })
  async eager(_args: object, request: Request) {
    return `[${await request.render('shop.page', { name: 'x', price: 1 }, { lazy: false })}]`
  }

  @route('/form', { auth: 'none' })
  async form(_args: object, request: Request) {
    return request.render('shop.form', {})
  }

  @route('/listened', { auth: 'none' })
  async listened(_args: object, request: Request) {
    return request.render('shop.page', { price: 3 })
  }

  @route('/by-renderer', { auth: 'none', renderer: 'shop.page' })
  async byRenderer() {
    return { price: 4 }
  }

  @route('/missing', { auth: 'none' })
  async missing(_args: object, request: Request) {
    return request.render('shop.nothing')
  }
}

class DiscountShop extends Shop {
  @route()
  override async page(args: object, request: Request) {
    const response = await super.page(args, request)
    assert.equal(response.isQweb, true)
    response.qcontext['price'] = 9
    response.headers.set('x-discount', 'yes')
    return response
  }
}

const shop = defineAddon({
  name: 'shop',
  controllers: [Shop],
  views: ['views/*.xml'],
  root: await addonFolder('shop', {
    'page.xml': `<templates>
      <template id="page"><h1 t-out="name"/><p class="price"><t t-out="price"/></p></template>
      <template id="form"><input name="csrf_token" t-att-value="csrf_token"/></template>
    </templates>`,
  }),
})

const discount = defineAddon({
  name: 'shop_discount',
  depends: ['shop'],
  controllers: [DiscountShop],
  views: ['views/*.xml'],
  root: await addonFolder('shop_discount', {
    'page.xml': `<templates><template id="page" inherit_id="shop.page">
      <xpath expr="//p[hasclass('price')]" position="after"><i>cheaper</i></xpath>
    </template></templates>`,
  }),
})

test('a template of an addon is rendered after the outermost endpoint returned', async () => {
  await using app = await createTestApp({ addons: [shop] })
  const page = await app.inject('/page')
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(page.text, '<h1>&lt;Emma&gt;</h1><p class="price">10</p>')
  assert.equal((await app.inject('/eager')).text, '[<h1>x</h1><p class="price">1</p>]')
})

test('another addon changes template, values and headers without editing them', async () => {
  await using app = await createTestApp({ addons: [shop, discount] })
  const page = await app.inject('/page')
  assert.equal(page.text.replaceAll(/\s/g, ''), '<h1>&lt;Emma&gt;</h1><pclass="price">9</p><i>cheaper</i>')
  assert.equal(page.headers['x-discount'], 'yes')
})

test('the CSRF token is made only where a template names it', async () => {
  await using app = await createTestApp({ addons: [shop] })
  assert.deepEqual((await app.inject('/page')).cookies, {})
  const form = await app.inject('/form')
  assert.match(form.text, /^<input name="csrf_token" value="[0-9a-f]{64}o[0-9]+"\/>$/)
  assert.deepEqual(Object.keys(form.cookies), ['session_id'])
})

test("listeners of BeforeRender may add values, which the endpoint's own win over", async () => {
  const seen: unknown[] = []
  const listening = defineAddon({
    name: 'listening',
    depends: ['shop'],
    root: shop.root,
    setup(app) {
      app.subscribe(BeforeRender, (event) => {
        seen.push([event.rendererName, event.value])
        event.values['name'] = 'from the listener'
        event.values['price'] = 0
      })
    },
  })
  await using app = await createTestApp({ addons: [shop, listening] })
  assert.equal((await app.inject('/listened')).text, '<h1>from the listener</h1><p class="price">3</p>')
  assert.deepEqual(seen, [['shop.page', { price: 3 }]])
  assert.equal((await app.inject('/by-renderer')).text, '<h1>from the listener</h1><p class="price">4</p>')
  assert.equal(seen.length, 2)
})

test('a route whose type nobody knows is warned of', async () => {
  class Odd extends Controller {
    @route('/odd', { auth: 'none', type: 'soap' as 'http' })
    async odd() {}
  }
  await using app = await createTestApp({ addons: [defineAddon({ name: 'odd', controllers: [Odd] })] })
  const [warning] = app.app.composition.warnings
  assert.equal(warning?.code, 'PERGOLA_W_UNKNOWN_TYPE')
  assert.match(warning?.message ?? '', /^odd\.Odd\.odd is of the unknown type soap; there are http, json, json2/)
})

test('a route whose way of authentication nobody knows is warned of, unless an addon adds it', async () => {
  class Odd extends Controller {
    @route('/odd', { auth: 'usr' as 'user' })
    async odd() {}
    @route('/key', { auth: 'key' as 'user' })
    async key() {}
  }
  const odd = defineAddon({
    name: 'odd',
    controllers: [Odd],
    setup: (app) => app.addAuthMethod('key', () => null),
  })
  await using app = await createTestApp({ addons: [odd] })
  assert.deepEqual(app.app.composition.warnings, [
    { code: 'PERGOLA_W_UNKNOWN_AUTH', message: 'odd.Odd.odd: auth: there is no method usr. Is user meant?' },
  ])
})

test('a template that nobody knows is an error of the program', async () => {
  await using app = await createTestApp({ addons: [shop], config: { development: true } })
  const response = await app.inject({ path: '/missing', headers: { accept: 'application/json' } })
  assert.equal(response.status, 500)
  assert.equal((response.json() as { code: string }).code, 'PERGOLA_TEMPLATE_NOT_FOUND')
})

test('in development an edited template shows at the next request', async () => {
  await using app = await createTestApp({ addons: [shop], config: { development: true } })
  assert.equal((await app.inject('/form')).status, 200)
  const source = `<templates><template id="form"><b>edited</b></template></templates>`
  await writeFile(join(shop.root, 'views', 'page.xml'), source)
  assert.equal((await app.inject('/form')).text, '<b>edited</b>')
})
