import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { DomainError } from '../../errors/model-errors.ts'
import { parseRuleText, type RuleExpression } from './rule-text.ts'

/** What the text is as JSON, names as `<name>`. */
function plain(expression: RuleExpression): unknown {
  if (expression.kind === 'value') return expression.value
  if (expression.kind === 'name') return `<${expression.path.join('.')}>`
  if (expression.kind === 'sum') return { sum: expression.parts.map(plain) }
  return expression.items.map(plain)
}

const cases: ReadonlyArray<readonly [text: string, value: unknown]> = [
  ['', []],
  ['  # nothing \n', []],
  ['[]', []],
  ["[('a', '=', 1)]", [['a', '=', 1]]],
  ['[["a", "=", 1]]', [['a', '=', 1]]],
  ["[('a','=',user.id),]", [['a', '=', '<user.id>']]],
  ["['|', ('a', '=', False), ('a', 'in', company_ids)]", ['|', ['a', '=', false], ['a', 'in', '<company_ids>']]],
  [
    '[("a", "=", True), ("b", "=", true), ("c", "=", None), ("d", "=", null), ("e", "=", false)]',
    [
      ['a', '=', true],
      ['b', '=', true],
      ['c', '=', null],
      ['d', '=', null],
      ['e', '=', false],
    ],
  ],
  [
    "[('a', '=', user.partner_id.commercial_partner_id.id)]",
    [['a', '=', '<user.partner_id.commercial_partner_id.id>']],
  ],
  ["[('a', 'in', company_ids + [False])]", [['a', 'in', { sum: ['<company_ids>', [false]] }]]],
  ["[('a', 'in', [1, 2] + [3] + user.groups_id.ids)]", [['a', 'in', { sum: [[1, 2], [3], '<user.groups_id.ids>'] }]]],
  [
    "[('a', '=', -1.5), ('b', '>', 1e3)]",
    [
      ['a', '=', -1.5],
      ['b', '>', 1000],
    ],
  ],
  [
    "[('a', 'in', (1, 2)), ('b', 'in', (1,)), ('c', '=', (1))]",
    [
      ['a', 'in', [1, 2]],
      ['b', 'in', [1]],
      ['c', '=', 1],
    ],
  ],
  [String.raw`[('a', '=', 'it\'s \"x\" \n \\ \d \u00e9')]`, [['a', '=', 'it\'s "x" \n \\ \\d é']]],
  [`[('a', '=', "it's")] # 'comment'`, [['a', '=', "it's"]]],
  ['[\n  # first\n  (1, "=", 1),\n]', [[1, '=', 1]]],
]

test('rules in both notations', () => {
  for (const [text, value] of cases) assert.deepEqual(plain(parseRuleText(text)), value, text)
})

test('what is no rule', () => {
  for (const text of [
    '[',
    ']',
    '[1 2]',
    '[,]',
    "['a",
    "['a\n']",
    '[1] [2]',
    '{"a": 1}',
    '[-"a"]',
    '[a]',
    '[time.now]',
    '[company_id.name]',
    '[user()]',
    '[user.has_group("x")]',
    '[1 if True else 2]',
    '[1 +]',
    '+ [1]',
    '[x for x in user]',
    '`a`',
    '[user.__class__()]',
    '[lambda: 1]',
    '[a == b]',
    '('.repeat(100),
    '['.repeat(5000),
    `[${'1,'.repeat(30_000)}]`,
    ' '.repeat(100_001),
  ]) {
    assert.throws(() => parseRuleText(text), DomainError, text.slice(0, 40))
  }
})

test('any text is read or refused', () => {
  const pieces = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    ',',
    '+',
    '-',
    "'",
    '"',
    'user',
    '.id',
    'True',
    '1',
    ' ',
    '#',
    '\n',
    '\\',
    'uid',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (text) => {
        try {
          parseRuleText(text)
        } catch (error) {
          assert.ok(error instanceof DomainError)
        }
      },
    ),
  )
})
