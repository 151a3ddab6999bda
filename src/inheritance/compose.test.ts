/* oxlint-disable typescript/no-extraneous-class -- classes are what is tested */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { compose, InheritanceError, linearize, mixin } from '../entry/inheritance.ts'

class Shop {
  path(): string[] {
    return ['Shop']
  }
}
class Discount extends Shop {
  override path(): string[] {
    return ['Discount', ...super.path()]
  }
}
class Gift extends Shop {
  override path(): string[] {
    return ['Gift', ...super.path()]
  }
}

test('siblings that know nothing of each other chain, the last listed outermost', () => {
  assert.deepEqual(new (compose(Shop, [Discount, Gift]))().path(), ['Gift', 'Discount', 'Shop'])
  assert.deepEqual(new (compose(Shop, [Gift, Discount]))().path(), ['Discount', 'Gift', 'Shop'])
  assert.deepEqual(new (compose(Shop, [Gift]))().path(), ['Gift', 'Shop'])
  assert.deepEqual(new (compose(Shop, []))().path(), ['Shop'])
})

test('an extension of an extension keeps the place of its branch', () => {
  class Half extends Discount {
    override path(): string[] {
      return ['Half', ...super.path()]
    }
  }
  assert.deepEqual(new (compose(Shop, [Gift, Half]))().path(), ['Half', 'Discount', 'Gift', 'Shop'])
  assert.deepEqual(new (compose(Shop, [Half, Gift]))().path(), ['Gift', 'Half', 'Discount', 'Shop'])
})

test('the base itself may be listed, and changes nothing', () => {
  assert.deepEqual(linearize(compose(Shop, [Gift, Shop])), [Gift, Shop])
  assert.deepEqual(linearize(compose(Shop, [Shop])), [Shop])
})

test('each composite is a new class with a telling name', () => {
  const Merged = compose(Shop, [Discount, Gift])
  assert.notEqual(Merged, compose(Shop, [Discount, Gift]))
  assert.notEqual(compose(Shop, []), Shop)
  assert.equal(Merged.name, 'Shop (extended by Discount, Gift)')
  assert.equal(compose(Shop, []).name, 'Shop')
  assert.equal(compose(Shop, [Gift], { name: 'Shop@db1' }).name, 'Shop@db1')
  assert.equal(new Merged().constructor, Merged)
})

test('instanceof: every class in the order, and no other', () => {
  class Other extends Shop {}
  class Half extends Discount {}
  const both = new (compose(Shop, [Half, Gift]))()
  const one = new (compose(Shop, [Gift]))()
  for (const Class of [Half, Discount, Gift, Shop]) assert.ok(both instanceof Class, Class.name)
  assert.ok(!(both instanceof Other))
  assert.ok(!(one instanceof Discount))
  assert.ok(!(new Gift() instanceof Discount))
  assert.ok(new Half() instanceof Discount)
  for (const value of [null, undefined, 1, 'Gift', {}, Object.create(null), Gift])
    assert.ok(!((value as unknown) instanceof Gift))
})

test('instanceof: a Symbol.hasInstance of the author is respected', () => {
  class Even {
    static [Symbol.hasInstance](value: unknown): boolean {
      return typeof value === 'number' && value % 2 === 0
    }
  }
  class Sub extends Even {}
  compose(Even, [Sub])
  assert.ok((2 as unknown) instanceof Sub)
  assert.ok(!((3 as unknown) instanceof Sub))
})

test('a composite can be extended natively, as a test may do', () => {
  class Stub extends compose(Shop, [Discount, Gift]) {
    override path(): string[] {
      return ['Stub', ...super.path()]
    }
  }
  assert.deepEqual(new Stub().path(), ['Stub', 'Gift', 'Discount', 'Shop'])
  assert.deepEqual(new (compose(Stub, []))().path(), ['Stub', 'Gift', 'Discount', 'Shop'])
})

test('members that only another registry has do not show', () => {
  class Wishlist extends Shop {
    wishlist(): string[] {
      return []
    }
  }
  class Late extends Shop {
    override path(): string[] {
      return ['Late', String('wishlist' in this), ...super.path()]
    }
  }
  compose(Shop, [Wishlist, Late])
  assert.deepEqual(new (compose(Shop, [Late]))().path(), ['Late', 'false', 'Shop'])
  assert.deepEqual(Object.keys(new (compose(Shop, [Late]))()), [])
})

