import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, route, type Request } from '../entry/pergola.ts'
import { mixin } from '../inheritance/compose.ts'
import { combineControllers, type ControllerFamilies, type ListedController } from './controller-families.ts'
import type { ControllerClass } from './controller.ts'
import { withRequest } from './current-request.ts'
import { knownRouteOptions } from './route-options.ts'

/** Stands for the current request, which these endpoints do not look at. */
const NO_REQUEST = {} as Request

type Listing = ReadonlyArray<readonly [addon: string, controller: new () => Controller]>

/** Combines what is listed; `missing` are classes of addons that do not count. */
function combine(listing: Listing, missing: Listing = []): ControllerFamilies {
  const toListed = ([addon, controller]: Listing[number]): ListedController => ({ addon, controller })
  const listed = listing.map(toListed)
  const all = [...listed, ...missing.map(toListed)]
  const owners = new Map<ControllerClass, string>(all.map(({ addon, controller }) => [controller, addon]))
  return combineControllers(listed, owners, new Set(knownRouteOptions))
}

class Shop extends Controller {
  @route('/shop', { auth: 'none' })
  list(): unknown {
    return ['Shop']
  }
  @route('/shop/about', { auth: 'none' })
  about(): unknown {
    return 'about'
  }
}

/** An extension that puts its name before what those inside it say. */
function extend<Base extends new () => Shop>(Base: Base, name: string): Base {
  const Extended = class extends (Base as new () => Shop) {
    @route()
    override list(): unknown {
      return [name, ...(super.list() as string[])]
    }
  }
  Object.defineProperty(Extended, 'name', { value: name })
  return Extended as unknown as Base
}

class JsonShop extends Controller {
  @route('/chain', { auth: 'none', type: 'json' })
  list(): unknown {
    return ['Shop']
  }
}

function extendJson(Base: typeof JsonShop, name: string): typeof JsonShop {
  const Extended = class extends Base {
    @route()
    override list(): unknown {
      return [name, ...(super.list() as string[])]
    }
  }
  Object.defineProperty(Extended, 'name', { value: name })
  return Extended
}

const chainOf = ({ endpoints }: ControllerFamilies): readonly string[] =>
  endpoints.find(({ methodName }) => methodName === 'list')?.owners.map(({ className }) => className) ?? []

function called({ endpoints }: ControllerFamilies): unknown {
  const endpoint = endpoints.find(({ methodName }) => methodName === 'list')
  return withRequest(NO_REQUEST, () => endpoint?.call({}, NO_REQUEST))
}

describe('order', () => {
  const B = extendJson(JsonShop, 'B')
  const C = extendJson(JsonShop, 'C')
  const D = extendJson(B, 'D')

  test('siblings chain, the last in the order of addons outermost', () => {
    const families = combine([
      ['a', JsonShop],
      ['b', B],
      ['c', C],
    ])
    assert.deepEqual(chainOf(families), ['C', 'B', 'JsonShop'])
    assert.deepEqual(called(families), ['C', 'B', 'Shop'])
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['c', C],
          ['b', B],
        ]),
      ),
      ['B', 'C', 'Shop'],
    )
  })

  test('B(A), C(A), and D(B) in a deeper addon: D, B, C, A', () => {
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['b', B],
          ['c', C],
          ['d', D],
        ]),
      ),
      ['D', 'B', 'C', 'Shop'],
    )
  })

  test('removing one addon changes only its part', () => {
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['b', B],
          ['d', D],
        ]),
      ),
      ['D', 'B', 'Shop'],
    )
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['c', C],
        ]),
      ),
      ['C', 'Shop'],
    )
    assert.deepEqual(called(combine([['a', JsonShop]])), ['Shop'])
  })

  test('inside one addon the order is that of the manifest', () => {
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['x', C],
          ['x', B],
        ]),
      ),
      ['B', 'C', 'Shop'],
    )
  })

  test('a class that is listed twice counts once', () => {
    assert.deepEqual(
      called(
        combine([
          ['a', JsonShop],
          ['b', B],
          ['b', B],
        ]),
      ),
      ['B', 'Shop'],
    )
  })

  test('two sets of addons are combined side by side, and neither changes the other', () => {
    const small = combine([
      ['a', JsonShop],
      ['b', B],
    ])
    const large = combine([
      ['a', JsonShop],
      ['b', B],
      ['c', C],
      ['d', D],
    ])
    assert.deepEqual(called(small), ['B', 'Shop'])
    assert.deepEqual(called(large), ['D', 'B', 'C', 'Shop'])
    assert.deepEqual(called(small), ['B', 'Shop'])
  })
})

