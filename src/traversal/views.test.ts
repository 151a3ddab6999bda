import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  Controller,
  NotFound,
  PredicateMismatch,
  Response,
  route,
  view,
  type AddonSetup,
  type Request,
  type Resource,
} from 'pergola'
import { Node, Page, addon, withRoot, texts, start } from './views-support.test.ts'

describe('which view answers', () => {
  class Views extends Controller {
    @view({ context: Node })
    async node(node: Node) {
      return `node ${node.name}`
    }
    @view({ context: Page })
    async page(page: Page) {
      return `page ${page.name}`
    }
    @view({ context: Node, name: 'edit' })
    async edit(node: Node, request: Request) {
      return `edit ${node.name} ${request.subpath.join('+')}`
    }
    @view({ context: Page, name: 'edit', requestParam: 'secret' })
    async editPage(page: Page) {
      return `edit page ${page.name}`
    }
    @view({ name: 'any' })
    async any(context: Resource) {
      return `any ${context.constructor.name}`
    }
    @view({ context: Page, name: 'any', requestMethod: 'POST' })
    async anyPage() {
      return 'never by GET'
    }
  }

  test('the nearest class, then the farther ones, then any', async () => {
    await using app = await start([withRoot([Views])])
    assert.deepEqual(
      await texts(app, [
        '/',
        '/n1',
        '/n1/n2',
        '/page',
        '/special',
        '/special/edit',
        '/page/edit?secret=',
        '/page/any',
        '/n1/any',
      ]),
      [
        'node ',
        'node n1',
        'node n2',
        'page page',
        'page special',
        'edit special ',
        'edit page page',
        'any Page',
        'any Node',
      ],
    )
    assert.deepEqual(await texts(app, ['/n1/@@edit/a/b', '/page/edit/x', '/nope', '/n1/edit/any', '/page/none']), [
      'edit n1 a+b',
      'edit page x',
      404,
      'edit n1 any',
      404,
    ])
  })

  test('a route goes before resources, and a miss costs no view', async () => {
    class Routes extends Controller {
      @route('/n1', { auth: 'none' })
      async n1() {
        return 'route'
      }
    }
    await using app = await start([withRoot([Views, Routes])])
    assert.deepEqual(await texts(app, ['/n1', '/n2']), ['route', 'node n2'])
  })

  test('without a root factory, nothing is walked', async () => {
    await using app = await start([addon('site', [Views])])
    assert.deepEqual(await texts(app, ['/', '/n1']), [404, 404])
  })

  test('fallbacks are asked where no view answers', async () => {
    await using app = await start([
      withRoot([Views], (setup) =>
        setup.addFallback((request) => (request.path === '/nope' ? new Response('fallback') : undefined)),
      ),
    ])
    assert.deepEqual(await texts(app, ['/nope', '/other', '/n1']), ['fallback', 404, 'node n1'])
  })

  test('the root factory of the application counts before those of addons, and the last addon before the first', async () => {
    class Names extends Controller {
      @view()
      async any(context: { title?: string }) {
        return context.title ?? 'none'
      }
    }
    const titled = (title: string) => (app: AddonSetup) => app.setRootFactory(async () => ({ title }))
    const first = addon('a', [Names], { setup: titled('first') })
    const second = addon('b', [], { setup: titled('second'), depends: ['a'] })
    await using app = await start([first, second])
    assert.deepEqual(await texts(app, ['/']), ['second'])
    assert.throws(() => app.app.setRootFactory(() => ({})), { name: 'ConfigurationError' })
  })

  test('a root factory that gives nothing is a mistake of the program', async () => {
    await using app = await start([
      addon('site', [Views], { setup: (setup) => setup.setRootFactory(() => null as never) }),
    ])
    assert.deepEqual(await texts(app, ['/']), [500])
  })

  test('in development a 404 tells which views there were and why each declined', async () => {
    await using app = await start([withRoot([Views])], { development: true })
    const answer = await app.inject({ path: '/page/any?x', method: 'GET', headers: { accept: 'text/plain' } })
    assert.equal(answer.status, 200)
    class Only extends Controller {
      @view({ context: Page, name: 'only', requestMethod: 'POST', xhr: true })
      async post() {
        return ''
      }
      @view({ name: 'only', header: 'X-Own' })
      async own() {
        return ''
      }
    }
    await using other = await start([withRoot([Only])], { development: true })
    const declined = await other.inject({ path: '/page/only', headers: { accept: 'text/plain' } })
    assert.equal(declined.status, 404)
    assert.match(declined.text, /\/page is a Page; of those that have a view named only for it, none answers\./)
    assert.match(
      declined.text,
      /site\.Only\.post \(context Page; name only; xhr = true; requestMethod = POST\) declined: xhr = true/,
    )
    assert.match(declined.text, /site\.Only\.own \(any context; name only; header = X-Own\) declined: header = X-Own/)
    const none = await other.inject({ path: '/page/none', headers: { accept: 'text/plain' } })
    assert.match(none.text, /\/page is a Page, for which nobody has a view named none\./)
    await using production = await start([withRoot([Only])])
    assert.doesNotMatch(
      (await production.inject({ path: '/page/only', headers: { accept: 'text/plain' } })).text,
      /Only/,
    )
  })

  test('a view may leave the request to the next', async () => {
    class Leaves extends Controller {
      @view({ context: Page })
      async page() {
        throw new PredicateMismatch()
      }
      @view({ context: Node })
      async node() {
        return 'node'
      }
      @view({ context: Page, name: 'gone' })
      async gone() {
        throw new NotFound()
      }
      @view({ context: Node, name: 'gone' })
      async neverReached() {
        return 'never'
      }
    }
    await using app = await start([withRoot([Leaves])])
    assert.deepEqual(await texts(app, ['/page', '/page/gone']), ['node', 404])
  })
})
