import { type Class } from './class.ts'
import { bases, declareBases } from './linearize.ts'

/** The two objects of a class that `super` reads from: in instance members, and in static ones. */
export type Side = 'prototype' | 'statics'

/**
 * Cooperative `super`.
 *
 * `super.m` in a method of class A reads `m` from the prototype of `A.prototype`, with `this` as the receiver. So an
 * ordinary object, the *link*, is put between `A.prototype` and its parent, with one accessor per known member: it reads
 * the receiver's *slot* for (A, m), where each composite stores the next definition after A in its own order. The static
 * side has the same: a function between A and its parent, which is also what `super(…)` calls.
 *
 * A link refers to no composite, so those that are dropped are collected.
 */
type Link = Readonly<Record<Side, LinkSide>>

interface LinkSide {
  /** Where the accessors stand. */
  readonly object: object
  /** Where `super` led before there was a link, and still leads outside composites. */
  readonly parent: object
  readonly slots: Map<PropertyKey, symbol>
}

type Receiver = { readonly [slot: symbol]: unknown }

const links = new WeakMap<Class, Link>()

/** On both sides of a composite: its order. */
export const ORDER: unique symbol = Symbol('pergola.order')

/** The object that holds the members of one side of a class. */
export function holderOf(Class: Class, side: Side): object {
  return side === 'prototype' ? (Class.prototype as object) : Class
}

/** The slot for a member that some class after `Class`, which must not be a root, defines; made at the first call. */
export function slotOf(Class: Class, side: Side, name: PropertyKey): symbol {
  let link = links.get(Class)
  if (!link) links.set(Class, (link = insertLink(Class)))
  let slot = link[side].slots.get(name)
  if (!slot) {
    slot = Symbol(`${Class.name} super.${String(name)}`)
    link[side].slots.set(name, slot)
    Object.defineProperty(link[side].object, name, accessor(Class, side, link[side].parent, name, slot))
  }
  return slot
}

function insertLink(Class: Class): Link {
  const Parent = Object.getPrototypeOf(Class) as Class
  const parent = Parent.prototype as object
  // A class is the `constructor` of its own prototype, so the next constructor is stored as the next method is.
  const slot = Symbol(`${Class.name} super()`)
  const Super = superConstructor(Parent, slot)
  declareBases(Super, bases(Class))
  Object.setPrototypeOf(Class, Super)
  Object.setPrototypeOf(Class.prototype, Super.prototype as object)
  return {
    prototype: { object: Super.prototype as object, parent, slots: new Map([['constructor', slot]]) },
    statics: { object: Super, parent: Parent, slots: new Map() },
  }
}

/**
 * What `super(…)` calls. It is a derived class that never calls `super`: an ordinary function would allocate an object
 * for nothing, and V8 would give every instance a hidden class of its own.
 */
function superConstructor(Parent: Class, slot: symbol): Class {
  const Super = class extends (Parent as new () => object) {
    // @ts-expect-error -- TypeScript wants a `super` call; the next constructor in the order makes the object instead
    // oxlint-disable-next-line constructor-super -- the same
    constructor(...args: unknown[]) {
      const next = (new.target.prototype as unknown as Partial<Receiver> | undefined)?.[slot] ?? Parent
      return Reflect.construct(next as Class, args, new.target) as object
    }

    static override [Symbol.hasInstance](this: Class, value: unknown): boolean {
      const native = Parent[Symbol.hasInstance].call(this, value)
      return native || (typeof value === 'object' && orderOf(value).includes(this))
    }
  }
  Reflect.deleteProperty(Super.prototype, 'constructor') // so that `super.constructor` is the parent, as natively
  return Object.defineProperty(Super, 'name', { value: Parent.name })
}

function accessor(
  Class: Class,
  side: Side,
  parent: object,
  name: PropertyKey,
  slot: symbol,
): PropertyDescriptor & ThisType<Receiver> {
  return {
    configurable: true,
    // V8 compiles exactly this form away where there is one registry; `this?.[slot]` makes it ten times slower.
    get() {
      try {
        const next = this[slot]
        return next === undefined ? outside(this) : next
      } catch (error) {
        if (this == null) return outside(this)
        throw error
      }
    },
    set(value) {
      const order = orderOf(this)
      const later = order.includes(Class) ? order.slice(order.indexOf(Class) + 1) : []
      const holder = later.map((Class) => holderOf(Class, side)).find((holder) => Object.hasOwn(holder, name)) ?? parent
      // A static field stands on composites as an accessor, which `Reflect.set` from elsewhere does not overwrite.
      const isField = Object.getOwnPropertyDescriptor(holder, name)?.writable === true
      if (!Reflect.set(holder, name, value, this) && !(isField && Reflect.set(this, name, value))) {
        throw new TypeError(`Cannot set property ${String(name)} of ${Class.name}'s super, which has only a getter`)
      }
    },
  }

  /** The receiver is no composite, or one that knows nothing of the member, or whose getter gave `undefined`. */
  function outside(receiver: Receiver | undefined): unknown {
    return receiver != null && slot in Object(receiver) ? undefined : Reflect.get(parent, name, receiver)
  }
}

function orderOf(receiver: unknown): readonly Class[] {
  return (receiver as { readonly [ORDER]?: readonly Class[] } | null | undefined)?.[ORDER] ?? []
}
