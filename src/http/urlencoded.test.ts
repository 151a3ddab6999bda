import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { parseUrlencodedBytes } from './urlencoded.ts'

const parse = (text: string): Array<[string, string]> => parseUrlencodedBytes(Buffer.from(text))

// A question mark in front is dropped by `URLSearchParams`, where it is text here: one more keeps it.
function reference(text: string): Array<[string, string]> {
  return [...new URLSearchParams(`?${text}`)]
}

const CORNERS = [
  '',
  '&',
  '&&a=1&&',
  '=',
  '==',
  'a',
  'a=',
  '=a',
  'a=b=c',
  '?a=1',
  'a=1&a=2',
  '+=+',
  'a+b=c+d++',
  '%41=%42',
  'a%3Db%26=%2B+%25',
  'a=%',
  'a=%4',
  'a=%4g',
  'a=%g4',
  'a=%%41',
  'a=%2541',
  'a=%c3%a9&b=%C3%A9+%41',
  'a=%ff&b=%e2%82',
  'a=%ef%bb%bfx',
  'é=ü+%41',
  'a=%00&__proto__=1',
  'a=%7f%80',
  'a=%1\u0130',
]

test('urlencoded text is read as URLSearchParams reads it', () => {
  for (const text of CORNERS) assert.deepEqual(parse(text), reference(text), text)
  assert.deepEqual(parse('a=1%2C+2&b'), [
    ['a', '1, 2'],
    ['b', ''],
  ])
})

test('any text, of pieces that mean something, is read as URLSearchParams reads it', () => {
  const piece = fc.oneof(
    fc.constantFrom('%', '+', '&', '=', '?', '%2', '%41', '%e2%82%ac', '%C3', '%zz', 'a', '€', '\u0130', '😀', '\0'),
    fc.string({ unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      assert.deepEqual(parse(text), reference(text))
    }),
  )
})
