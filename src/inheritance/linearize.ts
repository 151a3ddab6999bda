import { isClass, type Class } from './class.ts'
import { InconsistentOrderError, InheritanceError } from './errors.ts'

/** The bases of the classes that we made (composites, mixins, links), which never show in an order. */
const synthetic = new WeakMap<Class, readonly Class[]>()

const orders = new WeakMap<Class, readonly Class[]>()

/** Records that `Class` was made by us and stands for `bases`. */
export function declareBases(Class: Class, bases: readonly Class[]): void {
  synthetic.set(Class, bases)
}

/**
 * The author classes that a class extends directly, leftmost (outermost) first: one, several behind a `mixin`, none for
 * a root. Use it instead of `Object.getPrototypeOf(Class)`, which may answer with a link.
 *
 * @param Class An author class, a mixin or a composite.
 * @returns Its bases; those of a composite are the combined classes, the outermost first.
 * @example
 * class A {}
 * class B extends A {}
 * bases(B) // [A]
 *
 * Source: Python's `cls.__bases__`.
 */
export function bases(Class: Class): readonly Class[] {
  const parent: unknown = Object.getPrototypeOf(Class)
  return synthetic.get(Class) ?? (isClass(parent) ? (synthetic.get(parent) ?? [parent]) : [])
}

/**
 * The C3 order of a class: itself and all its ancestors, youngest first, down to the root. Classes made by `compose` and
 * `mixin` do not show, so the order of a composite begins with its outermost author class.
 *
 * @param Class An author class, a mixin or a composite.
 * @returns The order; the same array at every call.
 * @throws {InconsistentOrderError} The parents contradict each other.
 * @throws {InheritanceError} `PERGOLA_NOT_A_CLASS`.
 * @example
 * class A {}
 * class B extends A {}
 * class C extends A {}
 * class D extends mixin(B, C) {}
 * linearize(D) // [D, B, C, A]
 *
 * Source: Python's `type.mro()`.
 */
export function linearize(Class: Class): readonly Class[] {
  let order = orders.get(assertClass(Class))
  if (!order) {
    const parents = bases(Class)
    const rest = merge([...parents.map(linearize), parents], Class)
    order = Object.freeze(synthetic.has(Class) ? rest : [Class, ...rest])
    orders.set(Class, order)
  }
  return order
}

/** Takes, again and again, the first head that no other sequence still wants later. */
function merge(sequences: readonly (readonly Class[])[], subject: Class): Class[] {
  const merged: Class[] = []
  let left = sequences.filter((sequence) => sequence.length > 0)
  while (left.length > 0) {
    const heads = left.map((sequence) => sequence[0] as Class)
    const head = heads.find((head) => left.every((sequence) => sequence.indexOf(head) <= 0))
    if (!head) throw new InconsistentOrderError(label(subject), [...new Set(heads)].map(label))
    merged.push(head)
    left = left
      .map((sequence) => (sequence[0] === head ? sequence.slice(1) : sequence))
      .filter((sequence) => sequence.length > 0)
  }
  return merged
}

/**
 * Those of the listed classes that no other listed class extends, in the order of the list.
 *
 * @param classes Author classes, for example all controllers of the installed addons.
 * @returns The leaves, each once.
 * @throws {InheritanceError} `PERGOLA_NOT_A_CLASS`.
 * @example
 * class A {}
 * class B extends A {}
 * class C extends A {}
 * leaves([A, B, C]) // [B, C]
 *
 * Source: `odoo.http.Controller`, "which classes count".
 */
export function leaves<T extends Class>(classes: readonly T[]): T[] {
  const inner = new Set(classes.flatMap((Class) => linearize(Class).slice(1)))
  return [...new Set(classes)].filter((Class) => !inner.has(Class))
}

/**
 * The classes in the order of `Class` that define an instance member themselves, oldest first.
 *
 * @param Class An author class, a mixin or a composite.
 * @param name The member: a method or an accessor (fields are not members of the prototype).
 * @returns The definers; empty when there is no such member.
 * @throws {InconsistentOrderError | InheritanceError} As {@link linearize}.
 * @example
 * class A { m() {} }
 * class B extends A { override m() {} }
 * definitions(B, 'm') // [A, B]
 */
export function definitions(Class: Class, name: PropertyKey): Class[] {
  return linearize(Class)
    .filter((Class) => Object.hasOwn(Class.prototype as object, name))
    .toReversed()
}

/** How an error names a value that should be a class. */
export function label(value: unknown): string {
  return typeof value === 'function' ? value.name || '(anonymous class)' : String(value)
}

export function assertClass(value: unknown): Class {
  if (!isClass(value)) throw new InheritanceError('PERGOLA_NOT_A_CLASS', `Not a class: ${label(value)}`)
  return value
}
