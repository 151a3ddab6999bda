import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { MAX_JSON_DEPTH, parseJson, toJsonValue } from './json.ts'

describe('JSON from outside', () => {
  test('is what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!/__proto__|constructor/.test(text))
        assert.deepEqual(parseJson(text), JSON.parse(text))
      }),
    )
  })

  test('is bounded in depth', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    assert.ok(Array.isArray(parseJson(nested(MAX_JSON_DEPTH))))
    assert.throws(() => parseJson(nested(MAX_JSON_DEPTH + 1)), SyntaxError)
    assert.throws(() => parseJson(`{"a":${nested(100_000)}}`), SyntaxError)
  })

  test('names no prototype', () => {
    for (const text of [
      '{"__proto__":1}',
      '[[{"a":{"__proto__":{}}}]]',
      '{"\\u005f_proto__":1}',
      '{"constructor":{"prototype":1}}',
    ]) {
      assert.throws(() => parseJson(text), SyntaxError, text)
    }
    assert.deepEqual(parseJson('{"constructor":"x","prototype":{}}'), { constructor: 'x', prototype: {} })
  })
})

describe('a JSON value', () => {
  test('is a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'))
        const copy = toJsonValue(value)
        assert.deepEqual(copy, value)
        if (typeof value === 'object' && value !== null) assert.notEqual(copy, value)
      }),
    )
  })

  test('of what refers to itself is refused, and does not run for ever', () => {
    const circle: unknown[] = []
    circle.push(circle)
    assert.throws(() => toJsonValue(circle), TypeError)
  })
})
