import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { acceptableOffers, isAccepted } from './accept.ts'

const ALL = ['text/html', 'text/html;level=1', 'application/json']

/** A header, and which of all it takes, the liked ones first. What a header breaks the grammar by makes it count as none. */
const rows: ReadonlyArray<readonly [header: string | undefined, taken: readonly string[]]> = [
  [undefined, ALL],
  ['*/*', ALL],
  ['', []],
  [',', []],
  ['text/html', ['text/html', 'text/html;level=1']],
  ['TEXT/Html', ['text/html', 'text/html;level=1']],
  ['text/html;level=1', ['text/html;level=1']],
  ['text/html; LEVEL="1"', ['text/html;level=1']],
  ['text/html;level="\\1"', ['text/html;level=1']],
  ['text/html;level="1', ALL],
  ['text/html;level=2', []],
  ['text/*;q=0.5, application/json', ['application/json', 'text/html', 'text/html;level=1']],
  ['application/json;Q=0.1, text/html;q=0.2', ['text/html', 'text/html;level=1', 'application/json']],
  ['*/*, text/html;q=0', ['application/json']],
  ['text/html;level=1;q=0.2, text/html;q=0.7', ['text/html', 'text/html;level=1']],
  ['application/json;q=1.000', ['application/json']],
  ['application/json;q=0.000', []],
  ['application/json;q=0.5;ext=1', ['application/json']],
  ['application/json;q=2', ALL],
  ['application/json;q=1.1', ALL],
  ['application/json;q=0.1234', ALL],
  ['application/json;q=half', ALL],
  ['application/json;', ALL],
  ['application/json;;q=1', ALL],
  ['application/json;x=";;"', []],
  ['*/json', ALL],
  ['json', ALL],
  ['text/html, nonsense', ALL],
]

describe('what a header takes', () => {
  for (const [header, taken] of rows) {
    test(`${String(header)}: ${taken.join(' ')}`, () => assert.deepEqual(acceptableOffers(ALL, header), taken))
  }

  test('any text is a header: offers are among those given, and one is taken as all are', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('text/html', '*/*', ';', 'q=', '0.5', ',', '"', '\\', ' ', 'level=1', '/', '\t'))
        .map((each) => each.join('')),
    )
    fc.assert(
      fc.property(text, (header) => {
        const taken = acceptableOffers(ALL, header)
        assert.ok(taken.every((each) => ALL.includes(each)))
        for (const offer of ALL) assert.equal(isAccepted(offer, header), taken.includes(offer))
      }),
    )
  })

  test('a long header is read once', () => {
    const hostile = '"\\"'.repeat(20_000)
    assert.deepEqual(acceptableOffers(ALL, `text/html;a=${hostile}`), ALL)
    assert.deepEqual(acceptableOffers(ALL, '"'.repeat(50_001)), ALL)
    assert.deepEqual(acceptableOffers(ALL, ';'.repeat(50_000)), ALL)
  })
})
