/* oxlint-disable typescript/no-extraneous-class -- classes are what is tested */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import {
  bases,
  compose,
  definitions,
  InconsistentOrderError,
  InheritanceError,
  leaves,
  linearize,
  mixin,
  type Class,
} from '../entry/inheritance.ts'

class Root {}

const names = (classes: readonly Class[]) => classes.map((Class) => Class.name)

test('the order of a plain class is its prototype chain', () => {
  class A {}
  class B extends A {}
  class C extends B {}
  assert.deepEqual(linearize(C), [C, B, A])
  assert.deepEqual(linearize(A), [A])
})

test('the order reaches native roots', () => {
  class Names extends Map {}
  assert.deepEqual(linearize(Names), [Names, Map])
})

test('the order and the bases do not change when a class is composed', () => {
  class A {}
  class B extends A {}
  class C extends A {}
  compose(A, [B, C])
  assert.deepEqual(linearize(C), [C, A])
  assert.deepEqual(bases(C), [A])
  class D extends C {} // declared after its parent was linked
  compose(A, [D, B])
  assert.deepEqual(linearize(D), [D, C, A])
  assert.deepEqual(bases(D), [C])
})

test('the order of a composite: C3, the last listed first', () => {
  class A extends Root {}
  class B extends A {}
  class C extends A {}
  class D extends B {}
  assert.deepEqual(linearize(compose(A, [C, D])), [D, B, C, A, Root])
  assert.deepEqual(linearize(compose(A, [D, C])), [C, D, B, A, Root])
  assert.deepEqual(linearize(compose(A, [])), [A, Root])
  assert.deepEqual(bases(compose(A, [C, D])), [D, C])
})

test('a class that extends a composite continues its order', () => {
  class A {}
  class B extends A {}
  class C extends A {}
  class Stub extends compose(A, [B, C]) {}
  assert.deepEqual(linearize(Stub), [Stub, C, B, A])
})

test('definitions lists who defines a member, oldest first', () => {
  const symbol = Symbol('symbol')
  class A extends Root {
    m() {}
    get size() {
      return 0
    }
  }
  class B extends A {
    override m() {}
    [symbol]() {}
  }
  class C extends A {
    override m() {}
    override get size() {
      return 1
    }
  }
  const Merged = compose(A, [B, C])
  assert.deepEqual(definitions(Merged, 'm'), [A, B, C])
  assert.deepEqual(definitions(Merged, 'size'), [A, C])
  assert.deepEqual(definitions(Merged, symbol), [B])
  assert.deepEqual(definitions(Merged, 'none'), [])
  assert.deepEqual(definitions(C, 'm'), [A, C])
})

test('leaves are the classes that no other listed class extends', () => {
  class A extends Root {}
  class B extends A {}
  class C extends A {}
  class D extends B {}
  class E extends mixin(D, C) {}
  assert.deepEqual(leaves([A, B, C, D]), [C, D])
  assert.deepEqual(leaves([D, A, C, D]), [D, C])
  assert.deepEqual(leaves([A, E, C, D]), [E])
  assert.deepEqual(leaves([A]), [A])
  assert.deepEqual(leaves([]), [])
  compose(A, [D, C])
  assert.deepEqual(leaves([A, B, C, D]), [C, D])
})

test('inconsistent hierarchies are refused with the names of the classes', () => {
  class A extends Root {}
  class B extends Root {}
  class X extends mixin(A, B) {}
  class Y extends mixin(B, A) {}
  const refused = (error: unknown): true => {
    assert.ok(error instanceof InconsistentOrderError)
    assert.ok(error instanceof InheritanceError)
    assert.equal(error.name, 'InconsistentOrderError')
    assert.equal(error.code, 'PERGOLA_INCONSISTENT_ORDER')
    assert.deepEqual(error.classes, ['B', 'A'])
    assert.match(error.message, /each of B, A has to come after another/)
    return true
  }
  assert.throws(() => compose(Root, [X, Y]), refused)
  assert.throws(() => mixin(Y, X), refused)
  assert.throws(() => mixin(Root, A), InconsistentOrderError)
  assert.deepEqual(names(linearize(compose(Root, [X]))), ['X', 'A', 'B', 'Root']) // nothing is left behind
})

test('what is no class is refused', () => {
  for (const value of [undefined, null, 7, 'A', {}, () => {}, async () => {}, Math.max, { m() {} }.m]) {
    assert.throws(
      () => linearize(value as never),
      (error: InheritanceError) => error.code === 'PERGOLA_NOT_A_CLASS',
    )
  }
})

