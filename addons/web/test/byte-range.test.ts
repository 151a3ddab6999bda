import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { byteRange } from '../files/byte-range.ts'

test('one range of bytes is read', () => {
  assert.equal(byteRange(null, 10), 'all')
  assert.deepEqual(byteRange('bytes=0-4', 10), { start: 0, end: 4 })
  assert.deepEqual(byteRange('bytes=2-', 10), { start: 2, end: 9 })
  assert.deepEqual(byteRange('bytes=-3', 10), { start: 7, end: 9 })
  assert.deepEqual(byteRange('bytes=-30', 10), { start: 0, end: 9 })
  assert.deepEqual(byteRange('bytes=5-100', 10), { start: 5, end: 9 })
  for (const header of [
    'bytes=10-',
    'bytes=5-4',
    'bytes=-0',
    'bytes=0-1,3-4',
    'lines=1-2',
    'bytes=-',
    '',
    'bytes=a-b',
  ]) {
    assert.equal(byteRange(header, 10), 'unsatisfiable', header)
  }
  assert.equal(byteRange('bytes=0-', 0), 'unsatisfiable')
})

test('whatever is asked for lies within the content', () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
  )
  fc.assert(
    fc.property(header, fc.nat(), (text, size) => {
      const range = byteRange(text, size)
      return typeof range === 'string' || (range.start >= 0 && range.start <= range.end && range.end < size)
    }),
  )
})
