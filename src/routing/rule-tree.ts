import type { BoundRule } from './bound-rule.ts'
import type { MethodBits } from './method-bits.ts'
import type { DynamicPart } from './part.ts'
import { placeFor } from './place.ts'
import { Shapes } from './shapes.ts'
import { State } from './state.ts'
import { compareWeights } from './weight.ts'

/** All rules of a map, by domain and then by path. */
export class RuleTree {
  /** First states of the domains without placeholders. */
  readonly statics: Map<string, State> = new Map()
  /** Domains with placeholders; sorted: the first that fits wins. */
  readonly dynamics: { readonly part: DynamicPart; readonly state: State }[] = []
  readonly shapes: Shapes = new Shapes()
  readonly methods: MethodBits

  constructor(methods: MethodBits) {
    this.methods = methods
  }

  /** Adds a rule and returns the state at which it ends. */
  add(rule: BoundRule): State {
    let state = this.#first(rule)
    for (const part of rule.parts) state = state.follow(part)
    state.end(rule)
    return state
  }

  #first({ domain }: BoundRule): State {
    if (domain.kind === 'static') {
      let state = this.statics.get(domain.text)
      if (state === undefined) this.statics.set(domain.text, (state = new State(0)))
      return state
    }
    const known = this.dynamics.find(({ part }) => part.signature === domain.signature)
    if (known !== undefined) return known.state
    const state = new State(2 * domain.variables)
    const place = placeFor(this.dynamics, ({ part }) => compareWeights(part.weight, domain.weight) > 0)
    this.dynamics.splice(place, 0, { part: domain, state })
    return state
  }
}
