import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { formatCookie, parseCookies } from './cookies.ts'

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/)

describe('reading', () => {
  const cases: ReadonlyArray<readonly [string | undefined, Record<string, string>]> = [
    [undefined, {}],
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1; b=2;c=3', { a: '1', b: '2', c: '3' }],
    ['a=1; a=2', { a: '1' }],
    ['a=b=c', { a: 'b=c' }],
    [' a = 1 ', { a: '1' }],
    ['a=; b', { a: '' }],
    ['a="quoted"', { a: 'quoted' }],
    ['a=%C3%A9%20x', { a: 'é x' }],
    ['a=%zz; b=%; c=%ff', { a: '%zz', b: '%', c: '%ff' }],
    ['$Version=1; a=1', { $Version: '1', a: '1' }],
    ['a=1,2', { a: '1,2' }],
    ['A=1; a=2', { A: '1', a: '2' }],
  ]
  for (const [header, expected] of cases) {
    test(JSON.stringify(header) ?? 'no header', () =>
      assert.deepEqual(Object.fromEntries(parseCookies(header)), expected),
    )
  }

  test('junk never throws, and gives text only', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.stringMatching(/^[;=,"% a]*$/)), (header) => {
        for (const [name, value] of parseCookies(header)) {
          assert.equal(typeof name, 'string')
          assert.equal(typeof value, 'string')
        }
      }),
    )
  })

  test('names of prototypes are names', () => {
    const cookies = parseCookies('__proto__=1; constructor=2; prototype=3; toString=4')
    assert.deepEqual(
      [...cookies],
      [
        ['__proto__', '1'],
        ['constructor', '2'],
        ['prototype', '3'],
        ['toString', '4'],
      ],
    )
    assert.equal(parseCookies('a=1').get('toString'), undefined)
  })
})

describe('setting', () => {
  test('what is set is read again, whatever the value', () => {
    fc.assert(
      fc.property(token, fc.string({ unit: 'grapheme' }), (name, value) => {
        const [pair = ''] = formatCookie(name, value).split(';')
        assert.equal(parseCookies(pair).get(name), value)
      }),
    )
  })

  test('any value makes one header line of plain characters, and no further attribute', () => {
    fc.assert(
      fc.property(token, fc.string({ unit: 'grapheme' }), (name, value) => {
        const text = formatCookie(name, value, { path: null })
        assert.match(text, /^[\x21-\x3a\x3c-\x7e]*$/)
      }),
    )
  })

  test('every attribute', () => {
    const text = formatCookie('a', '1', {
      maxAge: 60,
      expires: new Date(Date.UTC(2030, 0, 1)),
      domain: 'example.org',
      path: '/x',
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
      partitioned: true,
    })
    assert.deepEqual(
      new Set(text.split('; ')),
      new Set([
        'a=1',
        'Max-Age=60',
        'Expires=Tue, 01 Jan 2030 00:00:00 GMT',
        'Domain=example.org',
        'Path=/x',
        'Secure',
        'HttpOnly',
        'SameSite=Strict',
        'Partitioned',
      ]),
    )
  })

  test('the path is / unless it is given; null leaves it out; partitioned is secure', () => {
    assert.equal(formatCookie('a', '1'), 'a=1; Path=/')
    assert.equal(formatCookie('a', '1', { path: null }), 'a=1')
    assert.match(formatCookie('a', '1', { partitioned: true }), /; Secure/)
  })

  test('what a cookie cannot have is a TypeError', () => {
    for (const name of ['', 'a b', 'a;b', 'a=b', 'é', 'a\r\nb'])
      assert.throws(() => formatCookie(name, 'x'), TypeError, name)
    assert.throws(() => formatCookie('a', 'x', { path: '/;x' }), TypeError)
    assert.throws(() => formatCookie('a', 'x', { path: '/\r\n' }), TypeError)
    assert.throws(() => formatCookie('a', 'x', { domain: 'a;b' }), TypeError)
  })
})
