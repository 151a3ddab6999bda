// What @api decorators say about methods, and the cache of methods.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose } from '../inheritance/compose.ts'
import { api } from './api.ts'
import { BoundedCache } from './caches.ts'
import { composeModels } from './compose-models.ts'
import type { Environment } from './environment.ts'
import { isMethodCallableFromOutside, marksAlong } from './marks-along.ts'
import {
  constrainsOf,
  dependsOf,
  isAutovacuum,
  isCallableFromOutside,
  isModelMethod,
  isReadonlyMethod,
  ondeleteOf,
} from './method-marks.ts'
import { Model, type ModelClass } from './model.ts'

class Book extends Model {
  static override model = 'test.book'
  @api.depends('price', 'tax')
  @api.depends('extra')
  computeTotal(): void {}
  @api.constrains('price')
  check(): void {}
  @api.autovacuum
  sweep(): void {}
  @api.ondelete({ atUninstall: true })
  keep(): void {}
  @api.model
  @api.rpc
  @api.readonly
  ping(): string {
    return 'pong'
  }
  plain(): void {}
}

class More extends Book {
  @api.depends('more')
  override computeTotal(): void {}
  override ping(): string {
    return super.ping()
  }
}

class Else extends Book {
  @api.depends('else')
  override computeTotal(): void {}
}

test('a method has what its own decorators say', () => {
  const { prototype } = Book
  assert.deepEqual(dependsOf(prototype.computeTotal), ['price', 'tax', 'extra'])
  assert.deepEqual(constrainsOf(prototype.check), ['price'])
  assert.equal(isAutovacuum(prototype.sweep), true)
  assert.deepEqual(ondeleteOf(prototype.keep), { atUninstall: true })
  assert.deepEqual(
    [isModelMethod(prototype.ping), isCallableFromOutside(prototype.ping), isReadonlyMethod(prototype.ping)],
    [true, true, true],
  )
  assert.deepEqual(dependsOf(prototype.plain), [])
  assert.deepEqual(
    [ondeleteOf(prototype.plain), isCallableFromOutside(prototype.plain), isAutovacuum(undefined)],
    [null, false, false],
  )
  assert.equal(isCallableFromOutside(More.prototype.ping), false)
})

test('along overrides, all count', () => {
  const Composite = compose(Model, [More, Else]) as unknown as ModelClass
  assert.deepEqual(marksAlong(Composite, 'computeTotal').depends, ['price', 'tax', 'extra', 'more', 'else'])
  assert.equal(isMethodCallableFromOutside(Composite, 'ping'), true)
  assert.equal(isMethodCallableFromOutside(Composite, 'plain'), false)
  assert.equal(isMethodCallableFromOutside(Composite, 'constructor'), false)
  assert.equal(isMethodCallableFromOutside(Composite, 'toString'), false)
  assert.equal(marksAlong(Composite, 'ping').readonly, undefined)
  assert.equal(marksAlong(Book, 'ping').readonly, true)
})

test('decorators go on public methods only, and take names', () => {
  const context = (more: object): ClassMethodDecoratorContext =>
    ({ kind: 'method', name: 'm', static: false, private: false, ...more }) as ClassMethodDecoratorContext
  const decorate = api.model as (method: unknown, context: unknown) => void
  for (const wrong of [{ static: true }, { private: true }, { kind: 'field' }, { name: Symbol('m') }]) {
    assert.throws(() => decorate(() => 0, context(wrong)), /@api\.model goes on a public method of a model/)
    assert.throws(
      () => (api.ormcache() as typeof decorate)(() => 0, context(wrong)),
      /@api\.ormcache goes on a public method/,
    )
  }
  assert.throws(() => api.depends(''), /@api\.depends takes names of fields/)
  assert.throws(() => api.constrains(3 as unknown as string), /@api\.constrains takes names of fields/)
})

