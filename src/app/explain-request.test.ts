import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Allow, Controller, defineAddon, DENY_ALL, Everyone, route, view, type Acl, type Resource } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { explainRequest } from './explain-request.ts'

class Shelf implements Resource {
  readonly name: string
  readonly parent: Resource | null
  readonly acl: Acl = [[Allow, Everyone, 'view'], DENY_ALL]
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  child(segment: string): Resource | undefined {
    return segment === 'a' ? new Shelf(segment, this) : undefined
  }
}

class Shop extends Controller {
  @route('/shop/<int:id>', { auth: 'none', methods: ['GET'], name: 'book' })
  async book() {
    throw new Error('is not called')
  }
  @route('/tree/<path:traverse>', { auth: 'none', name: 'tree', factory: () => new Shelf(), permission: 'edit' })
  async tree() {
    throw new Error('is not called')
  }
  @view({ route: 'tree', name: 'edit' })
  async treeEdit() {
    throw new Error('is not called')
  }
  @view({ context: Shelf, permission: 'view' })
  async show() {
    throw new Error('is not called')
  }
  @view({ context: Shelf, requestMethod: 'POST' })
  async save() {
    throw new Error('is not called')
  }
}

const rows: ReadonlyArray<readonly [method: string, path: string, lines: readonly string[]]> = [
  [
    'GET',
    '/shop/7',
    [
      'route    book: /shop/<int:id> {"id":7}',
      'options  type http, auth none, methods GET, csrf true',
      'chain    site.Shop',
      'answer   book',
    ],
  ],
  ['POST', '/shop/7', ['answer   405 Method Not Allowed (allowed: GET, HEAD, OPTIONS)']],
  ['OPTIONS', '/shop/7', ['answer   204, made by the routing table for OPTIONS']],
  [
    'GET',
    '/a',
    [
      'route    none of N rules fits',
      'root     Shelf',
      'context  Shelf at /a (Shelf > Shelf)',
      'walked   ["a"], view name "", subpath []',
      'view     site.Shop.save (context Shelf; requestMethod = POST) declines: requestMethod = POST',
      'view     site.Shop.show (context Shelf) answers',
      'auth     public',
      'rights   permitted: view is allowed by [Allow, system.Everyone, view] at /a.',
      'answer   site.Shop.show, by site.Shop',
    ],
  ],
  [
    'GET',
    '/a/nope/x',
    [
      'route    none of N rules fits',
      'root     Shelf',
      'context  Shelf at /a (Shelf > Shelf)',
      'walked   ["a"], view name "nope", subpath ["x"]',
      'views    none has this context and name',
      'answer   the first of 1 fallbacks that has one, else 404',
    ],
  ],
  [
    'GET',
    '/tree/a',
    [
      'route    tree: /tree/<path:traverse> {"traverse":"a"}',
      'options  type http, auth none, methods all, csrf true',
      'chain    site.Shop',
      'root     Shelf',
      'context  Shelf at /a (Shelf > Shelf)',
      'walked   ["a"], view name "", subpath []',
      'views    none has this context and name',
      'rights   403 for a request without a session: edit is denied by [Deny, system.Everyone, ALL_PERMISSIONS] at /a.',
      'answer   tree',
    ],
  ],
]

for (const [method, path, lines] of rows) {
  test(`${method} ${path}`, async () => {
    const site = defineAddon({
      name: 'site',
      root: import.meta.dirname,
      controllers: [Shop],
      setup: (app) => app.setRootFactory(() => new Shelf()),
    })
    await using app = await createTestApp({ addons: [site] })
    // Addons that come with Pergola have routes too.
    const told = (await explainRequest(app.app, { method, path })).map((line) =>
      line.replace(/none of \d+/, 'none of N'),
    )
    assert.deepEqual(told, [`${method} ${path}`, 'tweens   EXCVIEW', ...lines])
  })
}
