import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bind, outcome, type RuleRow } from './support.test.ts'

/** Generous for a slow machine, and far below what squares or powers of these sizes would take. */
const options = { timeout: 20_000 }

/** States visited and edges tried for a path. */
function steps(rules: readonly RuleRow[], path: string, expected: string): number {
  const urls = bind(rules)
  // The first search may compare states with each other, which is kept for later ones.
  outcome(urls, path)
  assert.equal(outcome(urls, path), expected)
  return urls.map.lastSteps
}

/** All rules of `levels` segments that are each one of some placeholders, with something behind them. */
function allWays(levels: number, kinds: readonly string[], end: string): string[] {
  let rules = ['']
  for (let level = 0; level < levels; level++) {
    rules = rules.flatMap((rule) => kinds.map((kind) => `${rule}/<${kind}:v${level}>`))
  }
  return rules.map((rule) => rule + end)
}

describe('the number of states visited', () => {
  it('does not depend on rules elsewhere', () => {
    const rules = (groups: number): string[] =>
      Array.from({ length: groups }, (_, group) =>
        ['', '/new', '/<int:id>', '/<name>/<int:page>'].map((rest) => `/group${group}${rest}`),
      ).flat()
    for (const [path, expected] of [
      ['/group7/3', '/group7/<int:id> {"id":3}'],
      ['/group7/x/3', '/group7/<name>/<int:page> {"name":"x","page":3}'],
      ['/group7/x/y', '404'],
      ['/other', '404'],
    ] as const) {
      assert.equal(steps(rules(50), path, expected), steps(rules(2000), path, expected))
    }
  })

  it('does not depend on placeholders behind other text', () => {
    const rules = (count: number): string[] => [
      '/<name>',
      ...Array.from({ length: count }, (_, index) => [`/r${index}-<int:id>`, `/r${index}.<path:p>/x`]).flat(),
    ]
    for (const [path, expected] of [
      ['/r7-3', '/r7-<int:id> {"id":3}'],
      ['/r7.3/x', '/r7.<path:p>/x {"p":"3"}'],
      ['/r7-x', '/<name> {"name":"r7-x"}'],
      ['/r7.x/y', '404'],
    ] as const) {
      assert.equal(steps(rules(20), path, expected), steps(rules(2000), path, expected))
    }
  })

  it('does not double with each level where several converters fit', () => {
    const path = (levels: number): string => `${'/1'.repeat(levels)}/none`
    const few = steps(allWays(5, ['int', 'string'], '/end'), path(5), '404')
    const many = steps(allWays(10, ['int', 'string'], '/end'), path(10), '404')
    assert.ok(many <= 2 * few + 2, `${few} for 5 levels, ${many} for 10`)
    assert.ok(steps(allWays(6, ['int', 'string', 'any("1")'], '/end'), path(6), '404') <= 6 * 7)
  })

  it('nor if static text fits as well', () => {
    let rules = ['']
    for (let level = 0; level < 10; level++) rules = rules.flatMap((rule) => [`${rule}/1`, `${rule}/<v${level}>`])
    assert.ok(
      steps(
        rules.map((rule) => `${rule}/end`),
        `${'/1'.repeat(10)}/none`,
        '404',
      ) <= 30,
    )
  })

  it('is at most that of the states', () => {
    // Unlike subtrees: nothing can be left out, and nothing is visited twice.
    const rules = allWays(8, ['int', 'string'], '').map((rule, index) => `${rule}/end${index}`)
    assert.ok(steps(rules, `${'/1'.repeat(8)}/none`, '404') <= 2 ** 10)
  })
})

