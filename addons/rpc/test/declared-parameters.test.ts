import assert from 'node:assert/strict'
import { test } from 'node:test'
import { camelCase, snakeCase } from '../calls/camel-case.ts'
import { declaredParameters } from '../calls/declared-parameters.ts'
import { methodArguments } from '../calls/method-arguments.ts'

class Sample {
  #hidden = 1
  plain(_a: number, _b = this.#hidden): void {}
  async taken(_a: number, { b = 1 }: { b?: number } = {}): Promise<number> {
    return b
  }
  *rest(_a: number, ..._others: unknown[]): Generator {}
  none(): void {}
  named(_options: object): void {}
}

const { prototype } = Sample

test('the parameters of a method are read from how it is written', () => {
  assert.deepEqual(declaredParameters(prototype.plain), { names: ['_a', '_b'], options: null, rest: false })
  assert.deepEqual(declaredParameters(prototype.taken), { names: ['_a', null], options: 1, rest: false })
  assert.deepEqual(declaredParameters(prototype.rest), { names: ['_a'], options: null, rest: true })
  assert.deepEqual(declaredParameters(prototype.none), { names: [], options: null, rest: false })
  assert.deepEqual(declaredParameters(Math.max), { names: [], options: null, rest: true })
})

test('named arguments go to their parameters, the others to the options', () => {
  const bind = (method: (...args: never[]) => unknown, args: unknown[], named: object): unknown[] =>
    methodArguments('x.y', method, args, new Map(Object.entries(named)))
  assert.deepEqual(bind(prototype.plain, [1], { _b: 2 }), [1, 2])
  assert.deepEqual(bind(prototype.plain, [], { _b: 2 }), [undefined, 2])
  assert.deepEqual(bind(prototype.taken, [], { _a: 1, b: 2 }), [1, { b: 2 }])
  assert.deepEqual(bind(prototype.rest, [1, 2], { c: 3 }), [1, 2, { c: 3 }])
  assert.throws(() => bind(prototype.plain, [1, 2, 3], {}), /x\.y takes 2 arguments, and 3 were given\./)
  assert.throws(() => bind(prototype.plain, [1], { _a: 2 }), /several values for _a/)
  assert.throws(() => bind(prototype.none, [], { a: 2 }), /x\.y has no parameter "a"\./)
  assert.throws(() => bind(prototype.taken, [1, {}], { b: 2 }), /no parameter "b"/)
})

test('names in both spellings', () => {
  assert.equal(camelCase('name_search'), 'nameSearch')
  assert.equal(camelCase('_private_name'), '_privateName')
  assert.equal(snakeCase('searchCount'), 'search_count')
  assert.equal(snakeCase('search_count'), 'search_count')
})
