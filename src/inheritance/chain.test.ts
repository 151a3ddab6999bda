import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { compose, InconsistentOrderError, linearize, mixin, type Class } from '../entry/inheritance.ts'

// Calling a cooperative member visits exactly the classes that define it, in the order, whatever else was composed.

class Root {
  visit?(): string[]
  get seen(): string[] | undefined {
    return undefined
  }
  static visit?(): string[]
}
type Family = typeof Root

interface Plan {
  readonly bases: readonly number[]
  readonly defines: boolean
}

const plans: fc.Arbitrary<readonly Plan[]> = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, i) =>
      fc.record({
        bases: fc.uniqueArray(fc.nat(Math.max(0, i - 1)), { maxLength: Math.min(3, i) }),
        defines: fc.boolean(),
      }),
    ),
  ),
)

/** Definers by class, so that the expectation does not come from the prototypes that are tested. */
type Definers = ReadonlyMap<Class, string>

function declare(Parent: Family, name: string, defines: boolean): Family {
  const Class = defines
    ? class extends Parent {
        override visit(): string[] {
          return [name, ...(super.visit?.() ?? [])]
        }
        override get seen(): string[] {
          return [name, ...(super.seen ?? [])]
        }
        static override visit(): string[] {
          return [name, ...(super.visit?.() ?? [])]
        }
      }
    : class extends Parent {}
  return Object.defineProperty(Class, 'name', { value: name })
}

function build(plan: readonly Plan[]): { classes: Family[]; definers: Definers } {
  const classes: Family[] = []
  const definers = new Map<Class, string>()
  plan.forEach(({ bases, defines }, i) => {
    const parents = bases.flatMap((n) => classes[n] ?? [])
    const Parent = attempt(() => (parents.length > 0 ? (mixin(...(parents as [Family])) as Family) : Root)) ?? Root
    const Class = declare(Parent, `K${i}`, defines)
    if (defines) definers.set(Class, `K${i}`)
    classes.push(Class)
  })
  return { classes, definers }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof InconsistentOrderError) return undefined
    throw error
  }
}

function check(Class: Family, definers: Definers): void {
  const expected = linearize(Class).flatMap((Class) => definers.get(Class) ?? [])
  const instance = new Class()
  assert.deepEqual(instance.visit?.() ?? [], expected)
  assert.deepEqual(instance.seen ?? [], expected)
  assert.deepEqual(Class.visit?.() ?? [], expected)
  for (const Ancestor of linearize(Class)) assert.ok(instance instanceof Ancestor)
}

test('random compositions, several registries, interleaved with plain instances', () => {
  const cases = fc.tuple(
    plans,
    fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
  )
  fc.assert(
    fc.property(cases, ([plan, picks]) => {
      const { classes, definers } = build(plan)
      const subjects = [...classes]
      for (const Class of subjects) check(Class, definers)
      for (const pick of picks) {
        const listed = [...new Set(pick.flatMap((n) => classes[n] ?? []))]
        const Composite = attempt(() => compose(Root, listed))
        if (Composite) subjects.push(Composite)
        for (const Class of subjects) check(Class, definers)
      }
    }),
    { numRuns: 300 },
  )
})
