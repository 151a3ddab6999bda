/* oxlint-disable typescript/no-extraneous-class -- classes are what is tested */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { compose, mixin, type Class } from '../entry/inheritance.ts'

// The other side of classes: static members, constructors, fields, private names.

describe('statics', () => {
  class Base {
    static label = 'base'
    static names(): string[] {
      return ['Base', this.label]
    }
    static get title(): string {
      return 'Base'
    }
    static set title(value: string) {
      this.label = `title ${value}`
    }
  }
  class A extends Base {
    static override label = 'a'
    static override names(): string[] {
      return ['A', super.label, ...super.names()]
    }
    static override get title(): string {
      return `A ${super.title}`
    }
    static override set title(value: string) {
      super.title = `A ${value}`
    }
  }
  class B extends Base {
    static override names(): string[] {
      return ['B', super.label, ...super.names()]
    }
    static override get title(): string {
      return `B ${super.title}`
    }
    static override set title(value: string) {
      super.title = `B ${value}`
    }
  }

  test('methods and accessors chain, with the composite as this', () => {
    const Merged = compose(Base, [A, B])
    assert.deepEqual(Merged.names(), ['B', 'a', 'A', 'base', 'Base', 'a'])
    assert.deepEqual(B.names(), ['B', 'base', 'Base', 'base'])
    assert.equal(Merged.title, 'B A Base')
    Merged.title = 'x'
    assert.equal(Merged.label, 'title A B x')
    assert.deepEqual([A.label, B.label, Base.label], ['a', 'base', 'base'])
  })

  test('fields are read where they live; what a composite is assigned is its own', () => {
    const [one, two] = [compose(Base, [B, A]), compose(Base, [B, A])]
    assert.equal(one.label, 'a')
    A.label = 'changed'
    assert.deepEqual([one.label, two.label], ['changed', 'changed'])
    one.label = 'mine'
    assert.deepEqual([one.label, two.label, A.label], ['mine', 'changed', 'changed'])
    A.label = 'a'
  })

  test('assigning to a field through super sets it on the receiver', () => {
    class C extends Base {
      static assign(value: string): void {
        super.label = value
      }
    }
    const Merged = compose(Base, [A, C])
    Merged.assign('mine')
    C.assign('own')
    assert.deepEqual([Merged.label, C.label, A.label, Base.label], ['mine', 'own', 'a', 'base'])
  })

  test('static blocks and static super in initialisers see the native parent', () => {
    class C extends Base {
      static copy = super.label
      static block: string
      static {
        this.block = super.label
      }
    }
    const Merged = compose(Base, [A, C])
    assert.deepEqual([Merged.copy, Merged.block], ['base', 'base'])
  })
})

describe('construction', () => {
  const log: string[] = []
  class Base {
    readonly first: string
    constructor(first: string, second = 0) {
      this.first = `${first}${second}`
      log.push(`Base ${new.target.name}`)
    }
    kind(): string {
      return 'base'
    }
  }
  class A extends Base {
    a: string = this.kind()
    constructor(first: string, second = 1) {
      super(`A(${first})`, second + 1)
      log.push('A')
    }
    override kind(): string {
      return `A ${super.kind()}`
    }
  }
  class B extends Base {
    #secret = 7
    b = `b ${this.kind()}`
    declare readonly first: string
    override kind(): string {
      return `B ${super.kind()}`
    }
    reveal(): number {
      return this.#double()
    }
    #double(): number {
      return this.#secret * 2
    }
    static #count = 5
    static count(): number {
      return B.#count
    }
    static isB(value: object): boolean {
      return #secret in value
    }
  }

  test('constructors chain in the order, with arguments and new.target', () => {
    log.length = 0
    const Merged = compose(Base, [A, B], { name: 'Merged' })
    const merged = new Merged('x', 1)
    assert.equal(merged.first, 'A(x)2')
    assert.deepEqual(log, ['Base Merged', 'A'])
    assert.deepEqual(Object.keys(merged), ['first', 'a', 'b'])
  })

  test('field initialisers see the composite, #private fields and methods are installed', () => {
    const merged = new (compose(Base, [A, B]))('x')
    assert.equal(merged.a, 'B A base')
    assert.equal(merged.b, 'b B A base')
    assert.equal(merged.reveal(), 14)
    assert.equal(compose(Base, [B, A]).name, 'Base (extended by B, A)')
    assert.ok(B.isB(merged))
    assert.equal(B.count(), 5)
  })

  test('a plain instance is constructed natively', () => {
    const plain = new A('x')
    assert.deepEqual(Object.fromEntries(Object.entries(plain)), { first: 'A(x)2', a: 'A base' })
    assert.equal(Object.hasOwn(plain, 'b'), false)
    assert.equal(new B('y').reveal(), 14)
    assert.equal(plain.constructor, A)
  })

  test('Reflect.construct with a foreign new.target works as natively', () => {
    function Other() {}
    class C extends Base {}
    compose(Base, [A, C])
    const other = Reflect.construct(C, ['x'], Other) as Base
    assert.equal(other.first, 'x0')
    assert.equal(Object.getPrototypeOf(other), Other.prototype)
  })

  test('all instances of a composite share one hidden class', () => {
    setFlagsFromString('--allow-natives-syntax')
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- a syntax that only exists with the flag
    const sameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean
    const Merged = compose(Base, [A, B])
    assert.ok(sameShape(new Merged('x'), new Merged('y')))
    assert.ok(sameShape(new B('x'), new B('y')))
    assert.equal(Reflect.get(Object.getPrototypeOf(B.prototype) as object, 'constructor'), Base)
  })

  test('native roots: Map, Error', () => {
    class Names extends Map<string, number> {
      override set(key: string, value: number): this {
        return super.set(key.toLowerCase(), value)
      }
    }
    class Twice extends Map<string, number> {
      override set(key: string, value: number): this {
        return super.set(key, value * 2)
      }
      override get size(): number {
        return super.size * 100
      }
    }
    class Merged extends mixin(Names, Twice) {}
    const map = new (compose(Map as Class, [Merged]))([['A', 1]]) as Map<string, number>
    assert.deepEqual([...map], [['a', 2]])
    assert.equal(map.size, 100)
    class Failure extends Error {}
    assert.ok(new (compose(Error, [Failure]))('no') instanceof Failure)
  })
})
