import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Controller, defineAddon, Request, route } from 'pergola'
import { createTestApp } from 'pergola/testing'

const root = join(import.meta.dirname, '../examples/bookshop/addons/bookshop')

class Outer extends Controller {
  @route('/outer/<method>', { auth: 'none' })
  async outer({ method }: { method: string }, request: Request) {
    return request.invokeSubrequest(Request.blank('/files/static/shop.css', { method }), { useTweens: true })
  }
}

test('a subrequest is given a file by the verbs that a request is, and by no other', async () => {
  await using app = await createTestApp({ addons: [defineAddon({ name: 'files', controllers: [Outer], root })] })
  const got = await app.inject('/outer/GET')
  assert.deepEqual([got.status, got.headers['content-type']], [200, 'text/css; charset=utf-8'])
  for (const method of ['POST', 'DELETE']) {
    assert.equal((await app.inject({ path: '/files/static/shop.css', method })).status, 404)
    assert.equal((await app.inject(`/outer/${method}`)).status, 404)
  }
})
