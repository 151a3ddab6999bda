// Whose a class is, and in which order classes come.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeModels } from './compose-models.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import type { ModelDefinition } from './model-definition.ts'
import { Model, type ModelClass } from './model.ts'

type Listed = readonly [addon: string, ...classes: ModelClass[]]

function composed(...addons: readonly Listed[]): ReadonlyMap<string, ModelDefinition> {
  const { definitions, warnings } = composeModels(listing(addons))
  assert.deepEqual(warnings, [])
  return definitions
}

function listing(addons: readonly Listed[]): Array<{ addon: string; modelClass: ModelClass }> {
  return addons.flatMap(([addon, ...classes]) => classes.map((modelClass) => ({ addon, modelClass })))
}

function get(definitions: ReadonlyMap<string, ModelDefinition>, name: string): ModelDefinition {
  const found = definitions.get(name)
  assert.ok(found, `there is a model ${name}`)
  return found
}

function call(definition: ModelDefinition, method: string): unknown {
  const records = new definition.records({} as Environment, [1], null)
  return (records as unknown as Record<string, () => unknown>)[method]?.()
}

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
