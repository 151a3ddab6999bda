import { Recordset } from '../models/recordset.ts'

/** How deep records may stand in lists and objects. */
const DEEPEST = 5

/** Values with their records as a user sees them: also those in lists, maps and plain objects. */
export function seenBy(values: Readonly<Record<string, unknown>>, uid: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, seen(value, uid, 0)]))
}

function seen(value: unknown, uid: number, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (value instanceof Recordset) return value.withUser(uid)
  const inside = (each: unknown): unknown => seen(each, uid, depth + 1)
  if (Array.isArray(value)) return value.map(inside)
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [inside(key), inside(each)]))
  if (value instanceof Set) return new Set([...value].map(inside))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const copy = Object.create(prototype) as object
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const changed = 'value' in descriptor ? { ...descriptor, value: inside(descriptor.value) } : descriptor
    Object.defineProperty(copy, name, changed)
  }
  return copy
}
