// A response that is thrown is the answer; what was done before is undone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Controller, request, Response, route } from 'pergola'
import { appWith } from './support.ts'
import type { TestApp } from 'pergola/testing'

class Pages extends Controller {
  @route('/own', { auth: 'none' })
  own(): string {
    request.session.set('kept', true)
    throw new Response('Short and stout', { status: 418, headers: { 'x-pot': 'tea' } })
  }
  @route('/platform', { auth: 'none' })
  async platform(): Promise<string> {
    throw new globalThis.Response('<b>made</b>', { status: 201, headers: { 'content-type': 'text/html' } })
  }
  @route('/json', { auth: 'none', type: 'json2' })
  json(): object {
    throw request.makeJsonResponse({ refused: true }, { status: 409 })
  }
  @route('/kept', { auth: 'none' })
  kept(): string {
    return request.session.get('kept') === true ? 'kept' : 'gone'
  }
}

let app: TestApp
before(async () => {
  app = await appWith([Pages])
})
after(() => app.close())

test('of ours, with status, headers and body', async () => {
  const browser = app.browser()
  const { status, text, headers } = await browser.get('/own')
  assert.deepEqual([status, text, headers['x-pot']], [418, 'Short and stout', 'tea'])
  assert.equal((await browser.get('/kept')).text, 'gone')
})

test('of the platform', async () => {
  const { status, text } = await app.inject({ path: '/platform' })
  assert.deepEqual([status, text], [201, '<b>made</b>'])
})

test('of a route that answers JSON', async () => {
  const { status, text } = await app.inject({ path: '/json' })
  assert.deepEqual([status, text], [409, '{"refused":true}'])
})