describe('families', () => {
  test('a method that nobody overrides keeps its one owner', () => {
    const { endpoints } = combine([
      ['a', Shop],
      ['b', extend(Shop, 'B')],
    ])
    const about = endpoints.find(({ methodName }) => methodName === 'about')
    assert.deepEqual(about?.owners, [{ className: 'Shop', addon: 'a' }])
    assert.equal(about?.name, 'a.Shop.about')
  })

  test('mixin(A, B) fuses two families into one controller, A outermost', () => {
    class Left extends Controller {
      @route('/left', { auth: 'none', type: 'json' })
      left(): unknown {
        return 'left'
      }
      both(): string[] {
        return ['Left']
      }
    }
    class Right extends Controller {
      @route('/right', { auth: 'none', type: 'json' })
      right(): unknown {
        return 'right'
      }
      both(): string[] {
        return ['Right']
      }
    }
    class Joined extends mixin(Left, Right) {
      @route('/joined', { auth: 'none', type: 'json' })
      joined(): unknown {
        return this.both()
      }
    }
    const { endpoints, warnings } = combine([
      ['l', Left],
      ['r', Right],
      ['j', Joined],
    ])
    assert.deepEqual(warnings, [])
    assert.deepEqual(
      endpoints.map(({ paths }) => paths[0]),
      ['/left', '/right', '/joined'],
    )
    assert.equal(new Set(endpoints.map(({ controller }) => controller)).size, 1, 'one instance answers all')
    assert.deepEqual(endpoints.at(-1)?.call({}, {} as never), ['Left'])
  })

  test('a class of an addon that does not count takes those that extend it out, with a warning', () => {
    const B = extend(Shop, 'B')
    const D = extend(B, 'D')
    const families = combine(
      [
        ['a', Shop],
        ['d', D],
      ],
      [['b', B]],
    )
    assert.deepEqual(chainOf(families), ['Shop'])
    assert.equal(families.warnings[0]?.code, 'PERGOLA_W_FOREIGN_CLASS')
    for (const word of ['D', 'addon d', 'B', 'addon b']) assert.ok(families.warnings[0]?.message.includes(word), word)
  })

  test('one broken family is left out with a warning; the rest is there', () => {
    class A extends Controller {
      @route('/a', { auth: 'none' })
      a() {
        return 'a'
      }
    }
    class B extends Controller {}
    class AB extends mixin(A, B) {}
    class BA extends mixin(B, A) {}
    const { endpoints, warnings } = combine([
      ['x', A],
      ['x', B],
      ['y', AB],
      ['z', BA],
      ['shop', Shop],
    ])
    assert.deepEqual(
      endpoints.map(({ name }) => name),
      ['shop.Shop.list', 'shop.Shop.about'],
    )
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['PERGOLA_W_BROKEN_FAMILY'],
    )
    assert.match(warnings[0]?.message ?? '', /AB, BA/)
  })

  test('a controller whose constructor fails is left out, and the rest is there', () => {
    class Broken extends Controller {
      readonly value: never = (() => {
        throw new Error('no value today')
      })()
      @route('/broken')
      broken() {
        return this.value
      }
    }
    const { endpoints, warnings } = combine([
      ['b', Broken],
      ['shop', Shop],
    ])
    assert.deepEqual(
      endpoints.map(({ methodName }) => methodName),
      ['list', 'about'],
    )
    assert.match(warnings[0]?.message ?? '', /Broken.*no value today/)
  })

  test('a base class that no manifest lists belongs to the addon of the class that extends it', () => {
    class Helper extends Controller {
      @route('/helper', { auth: 'none' })
      help() {
        return 'help'
      }
    }
    class Real extends Helper {}
    const { endpoints } = combine([['mine', Real]])
    assert.equal(endpoints[0]?.name, 'mine.Helper.help')
    assert.deepEqual(endpoints[0]?.owners, [{ className: 'Helper', addon: 'mine' }])
  })
})

test('the instance is shared, and its own members are reached by every class of the chain', () => {
  class Counter extends Controller {
    #count = 0
    @route('/count', { auth: 'none', type: 'json' })
    count(): unknown {
      return ++this.#count
    }
  }
  class Twice extends Counter {
    @route()
    override count(): unknown {
      return (super.count() as number) * 2
    }
  }
  const [endpoint] = combine([
    ['a', Counter],
    ['b', Twice],
  ]).endpoints
  const call = () => withRequest(NO_REQUEST, () => endpoint?.call({}, NO_REQUEST))
  assert.deepEqual([call(), call()], [2, 4])
})

test('each override is given the request; one that leaves it out has it filled in', () => {
  const current = { name: 'the request' } as unknown as Request
  const seen: unknown[] = []
  class A extends Controller {
    @route('/a', { auth: 'none', type: 'json' })
    a(_: object, request: Request): unknown {
      seen.push(request)
      return null
    }
  }
  class B extends A {
    @route()
    override a(args: object, request?: Request): unknown {
      seen.push(request)
      return (super.a as (args: object) => unknown)(args)
    }
  }
  const [endpoint] = combine([
    ['a', A],
    ['b', B],
  ]).endpoints
  withRequest(current, () => endpoint?.call({}, current))
  assert.deepEqual(
    seen.map((each) => each === current),
    [true, true],
  )
})
