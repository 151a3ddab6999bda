import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HttpError } from '../errors/http-error.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import {
  EXCVIEW,
  INGRESS,
  MAIN,
  tweenChain,
  tweenOrder,
  type QuickHandler,
  type Tween,
  type TweenPlace,
} from './tweens.ts'

type Added = ReadonlyArray<readonly [name: string, place?: TweenPlace]>

const order = (added: Added): readonly string[] =>
  tweenOrder(added.map(([name, place]): Tween => ({ name, factory: (handler) => handler, ...place })))

describe('the order of tweens', () => {
  // The cases of Pyramid's own tests, with its exception tween as EXCVIEW.
  const cases: ReadonlyArray<readonly [title: string, added: Added, expected: readonly string[]]> = [
    ['none', [], [EXCVIEW]],
    ['each one added is the new outermost', [['a'], ['b']], ['b', 'a', EXCVIEW]],
    ['over MAIN is innermost', [['a'], ['b', { over: MAIN }]], ['a', EXCVIEW, 'b']],
    ['under INGRESS is as without a place', [['a'], ['b', { under: INGRESS }]], ['b', 'a', EXCVIEW]],
    ['under EXCVIEW', [['a', { under: EXCVIEW }]], [EXCVIEW, 'a']],
    ['over EXCVIEW', [['a', { over: EXCVIEW }], ['b']], ['b', 'a', EXCVIEW]],
    ['under another', [['a'], ['b', { under: 'a' }]], ['a', 'b', EXCVIEW]],
    ['over another', [['a'], ['b'], ['c', { over: 'a' }]], ['b', 'c', 'a', EXCVIEW]],
    [
      'a chain, named before it is there',
      [
        ['auth', { under: 'browserid' }],
        ['dbt'],
        ['retry', { over: 'txnmgr', under: EXCVIEW }],
        ['browserid'],
        ['txnmgr', { under: EXCVIEW }],
      ],
      ['browserid', 'auth', 'dbt', EXCVIEW, 'retry', 'txnmgr'],
    ],
    [
      'a chain in another order',
      [
        ['auth', { under: 'browserid' }],
        ['retry', { over: 'txnmgr', under: EXCVIEW }],
        ['browserid'],
        ['txnmgr', { under: EXCVIEW }],
        ['dbt'],
      ],
      ['dbt', 'browserid', 'auth', EXCVIEW, 'retry', 'txnmgr'],
    ],
    [
      'constants in the chain',
      [
        ['auth', { under: INGRESS }],
        ['retry', { over: 'txnmgr', under: EXCVIEW }],
        ['browserid', { under: INGRESS }],
        ['txnmgr', { under: EXCVIEW, over: MAIN }],
        ['dbt', { under: INGRESS }],
      ],
      ['dbt', 'browserid', 'auth', EXCVIEW, 'retry', 'txnmgr'],
    ],
    [
      'of several names those present count',
      [['a'], ['b', { under: ['missing', 'a'] }], ['c', { over: ['nobody', MAIN] }]],
      ['a', 'b', EXCVIEW, 'c'],
    ],
  ]
  for (const [title, added, expected] of cases) {
    test(title, () => assert.deepEqual(order(added), expected))
  }

  const refused: ReadonlyArray<readonly [title: string, added: Added, message: RegExp]> = [
    ['over INGRESS', [['a', { over: INGRESS }]], /a cannot stand over INGRESS/],
    ['under MAIN', [['a', { under: MAIN }]], /a cannot stand under MAIN/],
    ['two of one name', [['a'], ['a']], /two tweens named a/],
    ['named as a constant', [[EXCVIEW]], /two tweens named EXCVIEW/],
    ['named INGRESS', [[INGRESS]], /INGRESS/],
    ['all that it names are missing', [['a', { over: 'x' }]], /stands over x/],
    ['all of several are missing', [['a', { under: ['x', 'y'] }]], /stands under x, y/],
    ['over and under one', [['a'], ['b', { over: 'a', under: 'a' }]], /circle/],
    [
      'a circle',
      [
        ['a', { over: 'b' }],
        ['b', { over: 'c' }],
        ['c', { over: 'a' }],
      ],
      /circle/,
    ],
    ['over itself', [['a', { over: 'a' }]], /circle/],
  ]
  for (const [title, added, message] of refused) {
    test(`refused: ${title}`, () => assert.throws(() => order(added), { name: 'ConfigurationError', message }))
  }
})

describe('the chain', () => {
  const request = {} as Request
  const tracing = (name: string, seen: string[]): Tween => ({
    name,
    factory: (handler) => async (given) => {
      seen.push(`${name} in`)
      const response = await handler(given)
      seen.push(`${name} out`)
      return response
    },
  })

  const exception = (seen: string[]) => (handler: QuickHandler) =>
    tracing(EXCVIEW, seen).factory(async (given) => handler(given), {} as never)

  test('runs from the outermost to the handler and back', async () => {
    const seen: string[] = []
    const main = async () => (seen.push('main'), new Response('x'))
    const handler = tweenChain([tracing('a', seen), tracing('b', seen)], exception(seen), main, {} as never)
    await handler(request)
    assert.deepEqual(seen, ['b in', 'a in', 'EXCVIEW in', 'main', 'EXCVIEW out', 'a out', 'b out'])
  })

  test('a tween gives a response, whose template is rendered; anything else is an error that names it', async () => {
    const main = async () => new Response('main')
    const giving = (given: unknown) =>
      tweenChain([{ name: 'odd', factory: () => () => given as never }], (each) => each, main, {} as never)(request)
    const lazy = new Response(null, { template: 'shop.page' })
    lazy.render = async () => 'rendered'
    assert.equal((await giving(lazy)).body, 'rendered')
    assert.equal((await giving(new Response('own'))).body, 'own')
    await assert.rejects(async () => giving(new HttpError(410)), { status: 410 })
    await assert.rejects(async () => giving(undefined), {
      name: 'ConfigurationError',
      message: 'The tween odd gave no response.',
    })
  })

  test('an explicit list replaces the order; one that it names must be there', async () => {
    const seen: string[] = []
    const main = async () => new Response('x')
    const tweens = [tracing('a', seen), tracing('b', seen)]
    await tweenChain(tweens, exception(seen), main, {} as never, ['a'])(request)
    assert.deepEqual(seen, ['a in', 'a out'])
    assert.throws(() => tweenChain(tweens, (each) => each, main, {} as never, ['c']), {
      name: 'ConfigurationError',
      message: /c.*EXCVIEW, a, b/,
    })
  })
})
