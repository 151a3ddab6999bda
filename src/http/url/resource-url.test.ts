import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resource } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { made, table, urls } from './urls-support.test.ts'

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
  [(r) => r.resourceUrl({ name: 7 as never, parent: cms }), 'http://example.org/cms/7/'],
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
