import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, defineAddon, route, type Request } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'

const MODIFIED = 'Wed, 01 Jan 2025 00:00:00 GMT'
const [OLDER, LATER] = ['Tue, 31 Dec 2024 00:00:00 GMT', 'Thu, 02 Jan 2025 00:00:00 GMT']

class Pages extends Controller {
  @route('/tagged', { auth: 'none', csrf: false })
  async tagged(_args: object, request: Request) {
    const response = request.makeResponse('content')
    response.setEtag('v1')
    return response
  }
  @route('/dated', { auth: 'none' })
  async dated(_args: object, request: Request) {
    return request.makeResponse('content', { headers: { 'last-modified': MODIFIED } })
  }
}

const addon = defineAddon({ name: 'pages', controllers: [Pages] })

describe('a response that says which version it is', () => {
  const cases: ReadonlyArray<readonly [path: string, headers: Record<string, string>, status: number]> = [
    ['/tagged', { 'if-match': '"v1"' }, 200],
    ['/tagged', { 'if-match': '"v0", "v1"' }, 200],
    ['/tagged', { 'if-match': 'W/"v1"' }, 200],
    ['/tagged', { 'if-match': '*' }, 200],
    ['/tagged', { 'if-match': '"v0"' }, 412],
    ['/tagged', { 'if-match': '"v0"', 'if-none-match': '"v1"' }, 412],
    ['/tagged', { 'if-match': '"v1"', 'if-none-match': '"v1"' }, 304],
    ['/tagged', { 'if-unmodified-since': OLDER }, 200],
    ['/dated', { 'if-match': '"v0"' }, 200],
    ['/dated', { 'if-unmodified-since': OLDER }, 412],
    ['/dated', { 'if-unmodified-since': MODIFIED }, 200],
    ['/dated', { 'if-unmodified-since': LATER }, 200],
    ['/dated', { 'if-unmodified-since': 'nonsense' }, 200],
    ['/dated', { 'if-match': '*', 'if-unmodified-since': OLDER }, 200],
  ]
  for (const [path, headers, status] of cases) {
    test(`${path} ${JSON.stringify(headers)}: ${status}`, async () => {
      await using app = await createTestApp({ addons: [addon] })
      const response = await app.inject({ path, headers })
      assert.deepEqual([response.status, response.text], [status, status === 200 ? 'content' : ''])
    })
  }

  test('is not asked for by what changes something', async () => {
    await using app = await createTestApp({ addons: [addon] })
    const response = await app.inject({ path: '/tagged', method: 'POST', headers: { 'if-match': '"v0"' } })
    assert.equal(response.status, 200)
  })
})
