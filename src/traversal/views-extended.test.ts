import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, route, view, type Request } from 'pergola'
import type { Node, SpecialPage } from './views-support.test.ts'
import { Page, addon, withRoot, texts, start } from './views-support.test.ts'

describe('views extend as routes do', () => {
  class Shop extends Controller {
    @view({ context: Page, renderer: 'json', name: 'info' })
    async info(page: Page) {
      return { name: page.name }
    }
    @view({ context: Page, name: 'gone' })
    async gone() {
      return 'there'
    }
  }
  class Discount extends Shop {
    @view()
    override async info(page: Page) {
      return { ...(await super.info(page)), discount: true }
    }
    override async gone() {
      return super.gone()
    }
  }
  class Gift extends Shop {
    @view({ requestParam: 'gift' })
    override async info(page: Page) {
      return { ...(await super.info(page)), gift: true }
    }
  }

  const shop = withRoot([Shop])
  const discount = addon('discount', [Discount], { depends: ['site'] })
  const gift = addon('gift', [Gift], { depends: ['site'] })

  test('alone, and in each composition', async () => {
    await using plain = await start([shop])
    assert.deepEqual(await texts(plain, ['/page/info', '/page/gone']), ['{"name":"page"}', 'there'])
    await using sale = await start([shop, discount])
    assert.deepEqual(await texts(sale, ['/page/info', '/page/gone']), ['{"name":"page","discount":true}', 404])
    assert.match(
      sale.app.composition.warnings.map(({ message }) => message).join('\n'),
      /Discount\.gone \(addon discount\) is redefined without @view\(\): its view is unpublished/,
    )
    await using both = await start([shop, discount, gift])
    assert.deepEqual(await texts(both, ['/page/info', '/page/info?gift=1']), [
      404,
      '{"name":"page","discount":true,"gift":true}',
    ])
  })

  test('several decorators make several views; in an override, several replace them', async () => {
    class Many extends Controller {
      @view({ name: 'a' })
      @view({ name: 'b', requestMethod: 'GET' })
      async both(_context: Node, request: Request) {
        return `both ${request.viewName}`
      }
    }
    class One extends Many {
      @view({ requestParam: 'x' })
      override async both(context: Node, request: Request) {
        return `${await super.both(context, request)}!`
      }
    }
    class Other extends Many {
      @view({ name: 'c' })
      @view({ name: 'd' })
      override async both(context: Node, request: Request) {
        return super.both(context, request)
      }
    }
    await using many = await start([withRoot([Many])])
    assert.deepEqual(await texts(many, ['/a', '/b', '/c']), ['both a', 'both b', 404])
    await using one = await start([withRoot([Many, One])])
    assert.deepEqual(await texts(one, ['/a', '/b', '/a?x', '/b?x=1']), [404, 404, 'both a!', 'both b!'])
    await using other = await start([withRoot([Many, Other])])
    assert.deepEqual(await texts(other, ['/a', '/b', '/c', '/d']), [404, 404, 'both c', 'both d'])
  })

  test('viewDefaults', async () => {
    class Defaults extends Controller {
      static readonly viewDefaults: { context: typeof Page; renderer: string; requestParam?: string } = {
        context: Page,
        renderer: 'json',
      }
      @view({ name: 'a' })
      async a() {
        return { a: 1 }
      }
      @view({ name: 'b', renderer: 'string' })
      async b() {
        return 'b'
      }
    }
    class Stricter extends Defaults {
      static override readonly viewDefaults = { ...Defaults.viewDefaults, requestParam: 'x' }
      @view()
      override async a() {
        return super.a()
      }
    }
    await using app = await start([withRoot([Defaults])])
    assert.deepEqual(await texts(app, ['/page/a', '/page/b', '/n1/a']), ['{"a":1}', 'b', 404])
    await using strict = await start([withRoot([Defaults, Stricter])])
    assert.deepEqual(await texts(strict, ['/page/a', '/page/a?x', '/page/b']), [404, '{"a":1}', 'b'])
  })

  test('what is wrong is told, and left out', async () => {
    class Wrong extends Controller {
      @view({ context: Page, requestMetod: 'GET' } as never)
      async misspelled() {
        return 'misspelled'
      }
      @view({ name: 'range', accept: 'text/*' })
      async range() {
        return ''
      }
      @view({ name: 'kind', accept: 'html' })
      async kind() {
        return ''
      }
      @view({ name: 'context', context: 'Page' as never })
      async context() {
        return ''
      }
      @view({ name: 'inside', containment: 'Page' as never })
      async inside() {
        return ''
      }
      @view({ name: 'tested', custom: 'test' as never })
      async tested() {
        return ''
      }
      @view({ name: 'nowhere', route: 'no.such.route' })
      async nowhere() {
        return ''
      }
      @view({ name: 'twice', requestMethod: ['HEAD', 'GET'] })
      async first() {
        return 'first'
      }
      @view({ name: 'twice', requestMethod: 'GET' })
      async second() {
        return 'second'
      }
      @view({ name: 'mixed' })
      @route('/mixed', { auth: 'none' })
      async mixed() {
        return 'mixed'
      }
    }
    await using app = await start([withRoot([Wrong])])
    const warnings = app.app.composition.warnings.map(({ code, message }) => `${code} ${message}`).toSorted()
    assert.deepEqual(warnings, [
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.context is left out: context: a class is expected, not Page.',
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.inside is left out: containment: a class is expected, not Page.',
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.kind is left out: accept: html is no media type.',
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.range is left out: accept: a view has a media type, not the range text/*.',
      'PERGOLA_W_BROKEN_VIEW The view site.Wrong.tested is left out: custom: a function is expected, not test.',
      'PERGOLA_W_BROKEN_VIEW Wrong.mixed (addon site) has @route and @view, which call it differently: the view is left out.',
      'PERGOLA_W_DUPLICATE_VIEW site.Wrong.second and site.Wrong.first are views for the very same requests: site.Wrong.first answers.',
      'PERGOLA_W_UNKNOWN_OPTION Wrong.misspelled (addon site) has the unknown view option requestMetod. Is requestMethod meant?',
      'PERGOLA_W_VIEW_ROUTE The view site.Wrong.nowhere is for the route no.such.route, which nobody has.',
    ])
    assert.deepEqual(await texts(app, ['/page', '/twice', '/range', '/mixed']), ['misspelled', 'first', 404, 'mixed'])
  })

  test('what does not fit does not compile', () => {
    class Typed extends Controller {
      @view({ context: Page })
      async narrower(page: SpecialPage | Page) {
        return page.name
      }
      // @ts-expect-error -- the context is a Page
      @view({ context: Page })
      async text(_page: string) {}
      // @ts-expect-error -- there is no such option
      @view({ contxt: Page })
      async misspelled() {}
      // @ts-expect-error -- a verb is text
      @view({ requestMethod: 7 })
      async verb() {}
    }
    assert.ok(Typed)
  })

  test('@view stands on public methods only', () => {
    assert.throws(() => {
      class Wrong extends Controller {
        // @ts-expect-error -- a static method is none of an instance
        @view()
        static async wrong() {}
      }
      return Wrong
    }, TypeError)
  })
})
