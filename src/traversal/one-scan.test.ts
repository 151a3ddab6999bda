import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, route, view } from 'pergola'
import { start, withRoot } from './views-support.test.ts'

test('a request that is led through resources looks at the routing map once, and so does one that a route matched', async () => {
  class Pages extends Controller {
    @route('/plain', { auth: 'none' })
    async plain() {
      return 'plain'
    }
    @view()
    async page() {
      return 'page'
    }
  }
  await using app = await start([withRoot([Pages])])
  const { routes } = app.app.composition
  let scans = 0
  const find = routes.find.bind(routes)
  routes.find = (...args) => {
    scans++
    return find(...args)
  }
  for (const [path, text] of [
    ['/n1/n2/n3', 'page'],
    ['/plain', 'plain'],
    ['/', 'page'],
  ] as const) {
    scans = 0
    assert.equal((await app.inject(path)).text, text)
    assert.equal(scans, 1, path)
  }
})
