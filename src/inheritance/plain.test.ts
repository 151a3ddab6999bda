/* oxlint-disable typescript/no-extraneous-class -- classes are what is tested */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compose } from '../entry/inheritance.ts'

// What stays as it is natively: missing members, foreign receivers, errors, decorators, plain instances.

describe('missing and late members', () => {
  class Base {
    wishlist?(): string[]
  }
  class Asks extends Base {
    override wishlist(): string[] {
      return ['Asks', ...(super.wishlist?.() ?? [])]
    }
    insist(): string[] {
      return super.wishlist!()
    }
  }

  test('super.m?.() is undefined, super.m() is the native TypeError', () => {
    compose(Base, [Asks])
    for (const instance of [new Asks(), new (compose(Base, [Asks]))()]) {
      assert.deepEqual(instance.wishlist(), ['Asks'])
      assert.throws(() => instance.insist(), { name: 'TypeError', message: /\.wishlist is not a function/ })
    }
  })

  test('a class that arrives later brings a member to those below it', () => {
    const early = new (compose(Base, [Asks]))()
    class Has extends Base {
      override wishlist(): string[] {
        return ['Has']
      }
    }
    const late = new (compose(Base, [Has, Asks]))()
    assert.deepEqual(late.wishlist(), ['Asks', 'Has'])
    assert.deepEqual(late.insist(), ['Has'])
    assert.deepEqual(early.wishlist(), ['Asks'])
    assert.deepEqual(new Asks().wishlist(), ['Asks'])
    assert.throws(() => early.insist(), TypeError)
  })

  test('a member that is added to a class counts from the next composition on', () => {
    class Grows extends Base {}
    const before = compose(Base, [Grows, Asks])
    Grows.prototype.wishlist = () => ['Grows']
    assert.deepEqual(new before().wishlist(), ['Asks'])
    assert.deepEqual(new (compose(Base, [Grows, Asks]))().wishlist(), ['Asks', 'Grows'])
  })
})

test('methods without a this, or with a foreign one, find the native parent', () => {
  class Base {
    m(): string {
      return 'Base'
    }
  }
  class A extends Base {
    override m(): string {
      return `A ${super.m()}`
    }
  }
  class B extends Base {
    override m(): string {
      return `B ${super.m()}`
    }
  }
  compose(Base, [A, B])
  const { m } = B.prototype
  for (const receiver of [undefined, null, 5, 'text', {}, Object.create(null), new A()])
    assert.equal(m.call(receiver as never), 'B Base')
})

test('an error inside a getter is passed on as it is', () => {
  const failure = new Error('mine')
  class Base {
    get x(): number {
      throw failure
    }
  }
  class A extends Base {
    override get x(): number {
      return super.x
    }
  }
  for (const instance of [new A(), new (compose(Base, [A]))()])
    assert.throws(
      () => instance.x,
      (error) => error === failure,
    )
})

test('decorated methods and classes', () => {
  const calls: string[] = []
  const log = <T extends (...args: never[]) => unknown>(method: T, context: ClassMethodDecoratorContext): T =>
    function (this: unknown, ...args: never[]) {
      calls.push(String(context.name))
      return Reflect.apply(method, this, args)
    } as unknown as T
  const mark = (Class: new () => object, context: ClassDecoratorContext) => {
    calls.push(`class ${context.name}`)
    Reflect.set(Class, 'marked', true)
  }
  class Base {
    @log m(): string {
      return 'Base'
    }
  }
  @mark
  class A extends Base {
    @log override m(): string {
      return `A ${super.m()}`
    }
  }
  class B extends Base {
    @log override m(): string {
      return `B ${super.m()}`
    }
  }
  assert.equal(new (compose(Base, [A, B]))().m(), 'B A Base')
  assert.deepEqual(calls, ['class A', 'm', 'm', 'm'])
  assert.equal(Reflect.get(compose(Base, [B, A]), 'marked'), true)
})

test('plain classes behave the same before and after they were composed', () => {
  const make = () => {
    class Base {
      static s(): string {
        return `Base ${this.name}`
      }
      m(): string {
        return 'Base'
      }
      get x(): number {
        return 1
      }
    }
    class A extends Base {
      static override s(): string {
        return `A ${super.s()}`
      }
      override m(): string {
        return `A ${super.m()}`
      }
      override get x(): number {
        return super.x + 1
      }
    }
    class B extends Base {
      override m(): string {
        return `B ${super.m()}`
      }
    }
    return { Base, A, B }
  }
  const observe = ({ Base, A, B }: ReturnType<typeof make>) => [
    new A().m(),
    new B().m(),
    new A().x,
    new B().x,
    A.s(),
    B.s(),
    new A() instanceof Base,
    new A() instanceof B,
    new A().constructor === A,
    Object.keys(new A()),
    Object.getOwnPropertyNames(A.prototype),
    Object.getOwnPropertyNames(A),
    A.name,
    A.length,
  ]
  const [fresh, used] = [make(), make()]
  compose(used.Base, [used.A, used.B])
  compose(used.Base, [used.B, used.A])
  assert.deepEqual(observe(used), observe(fresh))
})