describe('long input ends in time', options, () => {
  const long = 200_000

  it('several variables in a segment', () => {
    const urls = bind([
      '/<a>-<b>-<c>-<d>',
      '/x/<a>-<b>-<c>-<d>.end',
      '/y/<int:a><int:b><int:c><int:d>x',
      '/z/<any(a, aa):a><any(a, aa):b><c>!',
    ])
    const dashes = '-'.repeat(long)
    assert.equal(urls.match(`/${dashes}`).args.a, '-'.repeat(long - 6))
    assert.equal(outcome(urls, `/x/${dashes}`), '404')
    assert.equal(outcome(urls, `/x/${'-a'.repeat(long)}.en`), '404')
    assert.equal(outcome(urls, `/y/${'1'.repeat(long)}`), '404')
    assert.equal(outcome(urls, `/z/${'a'.repeat(long)}`), '404')
  })

  it('several paths in a rule', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => `<path:${name}>`)
    const urls = bind([five.join('/x/'), `${five.join('/')}.end/`, `${five.join('-')}!`].map((rule) => `/${rule}`))
    const segments = '/x'.repeat(10_000)
    assert.deepEqual(urls.match(`/1${segments}/2`).args.a, '1')
    assert.equal(outcome(urls, `/1${'/y'.repeat(10_000)}`), '404')
    assert.equal(outcome(urls, `/1${'/-'.repeat(10_000)}`), '404')
    assert.equal(outcome(urls, `/1${'-/'.repeat(10_000)}?\n`), '404')
  })

  it('many slashes', () => {
    const urls = bind(['/a', '/<path:p>/b', '/<a>/<b>/<c>'])
    const slashes = '/'.repeat(long)
    assert.equal(outcome(urls, slashes), '404')
    assert.equal(outcome(urls, `${slashes}a`), '/a')
    assert.equal(outcome(urls, `/x${slashes}`), '404')
    assert.equal(outcome(urls, `/x${slashes}y${slashes}z`), '308 http://example.org/x/y/z')
  })

  it('many segments, in path and rule', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `v${index}`)
    const rules = [names.map((name) => `/<${name}>`).join(''), names.map((name) => `/<int:${name}>`).join('')]
    const urls = bind(rules.map((rule, index) => [rule, { endpoint: index }]))
    assert.equal(urls.match('/1'.repeat(5000)).endpoint, 1)
    assert.equal(urls.match('/x'.repeat(5000)).endpoint, 0)
    assert.equal(outcome(urls, `${'/1'.repeat(5000)}/`), '404')
    assert.equal(outcome(urls, '/1'.repeat(4999)), '404')
    assert.equal(outcome(urls, '/1'.repeat(long)), '404')
    assert.equal(urls.build(0, Object.fromEntries(names.map((name) => [name, 'x']))), '/x'.repeat(5000))
  })

  it('long text in rules', () => {
    assert.throws(() => bind(['/<x('.repeat(20_000)]), { code: 'ROUTING_RULE_SYNTAX' })
    assert.throws(() => bind([`/<any(${'a,'.repeat(50_000)}`]), { code: 'ROUTING_RULE_SYNTAX' })
    assert.throws(() => bind([`/<any(${'a '.repeat(50_000)}):x>`]), { code: 'ROUTING_RULE_SYNTAX' })
    assert.throws(() => bind([`/<any(${'):'.repeat(50_000)}`]), { code: 'ROUTING_RULE_SYNTAX' })
    const urls = bind([
      `/${'é'.repeat(50_000)}/<any(${Array.from({ length: 5000 }, (_, index) => `x${index}`).join()}):x>`,
    ])
    assert.equal(urls.match(`/${'é'.repeat(50_000)}/x4999`).args.x, 'x4999')
  })

  it('values of every kind', () => {
    const urls = bind([
      '/i/<int:v>',
      '/f/<float:v>',
      '/s/<string(minlength=5, maxlength=9):v>',
      '/u/<uuid:v>-<w>!',
      '/n/<int(signed=True):v>-<float(signed=True):w>!',
    ])
    for (const rule of 'ifsun') {
      for (const unit of ['1', '-', '1.', '-1', '🙂', 'a-'])
        assert.equal(outcome(urls, `/${rule}/${unit.repeat(long)}`), '404')
    }
  })
})