class Cached extends Model {
  static override model = 'test.cached'
  static calls: unknown[] = []
  @api.rpc
  @api.ormcache()
  async rate(code: string, day?: string | null): Promise<object> {
    Cached.calls.push([code, day])
    return { code }
  }
  @api.ormcache(function (this: Cached, code: string) {
    return [code, this.env.uid]
  })
  mine(code: string): number {
    Cached.calls.push(code)
    return Cached.calls.length
  }
  @api.ormcache()
  async failing(): Promise<number> {
    Cached.calls.push('failing')
    throw new Error('no')
  }
  @api.ormcache()
  records(): this {
    return this.withIds([1])
  }
  @api.ormcache()
  async later(): Promise<this> {
    return this.withIds([1])
  }
  @api.ormcache()
  nothing(): undefined {
    Cached.calls.push('nothing')
    return undefined
  }
}

class Dearer extends Cached {
  @api.ormcache()
  override async rate(code: string): Promise<object> {
    return { dearer: await super.rate(code) }
  }
}

function recordsOf(
  classes: ModelClass[],
  uid = 1,
  caches = new BoundedCache<unknown>(10),
  transaction = { hasChanges: false },
): Cached {
  const listed = classes.map((modelClass) => ({ addon: 'test', modelClass }))
  const definition = composeModels(listed).definitions.get('test.cached')
  assert.ok(definition)
  Cached.calls = []
  const env = { uid, registry: { caches }, transaction } as unknown as Environment
  return new definition.records(env, [1], null) as unknown as Cached
}

test('a cached method runs once for the same arguments', async () => {
  const records = recordsOf([Cached])
  assert.equal(await records.rate('a'), await records.rate('a'))
  await records.rate('b')
  await records.rate('a', '2026-01-01')
  await records.rate('a', null)
  assert.deepEqual(Cached.calls.length, 4)
  assert.equal(records.nothing(), records.nothing())
  assert.equal(Cached.calls.filter((each) => each === 'nothing').length, 1)
  assert.equal(isCallableFromOutside(Cached.prototype.rate), true)
})

test("a key of one's own tells users apart", () => {
  const caches = new BoundedCache<unknown>(10)
  const one = recordsOf([Cached], 1, caches)
  const first = one.mine('a')
  assert.equal(one.mine('a'), first)
  const two = recordsOf([Cached], 2, caches)
  two.mine('a')
  assert.deepEqual(Cached.calls, ['a'])
})

test('what follows from a change that is not committed is kept for nobody', async () => {
  const caches = new BoundedCache<unknown>(10)
  const transaction = { hasChanges: true }
  const records = recordsOf([Cached], 1, caches, transaction)
  await records.rate('a')
  await records.rate('a')
  assert.equal(Cached.calls.length, 2)
  await assert.rejects(records.later(), /later gives records/)
  assert.throws(() => records.rate(Number.NaN as unknown as string), /an argument of rate is not JSON/)
  assert.equal(caches.size, 0)
  transaction.hasChanges = false
  assert.equal(await records.rate('a'), await records.rate('a'))
})

test('an override and what it calls are kept apart', async () => {
  const records = recordsOf([Cached, Dearer])
  assert.deepEqual(await records.rate('a'), { dearer: { code: 'a' } })
  assert.deepEqual(await records.rate('a'), { dearer: { code: 'a' } })
  assert.equal(Cached.calls.length, 1)
})

test('what rejects is not kept', async () => {
  const records = recordsOf([Cached])
  await assert.rejects(records.failing(), /no/)
  await assert.rejects(records.failing(), /no/)
  assert.equal(Cached.calls.length, 2)
})

test('records are not kept, and arguments are JSON', async () => {
  const records = recordsOf([Cached])
  assert.throws(() => records.records(), /records gives records, which belong to a transaction/)
  await assert.rejects(records.later(), /later gives records/)
  for (const wrong of [records, new Map(), () => 0, Number.NaN, new Date(0)]) {
    assert.throws(() => records.rate(wrong as unknown as string), /an argument of rate is not JSON/)
  }
})
