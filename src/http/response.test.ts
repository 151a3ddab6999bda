import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { Gone, Response } from '../entry/pergola.ts'

describe('bodies and their content types', () => {
  const cases: ReadonlyArray<
    readonly [string, () => ConstructorParameters<typeof Response>[0], string | null, string]
  > = [
    ['nothing', () => undefined, null, ''],
    ['null', () => null, null, ''],
    ['text', () => '<p>é</p>', 'text/html; charset=utf-8', '<p>é</p>'],
    ['bytes', () => new Uint8Array([104, 105]), 'application/octet-stream', 'hi'],
    ['an ArrayBuffer', () => new Uint8Array([104, 105]).buffer, 'application/octet-stream', 'hi'],
    ['a typed blob', () => new Blob(['hi'], { type: 'text/x' }), 'text/x', 'hi'],
    ['a blob', () => new Blob(['hi']), 'application/octet-stream', 'hi'],
    [
      'parameters',
      () => new URLSearchParams({ a: 'é' }),
      'application/x-www-form-urlencoded;charset=UTF-8',
      'a=%C3%A9',
    ],
    ['a web stream', () => new Blob(['hi']).stream(), 'application/octet-stream', 'hi'],
    ['a stream', () => Readable.from(['h', 'i']), 'application/octet-stream', 'hi'],
  ]
  for (const [name, body, type, text] of cases) {
    test(name, async () => {
      const response = new Response(body())
      assert.equal(response.contentType, type)
      assert.equal(response.headers.get('content-type'), type)
      assert.equal(await response.text(), text)
    })
  }

  test('a stated content type wins', () => {
    assert.equal(new Response('x', { headers: { 'Content-Type': 'text/plain' } }).contentType, 'text/plain')
  })

  test('a body that is put in states its type where none was stated', () => {
    const response = Response.load(null)
    response.body = '<p>'
    assert.equal(response.contentType, 'text/html; charset=utf-8')
    response.body = new Uint8Array()
    assert.equal(response.contentType, 'text/html; charset=utf-8')
  })

  test('json', async () => assert.deepEqual(await new Response('{"a":[1]}').json(), { a: [1] }))

  test('status, headers, body and contentType may be assigned', async () => {
    const response = new Response('x')
    response.status = 201
    response.headers = { 'x-a': '1' }
    response.contentType = 'text/plain'
    response.body = 'y'
    assert.deepEqual(
      [response.status, [...response.headers], await response.text()],
      [
        201,
        [
          ['content-type', 'text/plain'],
          ['x-a', '1'],
        ],
        'y',
      ],
    )
    response.contentType = null
    assert.equal(response.headers.has('content-type'), false)
  })
})

