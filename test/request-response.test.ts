// request.response: what it gives to an answer, and to which.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, HttpSeeOther, Response, route, UserError, type Request } from 'pergola'
import { appWith } from './support.ts'

describe('request.response', () => {
  class Responding extends Controller {
    @route('/respond/<how>', { auth: 'none' })
    respond({ how }: { how: string }, current: Request) {
      const { response } = current
      assert.equal(current.response, response)
      response.status = 202
      response.headers.set('x-own', 'kept')
      response.setCookie('c', '1')
      if (how === 'own') return new Response('own', { status: 418 })
      if (how === 'nothing') return null
      if (how === 'fail') throw new UserError('x')
      if (how === 'redirect') throw new HttpSeeOther('/é?q=€')
      return how === 'bytes' ? new Uint8Array([104]) : 'text'
    }
    @route('/rendered', { auth: 'none', renderer: 'json' })
    rendered(_: object, { response }: Request) {
      response.status = 201
      response.setCookie('c', '1')
      return { a: [1] }
    }
    @route('/number/<int:number>', { auth: 'none', renderer: 'json' })
    number({ number }: { number: number }): unknown {
      return number === 1 ? true : number
    }
    @route('/json2', { auth: 'none', type: 'json2' })
    json2(_: object, { response }: Request) {
      response.status = 201
      return { a: 1 }
    }
    @route('/json2/typed', { auth: 'none', type: 'json2' })
    typed(_: object, { response }: Request) {
      response.contentType = 'application/vnd.api+json'
      return { a: 1 }
    }
    @route('/json', { auth: 'none', type: 'json' })
    json({ how }: { how?: string }, { response }: Request) {
      response.status = 202
      response.headers.set('x-own', 'kept')
      response.setCookie('c', '1')
      if (how === 'fail') throw new UserError('x')
      return { a: 1 }
    }
  }

  test('gives status, headers and cookies to what is no Response', async () => {
    await using app = await appWith([Responding])
    for (const [how, type] of [
      ['text', 'text/html; charset=utf-8'],
      ['bytes', 'application/octet-stream'],
      ['nothing', undefined],
    ] as const) {
      const response = await app.inject(`/respond/${how}`)
      assert.deepEqual(
        [response.status, response.headers['x-own'], response.cookies, response.headers['content-type']],
        [202, 'kept', { c: '1' }, type],
        how,
      )
    }
    const rendered = await app.inject('/rendered')
    assert.deepEqual([rendered.status, rendered.json(), rendered.cookies], [201, { a: [1] }, { c: '1' }])
    for (const [path, text] of [
      ['/number/0', '0'],
      ['/number/1', 'true'],
      ['/number/2', '2'],
    ] as const) {
      const { status, text: given, headers } = await app.inject(path)
      assert.deepEqual([status, given, headers['content-type']], [200, text, 'application/json; charset=utf-8'])
    }
    const json2 = await app.inject('/json2')
    assert.deepEqual([json2.status, json2.json()], [201, { a: 1 }])
  })

  test('gives them to a JSON-RPC result, and nothing to its error', async () => {
    await using app = await appWith([Responding])
    const call = (params: object) => app.inject({ path: '/json', json: { id: 3, params } })
    const { status, headers, cookies, text } = await call({})
    assert.deepEqual(
      [status, headers['x-own'], cookies, headers['content-type'], text],
      [202, 'kept', { c: '1' }, 'application/json; charset=utf-8', '{"jsonrpc":"2.0","id":3,"result":{"a":1}}'],
    )
    const failed = await call({ how: 'fail' })
    assert.deepEqual([failed.status, failed.headers['x-own'], failed.cookies], [200, undefined, {}])
  })

  test('may have a content type of its own for JSON', async () => {
    await using app = await appWith([Responding])
    const { headers, text } = await app.inject('/json2/typed')
    assert.deepEqual([headers['content-type'], text], ['application/vnd.api+json', '{"a":1}'])
  })

  test('gives nothing to a Response of the endpoint’s own, nor to an error', async () => {
    await using app = await appWith([Responding])
    for (const [how, status] of [
      ['own', 418],
      ['fail', 422],
      ['redirect', 303],
    ] as const) {
      const response = await app.inject(`/respond/${how}`)
      assert.deepEqual([response.status, response.headers['x-own'], response.cookies], [status, undefined, {}], how)
    }
  })

  test('a redirect that is thrown has a location of plain characters', async () => {
    await using app = await appWith([Responding])
    assert.equal((await app.inject('/respond/redirect')).headers['location'], '/%C3%A9?q=%E2%82%AC')
  })
})
