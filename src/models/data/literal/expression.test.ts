import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../../../test/support/fast-check.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import { refsOf } from './expression.ts'
import { parseExpression } from './parse-expression.ts'

const ids: Readonly<Record<string, number>> = { 'base.a': 3, b: 4 }
const resolve = (xmlId: string, optional: boolean): number | null => {
  const id = ids[xmlId]
  if (id === undefined && !optional) throw new TypeError(`no ${xmlId}`)
  return id ?? null
}
const value = (source: string): unknown => evaluateExpression(parseExpression(source), resolve)
const dict = (entries: Record<string, unknown>): unknown => Object.assign(Object.create(null), entries)

describe('eval', () => {
  const cases: ReadonlyArray<readonly [source: string, expected: unknown]> = [
    ['1', 1],
    [' -1.5 ', -1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0x10', 16],
    ['1_000', 1000],
    ["'a'", 'a'],
    ['"it\'s"', "it's"],
    [String.raw`'it\'s\n\x41\u00e9\d'`, "it's\nAé\\d"],
    ["'a' 'b'", 'ab'],
    ["u'a'", 'a'],
    ['True', true],
    ['False', false],
    ['None', null],
    ['[]', []],
    ['[1, 2,]', [1, 2]],
    ['()', []],
    ['(1,)', [1]],
    ['(1)', 1],
    ['1, 2', [1, 2]],
    ['{}', dict({})],
    ["{'a': 1, 'b': [True], 3: None}", dict({ a: 1, b: [true], 3: null })],
    ["ref('base.a')", 3],
    ["ref('gone', False)", false],
    ["ref('gone', raise_if_not_found=False)", false],
    ["ref('base.a', raise_if_not_found=True)", 3],
    ["'res.partner,%d' % ref('base.a')", 'res.partner,3'],
    ["'%s: %s%%' % ('a', 4)", 'a: 4%'],
    ["[(6, 0, [ref('base.a'), ref('b')])]", [[6, 0, [3, 4]]]],
    ["[(4, ref('b'))]", [[4, 4]]],
    [
      "[Command.link(ref('b')), Command.clear()]",
      [
        [4, 4, 0],
        [5, 0, 0],
      ],
    ],
    ["[Command.set([ref('b'), 2])]", [[6, 0, [4, 2]]]],
    ["[Command.create({'name': 'A'})]", [[0, 0, dict({ name: 'A' })]]],
    [
      "[Command.update(1, {'name': 'A'}), Command.delete(2), Command.unlink(3)]",
      [
        [1, 1, dict({ name: 'A' })],
        [2, 2, 0],
        [3, 3, 0],
      ],
    ],
    ['8 * 60', 480],
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 // 2', 3],
    ['-7 // 2', -4],
    ['-7 % 3', 2],
    ['10 / 4', 2.5],
    ['2 - 3 - 4', -5],
    ["'a' + 'b'", 'ab'],
    ['[1] + [2]', [1, 2]],
    ['not []', true],
    ['not 1', false],
    [
      "[('name', '=', 'x'), ('id', 'in', [1, 2])]",
      [
        ['name', '=', 'x'],
        ['id', 'in', [1, 2]],
      ],
    ],
    ['[\n  1,\n  2\n]', [1, 2]],
  ]
  for (const [source, expected] of cases) test(source, () => assert.deepEqual(value(source), expected))
})

describe('eval refuses', () => {
  const cases: ReadonlyArray<readonly [source: string, message: RegExp]> = [
    ['', /the end is not expected/],
    ['1 +', /the end is not expected/],
    ['[1', /the end is not expected/],
    ['1 2', /2 is not expected/],
    ['foo', /foo is not known/],
    ["time.strftime('%Y')", /time is not known/],
    ["__import__('os')", /__import__ is not known/],
    ["ref('base.a').id", /\. is not expected/],
    ["ref('a' + 'b')", /ref takes an external id/],
    ["'%d' % 'a'", /a number for %d/],
    ["'%s' % (1, 2)", /more values/],
    ["'%s %s' % 1", /a text takes/],
    ["'%x' % 1", /a text takes/],
    ["ref('base.a', other=False)", /other is not known/],
    ["ref('base.a', False, 1)", /ref takes/],
    ["ref('gone', raise_if_not_found=True)", /no gone/],
    ['ref()', /ref takes an external id/],
    ['Command.drop(1)', /no Command\.drop/],
    ["Command.link('a')", /takes the id of a record/],
    ['Command.create(1)', /are a dict/],
    ['Command.set(1)', /list of ids/],
    ['1 if True else 2', /if is not expected/],
    ['[x for x in y]', /x is not known/],
    ['lambda: 1', /lambda is not known/],
    ["'a' * 3", /\* is for numbers/],
    ['1 / 0', /division by zero/],
    ['{[1]: 2}', /key of a dict/],
    ['`a`', /is not understood/],
    ["'open", /is not understood/],
    ['['.repeat(200), /nested too deeply/],
    ['-'.repeat(100_000) + '1', /nested too deeply/],
    ['not '.repeat(100_000) + '1', /nested too deeply/],
    ['1+'.repeat(100_000) + '1', /too many operators/],
    ["ref('nowhere')", /no nowhere/],
  ]
  for (const [source, message] of cases) {
    test(source.slice(0, 40), () =>
      assert.throws(
        () => value(source),
        (error: Error) => message.test(error.message),
      ),
    )
  }
})

test('a dict from outside has no prototype to reach', () => {
  const made = value("{'__proto__': {'polluted': 1}, 'constructor': 2}") as Record<string, unknown>
  assert.equal(Object.getPrototypeOf(made), null)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('the external ids of an expression are known before it is evaluated', () => {
  assert.deepEqual(
    refsOf(parseExpression("[(6, 0, [ref('a.b')]), {'x': ref('c', False)}, Command.link(ref('d'))] + [-ref('e')]")),
    ['a.b', 'c', 'd', 'e'],
  )
})

test('JSON is understood', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const text = JSON.stringify(given)
      assert.deepEqual(JSON.parse(JSON.stringify(value(text))), JSON.parse(text))
    }),
  )
})

test('whatever the text, there is a value or an error that is meant', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('[](){},:.+-*/%\'"\\ refCommand1 0')) }), (source) => {
      try {
        value(source)
      } catch (error) {
        assert.ok(error instanceof SyntaxError || error instanceof TypeError, String(error))
      }
    }),
  )
})
