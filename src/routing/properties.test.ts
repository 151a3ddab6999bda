import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { RuleSyntaxError } from './errors.ts'
import { bindNaive, KINDS, NaiveMatcher, type NaiveRule, type Piece, toText } from './naive-matcher.test.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule } from './rule.ts'
import { bind, outcome } from './support.test.ts'

/** Few different texts, so that rules and paths meet. */
const WORDS = ['a', 'b', 'ab', '1', '12', '-', '.', '🙂', '-1', '1.5']

const word = fc.constantFrom(...WORDS)
const converter = fc.constantFrom(...Object.keys(KINDS))
const piece: fc.Arbitrary<Piece> = fc.oneof(
  word.map((text) => ({ text })),
  converter.map((kind) => ({ converter: kind, name: 'v' })),
)

/** Neighbouring texts become one, as they are for whoever reads the rule; each variable gets a name of its own. */
function normalize(segments: readonly (readonly Piece[])[]): Piece[][] {
  let count = 0
  return segments.map((pieces) => {
    const result: Piece[] = []
    for (const each of pieces) {
      const last = result.at(-1)
      if ('name' in each) result.push({ ...each, name: `v${count++}` })
      else if (last !== undefined && 'text' in last) result[result.length - 1] = { text: last.text + each.text }
      else result.push(each)
    }
    return result
  })
}

const rule: fc.Arbitrary<NaiveRule> = fc.record({
  segments: fc.array(fc.array(piece, { minLength: 1, maxLength: 3 }), { maxLength: 4 }).map(normalize),
  branch: fc.boolean(),
  methods: fc.constantFrom(null, null, ['GET'], ['POST', 'PUT']),
})
const rules = fc.array(rule, { minLength: 1, maxLength: 12 })

const path = fc
  .array(fc.array(fc.oneof(word, fc.constantFrom('', '\n')), { maxLength: 4 }), { maxLength: 6 })
  .map((segments) => `/${segments.map((words) => words.join('')).join('/')}`)

describe('properties', () => {
  it('a match is what a simple matcher finds', () => {
    fc.assert(
      fc.property(rules, fc.array(path, { minLength: 1, maxLength: 20 }), fc.boolean(), (all, paths, strict) => {
        const naive = new NaiveMatcher(all, strict)
        const urls = bindNaive(all, strict)
        for (const each of paths) {
          for (const method of ['GET', 'POST']) {
            assert.equal(
              outcome(urls, each, { method }),
              naive.match(each, method),
              `${method} ${JSON.stringify(each)}`,
            )
          }
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('a match is the same whether rules are added before or after other matches', () => {
    fc.assert(
      fc.property(rules, fc.array(path, { minLength: 1, maxLength: 8 }), (all, paths) => {
        const map = new RoutingMap()
        const urls = map.bind('example.org')
        for (const [index, each] of all.entries()) {
          map.add(new Rule(toText(each), { endpoint: index, methods: each.methods ?? undefined }))
          for (const one of paths) outcome(urls, one)
        }
        const whole = bindNaive(all, true)
        for (const one of paths) assert.equal(outcome(urls, one), outcome(whole, one))
      }),
      { numRuns: 200 },
    )
  })

  it('what is built matches with the same values', () => {
    const urls = bind(
      [
        ['/t/<v>', { endpoint: 'text' }],
        ['/p/<path:v>', { endpoint: 'path' }],
        ['/i/<int(signed=True):v>', { endpoint: 'int' }],
        ['/f/<float(signed=True):v>', { endpoint: 'float' }],
        ['/m/<int:a>.<any("x/y", "ü ", z):b>-<uuid:c>/<d>', { endpoint: 'mixed' }],
      ],
      { mergeSlashes: false },
    )
    const segment = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !text.includes('/') && text.isWellFormed())
    const long = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => /^[^/][^\n]*$/u.test(text) && text.isWellFormed())
    const decimal = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
    const values = fc.oneof(
      segment.map((v) => ['text', { v }] as const),
      long.map((v) => ['path', { v }] as const),
      fc.maxSafeInteger().map((v) => ['int', { v }] as const),
      decimal.map((v) => ['float', { v }] as const),
      fc
        .tuple(fc.nat(), fc.constantFrom('ü ', 'z'), fc.uuid(), segment)
        .map(([a, b, c, d]) => ['mixed', { a, b, c, d }] as const),
    )
    fc.assert(
      fc.property(values, ([endpoint, args]) => {
        const url = urls.build(endpoint, args)
        assert.match(url, /^\/[A-Za-z0-9\-._~!$&'()*+,/:;=@%]*$/)
        const found = urls.match(decodeURIComponent(url))
        assert.equal(found.endpoint, endpoint)
        assert.deepEqual(found.args, args)
      }),
      { numRuns: 3000 },
    )
  })

  it('queries come back as they were', () => {
    const urls = bind(['/x'])
    const text = fc.string({ unit: 'grapheme' }).filter((one) => one.isWellFormed())
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text, { minLength: 1 })), (query) => {
        const url = new URL(urls.build('/x', query), 'http://h')
        const back = Array.from(new Set(url.searchParams.keys()), (key) => [key, url.searchParams.getAll(key)])
        assert.deepEqual(back, Object.entries(query))
      }),
      { numRuns: 1000 },
    )
  })

  it('junk for a rule is an error with a place, or a rule', () => {
    const symbols = fc.constantFrom(
      ...Array.from('/<>():,=\'" \\$_-+.09azAé🙂\n'),
      'int',
      'any',
      'path',
      'string',
      'min',
      'True',
      '<a>',
    )
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(symbols).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(junk, fc.boolean(), (text, wrap) => {
        try {
          new RoutingMap([new Rule(wrap ? `/<any(${text}):x>` : `/${text}`, { endpoint: 'x' })]).bind('h').test('/a/b')
        } catch (error) {
          assert.ok(error instanceof RuleSyntaxError, String(error))
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('junk for a path never fails otherwise than by routing', () => {
    const urls = bind([
      '/',
      '/<a>-<b>/',
      '/<path:p>/x/<path:q>/',
      '/<int:i>',
      ['/d', { defaults: { a: 1 } }],
      '/<string(length=2):s>/<float:f>',
    ])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, wrap) => {
        outcome(urls, wrap ? `/${text}/` : text)
      }),
      { numRuns: 3000 },
    )
  })
})