test('mixin: the first is outermost, plain and composed', () => {
  class Both extends mixin(Discount, Gift) {
    override path(): string[] {
      return ['Both', ...super.path()]
    }
  }
  class More extends Shop {
    override path(): string[] {
      return ['More', ...super.path()]
    }
  }
  const plain = ['Both', 'Discount', 'Gift', 'Shop']
  assert.deepEqual(new Both().path(), plain)
  assert.deepEqual(linearize(Both), [Both, Discount, Gift, Shop])
  assert.deepEqual(new (compose(Shop, [Both, More]))().path(), ['More', ...plain])
  assert.deepEqual(new (compose(Shop, [More, Both]))().path(), ['Both', 'Discount', 'Gift', 'More', 'Shop'])
  assert.deepEqual(new Both().path(), plain)
  for (const Class of [Both, Discount, Gift, Shop]) assert.ok(new Both() instanceof Class, Class.name)
})

test('mixin: one class extends two controllers, and is an extension of both', () => {
  class Controller {}
  class Blog extends Controller {
    posts(): string[] {
      return ['Blog']
    }
  }
  class Forum extends Controller {
    threads(): string[] {
      return ['Forum']
    }
  }
  class Joined extends mixin(Blog, Forum) {
    override posts(): string[] {
      return ['Joined', ...super.posts(), ...this.threads()]
    }
    override threads(): string[] {
      return ['Joined', ...super.threads()]
    }
  }
  const expected = ['Joined', 'Blog', 'Joined', 'Forum']
  const Merged = compose(Blog, [Joined])
  assert.deepEqual(new Joined().posts(), expected)
  assert.deepEqual(new Merged().posts(), expected)
  assert.deepEqual(new (compose(Forum, [Joined]))().posts(), expected)
  assert.ok(new Merged() instanceof Forum)
})

test('mixin of three, of one, and of a mixin', () => {
  class Third extends Shop {
    override path(): string[] {
      return ['Third', ...super.path()]
    }
  }
  class Pair extends mixin(Gift, Third) {}
  assert.deepEqual(new (class extends mixin(Discount, Gift, Third) {})().path(), ['Discount', 'Gift', 'Third', 'Shop'])
  assert.deepEqual(new (class extends mixin(Third) {})().path(), ['Third', 'Shop'])
  assert.deepEqual(new (class extends mixin(Discount, Pair) {})().path(), ['Discount', 'Gift', 'Third', 'Shop'])
})

test('mistakes are refused with a code and names', () => {
  class Foreign {}
  const refused = (code: string, message: RegExp, attempt: () => unknown) =>
    assert.throws(attempt, (error: InheritanceError) => {
      assert.ok(error instanceof InheritanceError && error instanceof TypeError)
      assert.equal(error.name, 'InheritanceError')
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  refused('PERGOLA_NOT_AN_EXTENSION', /^Foreign does not extend Gift$/, () => compose(Gift, [Foreign as typeof Gift]))
  refused('PERGOLA_NOT_AN_EXTENSION', /^Shop does not extend Gift$/, () => compose(Gift, [Shop]))
  refused('PERGOLA_DUPLICATE_CLASS', /^Gift is listed twice$/, () => compose(Shop, [Gift, Discount, Gift]))
  refused('PERGOLA_DUPLICATE_CLASS', /^Gift is listed twice$/, () => mixin(Gift, Gift))
  refused('PERGOLA_NOT_A_CLASS', /undefined/, () => compose(Shop, [undefined as never]))
  refused('PERGOLA_NOT_A_CLASS', /arrow/, () => {
    const arrow = () => {}
    return compose(arrow as never, [])
  })
  refused('PERGOLA_NOT_A_CLASS', /null/, () => mixin(null as never, Shop))
  refused('PERGOLA_NO_COMMON_ROOT', /not Shop, Foreign$/, () => mixin(Shop, Foreign))
})

test('composites that nobody holds are collected', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const dropped: WeakRef<object>[] = []
  let finalized = 0
  const registry = new FinalizationRegistry(() => finalized++)
  for (let i = 0; i < 50; i++) {
    const Composite = compose(Shop, [Discount, Gift])
    new Composite().path()
    dropped.push(new WeakRef(Composite))
    registry.register(Composite, i)
  }
  const kept = compose(Shop, [Gift, Discount])
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    gc()
  }
  // The last one may still lie on the stack or in an inline cache.
  assert.ok(dropped.filter((ref) => ref.deref()).length <= 1)
  assert.ok(finalized >= 49)
  assert.deepEqual(new kept().path(), ['Discount', 'Gift', 'Shop'])
})