/** Class `i` has these bases, among the classes before it; none means the root. */
type Hierarchy = readonly (readonly number[])[]

const hierarchies: fc.Arbitrary<Hierarchy> = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.uniqueArray(fc.nat(Math.max(0, i - 1)), { maxLength: Math.min(3, i) }),
      ),
    ),
  )

/** The order of each class by name, null for a refused class and those that extend it. The last one has the leaves as bases. */
type Orders = readonly (readonly string[] | null)[]

function withLeaves(hierarchy: Hierarchy): Hierarchy {
  const inner = new Set(hierarchy.flat())
  return [
    ...hierarchy,
    hierarchy
      .map((_, i) => i)
      .filter((i) => !inner.has(i))
      .toReversed(),
  ]
}

function ours(hierarchy: Hierarchy): Orders {
  const classes: (Class | null)[] = []
  const order = (make: () => Class): readonly string[] | null => {
    try {
      const Class = make()
      classes.push(Class)
      return names(linearize(Class))
    } catch (error) {
      if (!(error instanceof InconsistentOrderError)) throw error
      classes.push(null)
      return null
    }
  }
  const orders = hierarchy.map((numbers, i) => {
    const parents = numbers.length > 0 ? numbers.map((n) => classes[n] ?? null) : [Root]
    if (parents.includes(null)) return (classes.push(null), null)
    return order(() => named(`K${i}`, class extends (mixin(...(parents as [Class])) as typeof Root) {}))
  })
  const leaves = withLeaves(hierarchy)
    .at(-1)!
    .map((n) => classes[n] ?? null)
  return [...orders, leaves.includes(null) ? null : order(() => compose(Root, leaves.toReversed() as (typeof Root)[]))]
}

function named<T extends Class>(name: string, Class: T): T {
  return Object.defineProperty(Class, 'name', { value: name })
}

/** C3 as Barrett et al. and Python's documentation state it, written for lists of names. */
function reference(hierarchy: Hierarchy): Orders {
  const orders: (string[] | null)[] = []
  const full = withLeaves(hierarchy)
  full.forEach((numbers, i) => {
    const parents = numbers.map((n) => orders[n] ?? null)
    if (parents.includes(null)) return orders.push(null)
    const lists = (numbers.length > 0 ? [...(parents as string[][]), numbers.map((n) => `K${n}`)] : [['Root']]).map(
      (list) => [...list],
    )
    const own = i < hierarchy.length ? [`K${i}`] : []
    for (;;) {
      const some = lists.filter((list) => list.length > 0)
      if (some.length === 0) return orders.push(own)
      const good = some.find(([head]) => !some.some(([, ...tail]) => tail.includes(head!)))?.[0]
      if (good === undefined) return orders.push(null)
      own.push(good)
      for (const list of lists) if (list[0] === good) list.shift()
    }
  })
  return orders
}

const PYTHON = `
import json, sys
def orders(hierarchy):
    class Root: pass
    classes, result = [], []
    for i, numbers in enumerate(hierarchy):
        bases = [classes[n] for n in numbers] or [Root]
        try:
            cls = None if None in bases else type("K%d" % i, tuple(bases), {})
        except TypeError:
            cls = None
        classes.append(cls)
        own = i < len(hierarchy) - 1
        result.append(cls and [c.__name__ for c in cls.mro()[0 if own else 1:-1]])
    return result
json.dump([orders(h) for h in json.load(sys.stdin)], sys.stdout)
`

test('random hierarchies: the orders are those of C3, inconsistent ones are refused alike', () => {
  fc.assert(
    fc.property(hierarchies, (hierarchy) => assert.deepEqual(ours(hierarchy), reference(hierarchy))),
    { numRuns: 500 },
  )
})

const python = spawnSync('python3', ['--version']).status === 0

test('random hierarchies: the orders are those of type.mro()', { skip: !python && 'no python3' }, (t) => {
  const sample = fc.sample(hierarchies, { numRuns: 600, seed: 20260917 })
  const input = JSON.stringify(sample.map(withLeaves))
  const expected = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' })) as Orders[]
  sample.forEach((hierarchy, i) => assert.deepEqual(ours(hierarchy), expected[i], JSON.stringify(hierarchy)))
  const refused = expected.flat().filter((order) => order === null).length
  t.diagnostic(`${expected.flat().length} classes, ${refused} refused`)
  assert.ok(refused > 20)
})
