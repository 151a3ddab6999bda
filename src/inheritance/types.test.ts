import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose, linearize, mixin, type Class } from '../entry/inheritance.ts'

// Checked by `tsc`: each line after @ts-expect-error must not compile, everything else must.

// oxlint-disable typescript/no-unnecessary-type-parameters -- compares types exactly, as TypeScript itself does
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(equal: Equal<A, B>): void => assert.ok(equal)

class Base {
  readonly id: number
  static kind = 'base'
  constructor(id: number) {
    this.id = id
  }
}
class A extends Base {
  static onlyA(): string {
    return 'a'
  }
  a(): string {
    return 'a'
  }
}
class B extends Base {
  static onlyB = 1
  b(): number {
    return 1
  }
}

test('mixin: parameters of the first, members and statics of all', () => {
  const AB = mixin(A, B)
  same<ConstructorParameters<typeof AB>, [id: number]>(true)
  same<InstanceType<typeof AB>, A & B>(true)
  class X extends mixin(A, B) {
    override a(): string {
      return super.a() + super.b().toFixed()
    }
    // @ts-expect-error -- b() gives a number
    override b(): string {
      return ''
    }
    // @ts-expect-error -- no class has such a member
    override c(): void {}
  }
  // @ts-expect-error -- the parameters are those of A
  const x = new X('1')
  same<typeof x.id, number>(true)
  assert.equal(X.onlyA() + X.onlyB + X.kind, 'a1base')
  // @ts-expect-error -- no such static member
  assert.equal(X.onlyC, undefined)
  // @ts-expect-error -- at least one class
  assert.throws(() => mixin(), TypeError)
  // @ts-expect-error -- not a class
  assert.throws(() => mixin(A, {}), TypeError)
})

test('compose: a constructible class with the members of all', () => {
  const Merged = compose(Base, [A, B])
  same<ConstructorParameters<typeof Merged>, [id: number]>(true)
  const merged = new Merged(1)
  same<ReturnType<typeof merged.a>, string>(true)
  same<ReturnType<typeof merged.b>, number>(true)
  assert.equal(merged.a() + merged.b() + merged.id + Merged.kind, 'a11base')
  // @ts-expect-error -- no such member
  assert.equal(merged.c, undefined)
  // @ts-expect-error -- the base's parameters
  assert.equal(new Merged().id, undefined)
  // @ts-expect-error -- Map does not extend Base
  assert.throws(() => compose(Base, [Map]), TypeError)
  class Strict extends Base {
    constructor(id: number, more: string) {
      super(id + more.length)
    }
  }
  // @ts-expect-error -- an extension has to accept the base's parameters
  compose(Base, [Strict])
})

test('compose and mixin take lists that are only known at run time', () => {
  const Root: Class = Base
  const list: Class[] = [A, B]
  const Merged: Class = compose(Root, list)
  assert.equal(linearize(Merged).length, 3)
  const bases: (typeof Base)[] = [A, B]
  same<InstanceType<typeof Typed>, Base>(true)
  const Typed = compose(Base, bases)
  assert.equal(new Typed(3).id, 3)
})

test('abstract bases and protected members', () => {
  abstract class Shape {
    abstract area(): number
    protected label(): string {
      return `area ${this.area()}`
    }
  }
  class Square extends Shape {
    override area(): number {
      return 4
    }
  }
  class Shout extends Square {
    show(): string {
      return this.label().toUpperCase()
    }
  }
  assert.equal(new (compose(Shape, [Square, Shout].slice(1) as (typeof Shout)[]))().show(), 'AREA 4')
  // @ts-expect-error -- abstract classes cannot be constructed
  assert.equal(new Shape().area, undefined)
})
