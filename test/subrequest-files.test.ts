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

class Uploads extends Controller {
  @route('/upload', { auth: 'none', csrf: false })
  async upload({ a, file }: { a?: string; file?: File }, request: Request) {
    return `${a} ${file?.name} ${file?.type} ${await file?.text()} ${JSON.stringify(request.form.getAll('n'))}`
  }

  @route('/pass-on', { auth: 'none', csrf: false })
  async passOn({ how }: { how?: string }, request: Request) {
    const file = new File(['made here'], 'own.txt', { type: 'text/plain' })
    const form = how === 'own' ? { a: 1, file, n: ['x', 2] } : request.form
    return request.invokeSubrequest(Request.blank('/upload', { form }))
  }
}

test('a form with files is passed on to a subrequest, or made for one', async () => {
  await using app = await createTestApp({ addons: [defineAddon({ name: 'files', controllers: [Uploads], root })] })
  const own = await app.inject({ path: '/pass-on?how=own', method: 'POST' })
  assert.equal(own.text, '1 own.txt text/plain made here ["x","2"]')
  const files = { file: { name: 'é.txt', type: 'text/x', content: 'uploaded' } }
  const passed = await app.inject({ path: '/pass-on', form: { a: 'é', n: ['1', '2'] }, files })
  assert.equal(passed.text, 'é é.txt text/x uploaded ["1","2"]')
})

test('a subrequest is given a file by the verbs that a request is, and by no other', async () => {
  await using app = await createTestApp({ addons: [defineAddon({ name: 'files', controllers: [Outer], root })] })
  const got = await app.inject('/outer/GET')
  assert.deepEqual([got.status, got.headers['content-type']], [200, 'text/css; charset=utf-8'])
  for (const method of ['POST', 'DELETE']) {
    assert.equal((await app.inject({ path: '/files/static/shop.css', method })).status, 404)
    assert.equal((await app.inject(`/outer/${method}`)).status, 404)
  }
})
