import { type Class, type Instances, type Reversed, type Statics } from './class.ts'
import { InheritanceError } from './errors.ts'
import { assertClass, declareBases, label, linearize } from './linearize.ts'
import { holderOf, ORDER, slotOf, type Side } from './link.ts'

/** A class that extends `B` and can be constructed as it is. */
export type Extension<B extends Class> = abstract new (...args: ConstructorParameters<B>) => InstanceType<B>

/** What {@link compose} gives. */
export type Composite<B extends Class, E extends readonly Class[]> = (new (
  ...args: ConstructorParameters<B>
) => Instances<E> & InstanceType<B>) &
  Statics<[...Reversed<E>, B]>

/** What {@link mixin} gives. */
export type Mixin<T extends readonly [Class, ...Class[]]> = (new (
  ...args: ConstructorParameters<T[0]>
) => Instances<T>) &
  Statics<T>

/** Options of {@link compose}. */
export interface ComposeOptions {
  /** Name of the new class, seen in stack traces. Default: `Shop (extended by DiscountShop, GiftShop)`. */
  readonly name?: string
}

/**
 * Combines a class and extensions of it that know nothing of each other into a new class, for one registry. Its order
 * is C3, the **last** listed extension outermost, and `super` in every class leads to the next one in *this* order. The
 * listed classes are not changed for anybody else: they can be in any number of composites, in different orders.
 *
 * @param Base The class that all the others extend.
 * @param extensions Classes that extend `Base`, innermost first; leaves only, see {@link leaves}. `Base` itself is
 *   implied and may be listed.
 * @returns A new class: construct it, or read its static members.
 * @throws {InconsistentOrderError} The classes contradict each other.
 * @throws {InheritanceError} `PERGOLA_NOT_A_CLASS`, `PERGOLA_NOT_AN_EXTENSION`, `PERGOLA_DUPLICATE_CLASS`.
 * @example
 * class Shop { greet() { return 'Hello' } }
 * class Loud extends Shop { override greet() { return super.greet().toUpperCase() } }
 * class Polite extends Shop { override greet() { return `${super.greet()}, dear customer` } }
 * const Merged = compose(Shop, [Loud, Polite])
 * new Merged().greet() // 'HELLO, dear customer'
 *
 * Source: `odoo.http.Controller`, Python's `type(name, (Polite, Loud), {})`.
 */
export function compose<B extends Class, const E extends readonly Extension<B>[]>(
  Base: B,
  extensions: E,
  options: ComposeOptions = {},
): Composite<B, E> {
  assertClass(Base)
  assertDistinct(extensions)
  for (const Extension of extensions) assertExtends(Extension, Base)
  const above = extensions.filter((Extension) => !Object.is(Extension, Base))
  const bases = above.length > 0 ? above.toReversed() : [Base]
  return combine(bases, options.name ?? compositeName(Base, above)) as Composite<B, E>
}

/**
 * A base class for `class X extends mixin(A, B)`: A is outermost, and `super` in A leads to B. Its constructor takes
 * A's parameters and A passes on what B gets.
 *
 * @param classes Two or more classes with a common root.
 * @returns The base class. It never shows in an order, and an instance of `X` is an instance of A and of B.
 * @throws {InconsistentOrderError} The classes contradict each other.
 * @throws {InheritanceError} `PERGOLA_NOT_A_CLASS`, `PERGOLA_DUPLICATE_CLASS`, `PERGOLA_NO_COMMON_ROOT`.
 * @example
 * class Base { path() { return ['Base'] } }
 * class A extends Base { override path() { return ['A', ...super.path()] } }
 * class B extends Base { override path() { return ['B', ...super.path()] } }
 * class X extends mixin(A, B) { override path() { return ['X', ...super.path()] } }
 * new X().path() // ['X', 'A', 'B', 'Base']
 *
 * Source: Python's `class X(A, B)`.
 */
export function mixin<const T extends readonly [Class, ...Class[]]>(...classes: T): Mixin<T> {
  assertDistinct(classes)
  const roots = new Set(classes.map((Class) => linearize(Class).at(-1)))
  if (roots.size > 1) {
    const names = [...roots].map(label).join(', ')
    throw new InheritanceError('PERGOLA_NO_COMMON_ROOT', `Only classes with a common root can be mixed, not ${names}`)
  }
  return combine(classes, `mixin(${classes.map(label).join(', ')})`) as unknown as Mixin<T>
}

function compositeName(Base: Class, above: readonly Class[]): string {
  return above.length > 0 ? `${label(Base)} (extended by ${above.map(label).join(', ')})` : label(Base)
}

function assertDistinct(classes: readonly Class[]): void {
  const twice = classes.find((Class, at) => classes.indexOf(assertClass(Class)) !== at)
  if (twice) throw new InheritanceError('PERGOLA_DUPLICATE_CLASS', `${label(twice)} is listed twice`)
}

function assertExtends(Extension: Class, Base: Class): void {
  if (linearize(Extension).includes(Base)) return
  throw new InheritanceError('PERGOLA_NOT_AN_EXTENSION', `${label(Extension)} does not extend ${label(Base)}`)
}

/** A new class with the given bases, the outermost first. */
function combine(bases: readonly Class[], name: string): Class {
  const Combined = class extends (bases[0] as new () => object) {}
  Object.defineProperty(Combined, 'name', { value: name })
  declareBases(Combined, bases)
  const order = linearize(Combined)
  // All members are put on the composite itself, so that links, which know the members of other registries, never show.
  Object.setPrototypeOf(Combined.prototype, order.at(-1)?.prototype as object)
  fill(Combined, order, 'prototype')
  fill(Combined, order, 'statics')
  return Combined
}

/** Puts the members of all classes in the order, and the slots that their links read, on one side of a composite. */
function fill(Combined: Class, order: readonly Class[], side: Side): void {
  const target = holderOf(Combined, side)
  const next = new Map<PropertyKey, PropertyDescriptor>()
  for (const Class of order.toReversed()) {
    for (const [name, descriptor] of next) Object.defineProperty(target, slotOf(Class, side, name), descriptor)
    for (const name of ownMembers(Class, side)) next.set(name, member(holderOf(Class, side), name))
  }
  next.delete('constructor')
  for (const [name, descriptor] of next) Object.defineProperty(target, name, descriptor)
  Object.defineProperty(target, ORDER, { value: order })
}

/** What every function has by itself, and `instanceof`, which links extend. */
const NOT_INHERITED = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller', Symbol.hasInstance])

function ownMembers(Class: Class, side: Side): PropertyKey[] {
  const names = Reflect.ownKeys(holderOf(Class, side))
  return side === 'prototype' ? names : names.filter((name) => !NOT_INHERITED.has(name))
}

/** The member as composites have it: methods and accessors as they are; a field is read where it lives, as natively. */
function member(holder: object, name: PropertyKey): PropertyDescriptor {
  const own = Object.getOwnPropertyDescriptor(holder, name) as PropertyDescriptor
  if (!own.enumerable || !('value' in own)) return own
  return {
    configurable: true,
    enumerable: true,
    get: () => Reflect.get(holder, name) as unknown,
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  }
}
