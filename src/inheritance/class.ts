/** Any class, abstract ones included. */
// oxlint-disable-next-line typescript/no-explicit-any -- constructor parameters are contravariant: only `any` admits all
export type Class<T extends object = object> = abstract new (...args: any) => T

/** The instance types of several classes, as one type. */
export type Instances<T extends readonly Class[]> = T extends readonly [
  infer A extends Class,
  ...infer Rest extends readonly Class[],
]
  ? InstanceType<A> & Instances<Rest>
  : Intersection<InstanceType<T[number]>>

/** The static sides of several classes, as one type: where two have a member, the earlier one's counts. */
export type Statics<T extends readonly Class[]> = T extends readonly [
  infer A extends Class,
  ...infer Rest extends readonly Class[],
]
  ? Omit<A, 'prototype'> & Omit<Statics<Rest>, keyof A>
  : unknown

/** The classes of a tuple from the last to the first. */
export type Reversed<T extends readonly Class[]> = T extends readonly [
  infer A extends Class,
  ...infer Rest extends readonly Class[],
]
  ? [...Reversed<Rest>, A]
  : []

type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never

/** Whether `value` can be extended: a constructor with a prototype object. */
export function isClass(value: unknown): value is Class {
  if (typeof value !== 'function' || typeof value.prototype !== 'object' || value.prototype === null) return false
  try {
    Reflect.construct(Object, [], value) // runs nothing of the class, throws for what has no [[Construct]]
    return true
  } catch {
    return false
  }
}
