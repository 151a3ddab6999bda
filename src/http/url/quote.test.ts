import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { toQuery } from './query.ts'
import { quotePath, quoteQueryText, quoteSegment } from './quote.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 })

test('a segment is one segment, and is read back as it was', () => {
  fc.assert(
    fc.property(text, (segment) => {
      const quoted = quoteSegment(segment)
      assert.match(quoted, /^[\w.~!$&'()*+,;=:@%-]*$/)
      assert.equal(decodeURIComponent(quoted), segment.toWellFormed())
    }),
  )
})

test('a path keeps its slashes', () => {
  fc.assert(
    fc.property(fc.array(text), (segments) => {
      const path = segments.join('/')
      assert.equal(decodeURIComponent(quotePath(path)), path.toWellFormed())
      assert.equal(quotePath(path).split('/').length, path.split('/').length)
    }),
  )
})

test('a query is read back as it was, also by other readers', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const wellFormed = pairs.map(([key, value]) => [key.toWellFormed(), value.toWellFormed()])
      assert.deepEqual([...new URLSearchParams(toQuery(pairs))], wellFormed)
      const names = Object.fromEntries(pairs)
      assert.deepEqual([...new URLSearchParams(toQuery(names)).keys()].length, Object.keys(names).length)
    }),
  )
})

test('text as a query or an anchor never ends the URL', () => {
  fc.assert(fc.property(text, (query) => assert.match(quoteQueryText(query), /^[\w./?:@!$&'()*+,;=~%-]*$/)))
})
