import * as fc from '../../test/support/fast-check.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleCss } from './asset-css.ts'

const at = '/shop/static/css/shop.css'
const rules = (source: string) => bundleCss(source, at, '../../../').rules

const urls: ReadonlyArray<readonly [written: string, expected: string]> = [
  ['url(a.png)', 'url("../../../shop/static/css/a.png")'],
  ['url( "a.png" )', 'url("../../../shop/static/css/a.png")'],
  ["url('../img/a b.png')", 'url("../../../shop/static/img/a%20b.png")'],
  ['URL(./a.png?x=1#y)', 'url("../../../shop/static/css/a.png?x=1#y")'],
  ['url(../../../web/static/a.svg)', 'url("../../../web/static/a.svg")'],
  ['url(../../../../../../etc/passwd)', 'url("../../../etc/passwd")'],
  [String.raw`url(a\29.png)`, 'url("../../../shop/static/css/a).png")'],
  [String.raw`url("a\"b.png")`, 'url("../../../shop/static/css/a%22b.png")'],
  ['url(/web/static/a.png)', 'url(/web/static/a.png)'],
  ['url(//cdn.example.org/a.png)', 'url(//cdn.example.org/a.png)'],
  ['url(https://example.org/a.png)', 'url(https://example.org/a.png)'],
  ['url("data:image/svg+xml;utf8,<svg/>")', 'url("data:image/svg+xml;utf8,<svg/>")'],
  ['url(#mask)', 'url(#mask)'],
  ['url()', 'url()'],
]

for (const [written, expected] of urls) {
  test(`${written} becomes ${expected}`, () => {
    assert.equal(rules(`a { background: ${written} no-repeat }`), `a { background: ${expected} no-repeat }`)
  })
}

test('what only looks like a URL stays', () => {
  assert.equal(rules(`a::after { content: 'url(a.png)' }`), `a::after { content: 'url(a.png)' }`)
  assert.equal(rules('/* url(a.png) */ a { --x: my-url(a.png) }'), 'a { --x: my-url(a.png) }')
})

test('comments go, but keep words apart; those that want to be read stay', () => {
  assert.equal(rules('a/**/b { c: 1px/* x */2px; }/* end'), 'a/**/b { c: 1px/**/2px; }')
  assert.equal(rules('/*! MIT */a {/* x */}'), '/*! MIT */a {}')
  assert.equal(rules('a { content: "/* x */" }'), 'a { content: "/* x */" }')
})

test('white space shrinks to one blank or line break, not in strings', () => {
  assert.equal(rules('a   b {\n\n   c:  "x   y"\n}\n'), 'a b {\nc: "x   y"\n}')
})

test('imports go to the beginning, with URLs that still lead there', () => {
  const { imports, rules } = bundleCss(
    `\uFEFF@charset "utf-8";/* x */@import "../base.css" screen;\n@import url(print.css) layer(a) print;a { b: c }`,
    at,
    '../',
  )
  assert.deepEqual(imports, [
    '@import url("../shop/static/base.css") screen;',
    '@import url("../shop/static/css/print.css") layer(a) print;',
  ])
  assert.equal(rules, 'a { b: c }')
})

test('an import behind a rule does not count, and stays where it is', () => {
  assert.deepEqual(bundleCss('a{} @import "b.css";', at, '../'), { imports: [], rules: 'a{} @import "b.css";' })
})

test('any text is bundled, and a URL never ends early', () => {
  const pieces = fc.constantFrom(
    'url(',
    '"',
    "'",
    '\\',
    ')',
    '/*',
    '*/',
    '@import',
    ';',
    'a',
    ' ',
    '\n',
    '../',
    '{',
    '}',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const { imports, rules } = bundleCss(parts.join(''), at, '../')
      assert.ok([...imports, rules].every((each) => typeof each === 'string'))
    }),
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (name) => {
      const quoted = name.replace(/["\\\n\r\f]/g, '')
      const made = rules(`a{b:url("x${quoted}")}`)
      assert.match(made, /^a\{b:url\("[^"\n]*"\)\}$/)
    }),
  )
})
