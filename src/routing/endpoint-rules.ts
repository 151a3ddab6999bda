import type { BoundRule } from './bound-rule.ts'
import { placeFor } from './place.ts'

/** The rules of one endpoint, in the order in which building tries them. */
export class EndpointRules {
  readonly rules: BoundRule[] = []
  /** Whether any rule has defaults: without, no match can redirect to a shorter URL. */
  #hasDefaults = false

  /** Adds a rule at its place: aliases last, more arguments first, more defaults first, then order of addition. */
  add(rule: BoundRule): void {
    const place = placeFor(this.rules, (other) => compare(other, rule) > 0)
    this.rules.splice(place, 0, rule)
    if (this.#hasDefaults) rule.mayRedirect = true
    else if (rule.defaults.size > 0) {
      this.#hasDefaults = true
      for (const each of this.rules) each.mayRedirect = true
    }
  }

  /** The rule that writes the same values shorter, with one of them as a default. */
  findShorter(matched: BoundRule, values: ReadonlyMap<string, unknown>, method: string): BoundRule | null {
    for (const rule of this.rules) {
      if (rule === matched) return null
      if (providesDefaultsFor(rule, matched) && isSuitable(rule, values, method)) return rule
    }
    return null
  }
}

function compare(left: BoundRule, right: BoundRule): number {
  return (
    Number(left.rule.alias) - Number(right.rule.alias) ||
    right.names.size - left.names.size ||
    right.defaults.size - left.defaults.size
  )
}

function providesDefaultsFor(rule: BoundRule, matched: BoundRule): boolean {
  if (rule.rule.buildOnly || rule.defaults.size === 0 || rule.websocket !== matched.websocket) return false
  return rule.names.size === matched.names.size && rule.names.isSubsetOf(matched.names)
}

/** Whether a rule can be built: its method is right, no argument is missing, no default is contradicted. */
export function isSuitable(rule: BoundRule, values: ReadonlyMap<string, unknown>, method: string | null): boolean {
  if (method !== null && rule.methods !== null && !rule.methods.has(method)) return false
  for (const name of rule.names) if (!values.has(name) && !rule.defaults.has(name)) return false
  for (const [name, value] of rule.defaults) {
    if (values.has(name) && !isSame(value, values.get(name))) return false
  }
  return true
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || Object.is(left, right)
}