describe('load', () => {
  test('falsy values are 204 with no body and no type', () => {
    for (const value of [null, undefined, false, '']) {
      const response = Response.load(value)
      assert.deepEqual([response.status, response.body, response.contentType], [204, null, null], String(value))
    }
  })

  test('a Response is the same one; text is HTML; bytes are bytes', () => {
    const own = new Response('x')
    assert.equal(Response.load(own), own)
    assert.deepEqual([Response.load('x').status, Response.load('x').contentType], [200, 'text/html; charset=utf-8'])
    assert.equal(Response.load(new Uint8Array(1)).contentType, 'application/octet-stream')
  })

  test('a web Response is taken over, with its status and headers', async () => {
    const headers = new Headers({ 'x-a': '1', 'content-type': 'text/x' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    const response = Response.load(new globalThis.Response('web', { status: 201, headers }))
    assert.deepEqual([response.status, response.headers.get('x-a'), response.contentType], [201, '1', 'text/x'])
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
    assert.equal(await response.text(), 'web')
    assert.equal(Response.load(new globalThis.Response(null, { status: 204 })).body, null)
  })

  test('an HTTP error is thrown', () => {
    const error = new Gone('Over.')
    assert.throws(
      () => Response.load(error),
      (thrown) => thrown === error,
    )
  })

  test('anything else is a clear error', () => {
    const cases: ReadonlyArray<readonly [unknown, RegExp]> = [
      [{ a: 1 }, /a plain object/],
      [[1], /an array/],
      [7, /the number 7/],
      [0, /the number 0/],
      [true, /the boolean true/],
      [new Map(), /an object of class Map/],
      [new Error('x'), /class Error/],
    ]
    for (const [value, message] of cases) {
      assert.throws(() => Response.load(value), { name: 'ResultTypeError', code: 'PERGOLA_RESULT_TYPE', message })
    }
  })

  test('with a base, its status, headers and cookies are kept', () => {
    const base = new Response()
    base.status = 201
    base.headers.set('x-a', '1')
    base.setCookie('c', '1')
    const text = Response.load('x', base)
    assert.deepEqual(
      [text.status, text.headers.get('x-a'), text.headers.getSetCookie(), text.body],
      [201, '1', ['c=1; Path=/'], 'x'],
    )
    assert.equal(text.contentType, 'text/html; charset=utf-8')
    assert.equal(Response.load(null, base).status, 201)
  })

  test('a falsy result leaves the base fit for a later one', () => {
    const base = new Response()
    base.headers.set('x-a', '1')
    const nothing = Response.load(null, base)
    assert.deepEqual([nothing.status, nothing.headers.get('x-a')], [204, '1'])
    const text = Response.load('text', base)
    assert.deepEqual([text.status, text.body, text.headers.get('x-a')], [200, 'text', '1'])
  })
})

describe('cookies', () => {
  test('setCookie appends, deleteCookie makes the client forget', () => {
    const response = new Response()
    response.setCookie('a', '1')
    response.setCookie('a', 'x; y', { maxAge: 60, httpOnly: true, secure: true, sameSite: 'none', path: '/p' })
    response.deleteCookie('b', { path: '/p', domain: 'example.org' })
    const [first, second = '', third = ''] = response.headers.getSetCookie()
    assert.equal(first, 'a=1; Path=/')
    assert.match(second, /^a=x%3B%20y; /)
    for (const attribute of ['Max-Age=60', 'HttpOnly', 'Secure', 'SameSite=None', 'Path=/p'])
      assert.ok(second.includes(attribute), attribute)
    assert.match(third, /^b=; /)
    for (const attribute of ['Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Path=/p', 'Domain=example.org'])
      assert.ok(third.includes(attribute), attribute)
  })
})

describe('headers', () => {
  test('setEtag quotes; weak ones are marked; what an etag cannot have is refused', () => {
    const response = new Response('x')
    response.setEtag('v1')
    assert.equal(response.headers.get('etag'), '"v1"')
    response.setEtag('v2', { weak: true })
    assert.equal(response.headers.get('etag'), 'W/"v2"')
    for (const tag of ['a"b', 'a b', 'a\n']) assert.throws(() => response.setEtag(tag), TypeError)
  })

  test('cacheControl: properties read and write the header', () => {
    const response = new Response('x')
    response.cacheControl.maxAge = 60
    response.cacheControl.public = true
    assert.equal(response.headers.get('cache-control'), 'public, max-age=60')
    assert.equal(response.cacheControl.maxAge, 60)
    response.cacheControl.public = false
    response.cacheControl.immutable = true
    assert.equal(response.headers.get('cache-control'), 'max-age=60, immutable')
    response.cacheControl = { noStore: true, sMaxAge: 0 }
    assert.equal(response.headers.get('cache-control'), 'no-store, s-maxage=0')
    response.cacheControl = 'private, stale-while-revalidate=5'
    assert.deepEqual({ ...response.cacheControl }, { private: true, staleWhileRevalidate: 5 })
    response.headers.set('cache-control', 'no-cache="set-cookie", MAX-AGE="10"')
    response.cacheControl.noTransform = true
    assert.equal(response.headers.get('cache-control'), 'no-cache, no-transform, max-age=10')
    delete response.cacheControl.noTransform
    assert.equal(response.headers.get('cache-control'), 'no-cache, max-age=10')
    response.cacheControl = {}
    assert.equal(response.headers.get('cache-control'), null)
  })

  test('vary adds each name once', () => {
    const response = new Response('x', { headers: { vary: 'Accept' } })
    response.vary('Origin', 'accept', 'ORIGIN')
    assert.equal(response.headers.get('vary'), 'Accept, Origin')
  })

  test('a header cannot be made to hold two', () => {
    assert.throws(() => new Response('x').headers.set('x-a', 'a\r\nx-b: c'), TypeError)
    assert.throws(() => new Response('x', { headers: { 'x-a': 'a\nb' } }), TypeError)
  })
})

describe('templates', () => {
  test('giving a body drops the template; rendering without one is an error', async () => {
    const response = new Response(null, { template: 'a.b', qcontext: { x: 1 } })
    assert.deepEqual([response.isQweb, response.contentType], [true, 'text/html; charset=utf-8'])
    response.body = 'static'
    assert.deepEqual([response.isQweb, response.template], [false, null])
    await assert.rejects(response.render(), { name: 'TemplateNotFoundError' })
    await response.flatten()
    assert.equal(response.body, 'static')
  })
})
