import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compose, mixin } from '../entry/inheritance.ts'

// Every form of `super` and of a member, in two siblings: what the composite gives, and that plain instances stay native.

test('async methods, generators, async generators, arrows, symbols', async () => {
  const key = Symbol('key')
  class Base {
    async later(): Promise<string[]> {
      return ['Base']
    }
    *each(): Generator<string> {
      yield 'Base'
    }
    async *stream(): AsyncGenerator<string> {
      yield 'Base'
    }
    arrow(): string[] {
      return ['Base']
    }
    [key](): string[] {
      return ['Base']
    }
    [Symbol.iterator](): Iterator<string> {
      return this.each()
    }
  }
  const extend = (name: string) =>
    class extends Base {
      override async later(): Promise<string[]> {
        return [name, ...(await super.later())]
      }
      override *each(): Generator<string> {
        yield name
        yield* super.each()
      }
      override async *stream(): AsyncGenerator<string> {
        yield name
        yield* super.stream()
      }
      override arrow(): string[] {
        return [name].flatMap((name) => [name, ...super.arrow()])
      }
      override [key](): string[] {
        return [name, ...super[key]()]
      }
    }
  const [A, B] = [extend('A'), extend('B')]
  const [plain, merged] = [new A(), new (compose(Base, [A, B]))()]
  for (const [instance, expected] of [
    [plain, ['A', 'Base']],
    [merged, ['B', 'A', 'Base']],
  ] as const) {
    assert.deepEqual(await instance.later(), expected)
    assert.deepEqual([...instance.each()], expected)
    assert.deepEqual(await Array.fromAsync(instance.stream()), expected)
    assert.deepEqual(instance.arrow(), expected)
    assert.deepEqual(instance[key](), expected)
    assert.deepEqual([...(instance as unknown as Iterable<string>)], expected)
  }
})

test('super of another member than the one that runs', () => {
  class Base {
    list(): string {
      return 'all'
    }
    page(): string {
      return 'page'
    }
  }
  class A extends Base {
    override page(): string {
      return `${super.page()} of ${super.list()}`
    }
  }
  class B extends Base {
    override list(): string {
      return 'some'
    }
  }
  assert.equal(new (compose(Base, [B, A]))().page(), 'page of some')
  assert.equal(new (compose(Base, [A, B]))().page(), 'page of all')
  assert.equal(new A().page(), 'page of all')
})

describe('accessors', () => {
  class Base {
    #size = 1
    get size(): number {
      return this.#size
    }
    set size(value: number) {
      this.#size = value
    }
    get nothing(): number | null | undefined {
      return undefined
    }
    get readonly(): number {
      return 1
    }
    method(): string {
      return 'native'
    }
  }
  class A extends Base {
    override get size(): number {
      return super.size * 10
    }
    override set size(value: number) {
      super.size = value + 1
    }
    override get nothing(): number | null | undefined {
      return null
    }
  }
  class B extends Base {
    override get size(): number {
      return super.size + 5
    }
    override set size(value: number) {
      super.size = value * 2
    }
    override get nothing(): number | null | undefined {
      return super.nothing
    }
    set(name: 'readonly' | 'method' | 'fresh', value: unknown): void {
      if (name === 'readonly') (super.readonly as unknown) = value
      else if (name === 'method') (super.method as unknown) = value
      else Reflect.set(this, name, value)
    }
  }
  const Merged = compose(Base, [A, B])

  test('super.x and super.x = v', () => {
    const [plain, merged] = [new A(), new Merged()]
    assert.deepEqual([plain.size, merged.size], [10, 15])
    plain.size = 3
    merged.size = 3
    assert.deepEqual([plain.size, merged.size], [40, 75])
  })

  test('a getter may give null or undefined', () => {
    class C extends Base {
      override get nothing(): number | null | undefined {
        return super.nothing
      }
    }
    class Undefined extends Base {
      override get nothing(): number | null | undefined {
        return undefined
      }
    }
    class One extends Base {
      override get nothing(): number | null | undefined {
        return 1
      }
    }
    assert.equal(new (compose(Base, [A, C]))().nothing, null)
    assert.equal(new (compose(One, [class extends mixin(C, Undefined, One) {}]))().nothing, undefined)
    assert.equal(new C().nothing, undefined)
  })

  test('assigning to a super that has no setter', () => {
    for (const instance of [new B(), new Merged()]) {
      assert.throws(() => instance.set('readonly', 2), TypeError)
      instance.set('method', 'own')
      assert.equal(instance.method, 'own') // as natively: the receiver gets it
      assert.ok(Object.hasOwn(instance, 'method'))
    }
  })

  test('an inherited method can be overwritten on a plain instance and on a prototype', () => {
    const instance = new B()
    instance.method = () => 'mine'
    assert.equal(instance.method(), 'mine')
    class C extends Base {}
    compose(Base, [C])
    C.prototype.method = () => 'patched'
    assert.equal(new C().method(), 'patched')
    assert.equal(new Base().method(), 'native')
    assert.equal(new (compose(Base, [C]))().method(), 'patched')
  })
})
