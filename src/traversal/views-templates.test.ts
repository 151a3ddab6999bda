import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import {
  BeforeRender,
  Controller,
  defineAddon,
  Response,
  UserError,
  view,
  type AddonSetup,
  type Request,
} from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { Node, Page } from './views-support.test.ts'

const folder = mkdtempSync(join(tmpdir(), 'pergola-views-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function addonFolder(name: string, templates: string): string {
  const root = join(folder, name)
  mkdirSync(join(root, 'views'), { recursive: true })
  writeFileSync(join(root, 'views', 'pages.xml'), `<templates>${templates}</templates>`)
  return root
}

const bookshop = addonFolder(
  'bookshop',
  `<template id="category"><h1 t-out="title"/><p t-out="context.name"/><i t-out="place"/></template>
   <template id="names"><t t-out="rendererName"/> <t t-out="request.viewName"/> <t t-out="view.label"/></template>
   <template id="empty"><b>nothing</b></template>
   <template id="frame"><body t-out="inner"/></template>
   <template id="sold_out"><em t-out="error.message"/></template>`,
)
const sale = addonFolder(
  'sale',
  `<template id="category" inherit_id="bookshop.category"><xpath expr="//h1" position="after"><del t-out="before"/></xpath></template>`,
)

class SoldOut extends UserError {}

const seen: string[] = []

class Browse extends Controller {
  readonly label: string = 'the controller'

  @view({ context: Page, renderer: 'bookshop.category' })
  async show(page: Page): Promise<Record<string, unknown> | Response> {
    return { title: `<${page.name}>` }
  }
  @view({ name: 'answered', renderer: 'bookshop.category' })
  async answered(_context: Node, request: Request) {
    const { response } = request
    response.status = 202
    response.headers.set('x-own', '1')
    response.headers.set('content-type', 'application/xhtml+xml; charset=utf-8')
    response.setCookie('seen', 'yes')
    return { title: 'Answered' }
  }
  @view({ name: 'names', renderer: 'bookshop.names' })
  async names() {
    return {}
  }
  @view({ name: 'nothing', renderer: 'bookshop.empty' })
  async nothing() {}
  @view({ name: 'own', renderer: 'bookshop.empty' })
  async own() {
    return new Response('not rendered')
  }
  @view({ name: 'text', renderer: 'bookshop.empty' })
  async text() {
    return 'text'
  }
  @view({ name: 'missing', renderer: 'bookshop.nowhere' })
  async missing() {
    return {}
  }
  @view({ name: 'framed', wrapper: 'frame', renderer: 'bookshop.empty' })
  async framed() {
    return {}
  }
  @view({ name: 'frame', renderer: 'bookshop.frame' })
  async frame(_context: Node, request: Request) {
    return { inner: await (request.wrappedResponse as Response).text() }
  }
  @view({
    name: 'around',
    renderer: 'bookshop.empty',
    httpCache: [120, { public: true }],
    decorator: (inner) => async (context, request) => {
      const response = await inner(context, request)
      seen.push(`decorator sees ${response instanceof Response}, a template ${response.isQweb}`)
      response.headers.set('x-decorated', '1')
      return response
    },
  })
  async around() {
    return {}
  }
  @view({ name: 'buy' })
  async buy() {
    throw new SoldOut('Sold out.')
  }
  @view({ context: SoldOut, renderer: 'bookshop.sold_out' })
  async soldOut(error: SoldOut, request: Request) {
    request.response.status = 410
    return { error }
  }
}

class SaleBrowse extends Browse {
  @view()
  override async show(page: Page) {
    const shown = (await super.show(page)) as Record<string, unknown>
    return { ...shown, before: 10 }
  }
}

function setup(app: AddonSetup): void {
  app.setRootFactory(() => new Node())
  app.subscribe(BeforeRender, (event) => {
    seen.push(`BeforeRender ${event.rendererName}`)
    event.values['place'] = 'from a listener'
    event.values['title'] = 'never before what the view returned'
  })
}

const plain = defineAddon({ name: 'bookshop', root: bookshop, controllers: [Browse], views: ['views/*.xml'], setup })
const cheaper = defineAddon({
  name: 'sale',
  root: sale,
  depends: ['bookshop'],
  controllers: [SaleBrowse],
  views: ['views/*.xml'],
})

async function start(...addons: Array<typeof plain>): Promise<TestApp> {
  seen.length = 0
  return createTestApp({ addons: [plain, ...addons] })
}

describe('a renderer that is a template', () => {
  test('renders what the view returned, escaped, with request, context, view and what listeners add', async () => {
    await using app = await start()
    const page = await app.inject('/page')
    assert.equal(page.text, '<h1>&lt;page&gt;</h1><p>page</p><i>from a listener</i>')
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    assert.deepEqual(seen, ['BeforeRender bookshop.category'])
    assert.equal((await app.inject('/n1/names')).text, 'bookshop.names names the controller')
  })

  test('another addon changes the values by super, and the template by its own', async () => {
    await using app = await start(cheaper)
    assert.equal(
      (await app.inject('/page')).text,
      '<h1>&lt;page&gt;</h1><del>10</del><p>page</p><i>from a listener</i>',
    )
  })

  test('request.response gives status, headers and cookies', async () => {
    await using app = await start()
    const answer = await app.inject('/n1/answered')
    assert.deepEqual(
      [answer.status, answer.headers['x-own'], answer.headers['content-type'], answer.cookies['seen'], answer.text],
      [202, '1', 'application/xhtml+xml; charset=utf-8', 'yes', '<h1>Answered</h1><p>n1</p><i>from a listener</i>'],
    )
  })

  test('a view that returns nothing is rendered too; a Response is not; text is a mistake', async () => {
    await using app = await start()
    const answers = await Promise.all(['/nothing', '/own', '/text', '/missing'].map((path) => app.inject(path)))
    assert.deepEqual(
      answers.map(({ status, text }) => [status, status === 500 ? '' : text]),
      [
        [200, '<b>nothing</b>'],
        [200, 'not rendered'],
        [500, ''],
        [500, ''],
      ],
    )
  })

  test('a wrapper gets what the template made', async () => {
    await using app = await start()
    assert.equal((await app.inject('/framed')).text, '<body>&lt;b&gt;nothing&lt;/b&gt;</body>')
    assert.deepEqual(seen, ['BeforeRender bookshop.empty', 'BeforeRender bookshop.frame'])
  })

  test('decorators and httpCache see a response', async () => {
    await using app = await start()
    const { headers, text } = await app.inject('/around')
    assert.deepEqual([headers['x-decorated'], text], ['1', '<b>nothing</b>'])
    assert.match(headers['cache-control'] ?? '', /(?=.*max-age=120)(?=.*public)/)
    // It is rendered last, so that whoever stands around may still change its values.
    assert.deepEqual(seen, ['decorator sees true, a template true', 'BeforeRender bookshop.empty'])
  })

  test('a view for an error', async () => {
    await using app = await start()
    const answer = await app.inject('/buy')
    assert.deepEqual([answer.status, answer.text], [410, '<em>Sold out.</em>'])
  })

  test('a subrequest gives it rendered', async () => {
    class Outer extends Controller {
      @view({ name: 'outer' })
      async outer(_context: Node, request: Request) {
        const blank = (request.constructor as typeof Request).blank('/nothing')
        return `[${await (await request.invokeSubrequest(blank)).text()}]`
      }
    }
    await using app = await start(
      defineAddon({ name: 'outer', root: bookshop, depends: ['bookshop'], controllers: [Outer] }),
    )
    assert.equal((await app.inject('/outer')).text, '[<b>nothing</b>]')
  })
})
