import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import type { Request } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'
import { localLocation, withQuery, type RedirectQuery } from './redirect.ts'

describe('a local location', () => {
  const vectors: ReadonlyArray<readonly [string, string]> = [
    ['https://www.example.com/hello?a=b', '/hello?a=b'],
    ['/hello?a=b', '/hello?a=b'],
    ['hello?a=b', '/hello?a=b'],
    ['www.example.com/hello?a=b', '/www.example.com/hello?a=b'],
    ['https://www.example.comhttps://www.example2.com/hello?a=b', '/www.example2.com/hello?a=b'],
    ['https://https://www.example.com/hello?a=b', '/www.example.com/hello?a=b'],
    ['//evil.example/x', '/x'],
    ['/\\evil.example/x', '/x'],
    ['', '/'],
    ['#top', '/#top'],
    ['?a=b', '/?a=b'],
    ['javascript:alert(1)', '/alert(1)'],
  ]
  for (const [given, expected] of vectors) {
    test(`${JSON.stringify(given)} → ${expected}`, () => {
      const location = localLocation(given)
      assert.equal(new URL(location, 'http://host').host, 'host')
      assert.equal(location, expected)
    })
  }

  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '/',
          '\\',
          ':',
          '@',
          '?',
          '#',
          '.',
          '..',
          '\t',
          '\n',
          '\r',
          ' ',
          '\0',
          '%2f',
          '%5c',
          'http:',
          'https:',
          'javascript:',
          'data:',
          '//',
          '\u2028',
          '\u3002',
          '／',
          'evil.example',
          '[::1]',
          '\ud800',
        ),
        fc.string({ unit: 'grapheme', maxLength: 3 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''))

  test('never leaves the host', () => {
    fc.assert(
      fc.property(nasty, (given) => {
        const location = localLocation(given)
        const url = new URL(location, 'http://host')
        assert.equal(url.origin, 'http://host', JSON.stringify(location))
        assert.match(location, /^\/(?![/\\])/)
      }),
      { numRuns: 2000 },
    )
  })

  test('stays below the base path', () => {
    fc.assert(
      fc.property(nasty, (given) => {
        const location = localLocation(given, '/base')
        assert.ok(/^\/base(?:[/?#]|$)/.test(location), JSON.stringify(location))
        assert.equal(new URL(location, 'http://host').origin, 'http://host')
      }),
    )
    assert.equal(localLocation('/base', '/base'), '/base')
    assert.equal(localLocation('/base/x', '/base'), '/base/x')
    assert.equal(localLocation('/base?x', '/base'), '/base?x')
    assert.equal(localLocation('/basement', '/base'), '/base/basement')
    assert.equal(localLocation('/x', '/base'), '/base/x')
  })

  test('as request.redirect sends it, it is a header of plain characters, and still on this host', async () => {
    await using app = await createTestApp()
    let given: Request | undefined
    await app.app.perform({ path: '/' }, async (request) => {
      given = request
      return request.makeResponse()
    })
    const request = given as Request
    fc.assert(
      fc.property(nasty, (given) => {
        const response = request.redirect(given)
        const location = response.headers.get('location') ?? ''
        assert.equal(response.status, 303)
        assert.match(location, /^\/[\x21-\x7e]*$/)
        assert.equal(new URL(location, 'http://host').origin, 'http://host')
      }),
      { numRuns: 1000 },
    )
    assert.equal(request.redirect('/é?q=€ x%20').headers.get('location'), '/%C3%A9?q=%E2%82%AC%20x%20')
    assert.equal(
      request.redirect('https://example.org/é', { local: false, status: 302 }).headers.get('location'),
      'https://example.org/%C3%A9',
    )
  })
})

describe('a location with a query', () => {
  const cases: ReadonlyArray<readonly [string, RedirectQuery, string]> = [
    ['/a', { b: '1' }, '/a?b=1'],
    ['/a', { ids: [1, 2], none: null, no: undefined, empty: '', zero: 0 }, '/a?ids=1&ids=2&empty=&zero=0'],
    [
      '/a',
      [
        ['b', '1'],
        ['b', '2'],
      ],
      '/a?b=1&b=2',
    ],
    ['/a', 'b=1', '/a?b=1'],
    ['/b', null, '/b'],
    ['/a?x=1', { b: '1' }, '/a?x=1&b=1'],
    ['/a#top', { b: '1' }, '/a?b=1#top'],
    ['/a?x#top?y', { b: '1' }, '/a?x&b=1#top?y'],
    ['/a', {}, '/a'],
    ['/a', { q: 'é &=' }, '/a?q=%C3%A9+%26%3D'],
  ]
  for (const [location, query, expected] of cases) {
    test(expected, () => assert.equal(withQuery(location, query), expected))
  }
})
