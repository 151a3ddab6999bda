// Whose a class is, and in which order classes come.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, composed, get } from './compose-support.test.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

test('a parent that no manifest lists belongs to who extends it', () => {
  class Helper extends Model {
    helped = fields.boolean()
  }
  class Helped extends Helper {
    static override model = 'shop.helped'
  }
  const definition = get(composed(['shop', Helped]), 'shop.helped')
  assert.deepEqual(
    definition.classes.map(({ modelClass, addon }) => [modelClass.name, addon]),
    [
      ['Helper', 'shop'],
      ['Helped', 'shop'],
    ],
  )
  assert.ok(definition.fields.has('helped'))
})

test('the order is that of controllers: D extends B, B and C extend A', () => {
  class A extends Model {
    static override model = 'test.order'
    path(): string[] {
      return ['A']
    }
  }
  class B extends A {
    override path(): string[] {
      return ['B', ...super.path()]
    }
  }
  class C extends A {
    override path(): string[] {
      return ['C', ...super.path()]
    }
  }
  class D extends B {
    override path(): string[] {
      return ['D', ...super.path()]
    }
  }
  assert.deepEqual(call(get(composed(['a', A], ['b', B], ['c', C], ['d', D]), 'test.order'), 'path'), [
    'D',
    'B',
    'C',
    'A',
  ])
  assert.deepEqual(call(get(composed(['a', D, C, B, A]), 'test.order'), 'path'), ['C', 'D', 'B', 'A'])
})
