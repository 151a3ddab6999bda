import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { DomainError } from '../../errors/model-errors.ts'
import { normalizeDomain } from './combine-domains.ts'
import { Domain } from './domain.ts'
import type { DomainNode } from './domain-node.ts'
import { parseDomain } from './parse-domain.ts'

const [a, b, c] = [
  ['a', '=', 1],
  ['b', '=', 2],
  ['c', '=', 3],
] as const

/** A tree as a text: `(a & b)`. */
function shown(node: DomainNode): string {
  if (node.kind === 'and' || node.kind === 'or')
    return `(${node.nodes.map(shown).join(node.kind === 'and' ? ' & ' : ' | ')})`
  if (node.kind === 'not') return `!${shown(node.node)}`
  if (node.kind === 'any') return `${node.path.join('.')}${node.negated ? ' not' : ''} any ${shown(node.domain)}`
  return node.kind === 'condition' ? node.path.join('.') : node.kind
}

test('prefix operators, and and between terms', () => {
  const cases: ReadonlyArray<readonly [domain: unknown[], tree: string]> = [
    [[], 'true'],
    [[a], 'a'],
    [[a, b], '(a & b)'],
    [[a, b, c], '(a & b & c)'],
    [['&', a, b, c], '(a & b & c)'],
    [['|', a, b, c], '((a | b) & c)'],
    [[a, '|', b, c], '(a & (b | c))'],
    [['|', '|', a, b, c], '(a | b | c)'],
    [['|', a, '|', b, c], '(a | b | c)'],
    [['|', a, '&', b, c], '(a | (b & c))'],
    [['!', a, b], '(!a & b)'],
    [['!', '|', a, b], '!(a | b)'],
    [['|', '!', a, '!', b], '(!a | !b)'],
    [
      [
        [1, '=', 1],
        [0, '=', 1],
      ],
      '(true & false)',
    ],
    [[[1, '!=', 1]], 'false'],
    [[true, false], '(true & false)'],
    [[['x.y.z', '=', 1]], 'x.y.z'],
    [[['x', 'any', ['|', a, b]]], 'x any (a | b)'],
    [[['x', 'NOT ANY', []]], 'x not any true'],
  ]
  for (const [domain, tree] of cases) assert.equal(shown(parseDomain(domain)), tree, JSON.stringify(domain))
})

test('spellings of operators, and values', () => {
  assert.deepEqual(parseDomain([['a', '<>', 1]]), { kind: 'condition', path: ['a'], operator: '!=', value: 1 })
  assert.deepEqual(parseDomain([['a', '==', undefined]]), {
    kind: 'condition',
    path: ['a'],
    operator: '=',
    value: null,
  })
  assert.deepEqual(parseDomain([['a', 'in', new Set([1])]]), {
    kind: 'condition',
    path: ['a'],
    operator: 'in',
    value: [1],
  })
})

test('domains with all operators written out', () => {
  assert.deepEqual(normalizeDomain([]), [[1, '=', 1]])
  assert.deepEqual(normalizeDomain([a]), [a])
  assert.deepEqual(normalizeDomain([a, b]), ['&', a, b])
  assert.deepEqual(normalizeDomain([a, b, c]), ['&', '&', a, b, c])
  assert.deepEqual(normalizeDomain(['|', a, b, c]), ['&', '|', a, b, c])
  assert.deepEqual(normalizeDomain([a, '!', b]), ['&', a, '!', b])
  assert.throws(() => normalizeDomain(['|', a]), DomainError)
  assert.throws(() => normalizeDomain('x' as unknown as Domain), DomainError)
})

test('domains put together', () => {
  const { and, or, not, TRUE, FALSE } = Domain
  assert.deepEqual([TRUE, FALSE], [[[1, '=', 1]], [[0, '=', 1]]])
  assert.deepEqual([and([]), or([])], [TRUE, FALSE])
  assert.deepEqual(and([[a], [b, c]]), ['&', a, '&', b, c])
  assert.deepEqual(or([[a], [b, c]]), ['|', a, '&', b, c])
  assert.deepEqual(and([[a], [], TRUE]), [a])
  assert.deepEqual(and([[a], FALSE]), FALSE)
  assert.deepEqual(or([[a], FALSE]), [a])
  assert.deepEqual(or([[a], []]), TRUE)
  assert.deepEqual(not([a, b]), ['!', '&', a, b])
  assert.deepEqual([not([]), not(FALSE)], [FALSE, TRUE])
})

test('whatever is read is the same when its operators are written out', () => {
  const node = fc.letrec<{ node: unknown[] }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown[]>([a], [b], [c]),
      tie('node').map((all) => ['!', ...all]),
      fc.tuple(fc.constantFrom('&', '|'), tie('node'), tie('node')).map(([word, x, y]) => [word, ...x, ...y]),
    ),
  })).node
  fc.assert(
    fc.property(fc.array(node, { maxLength: 4 }), (nodes) => {
      const domain = nodes.flat() as unknown as Domain
      assert.deepEqual(parseDomain(normalizeDomain(domain)), parseDomain(domain))
    }),
  )
})
