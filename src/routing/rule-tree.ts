import type { BoundRule } from './bound-rule.ts'
import type { DynamicPart } from './part.ts'
import { Shapes, State } from './state.ts'
import { compareWeights } from './weight.ts'

/** The rules of one domain. */
export class DomainTree {
  readonly root: State
  /**
   * States by whole path, for rules without placeholders. Static text beats everything at every level, so a path that
   * stands here is decided here, unless no rule there takes the request.
   */
  readonly paths: Map<string, State> = new Map()

  constructor(marks: number) {
    this.root = new State(marks)
  }

  /** The state at which a rule ends. */
  add(rule: BoundRule): State {
    let state = this.root
    let path: string | null = ''
    for (const part of rule.parts) {
      // A path lacking only its last slash ends one state earlier.
      if (path !== null && path !== '' && part.kind === 'static' && part.text === '') this.paths.set(path, state)
      path = path === null || part.kind === 'dynamic' ? null : `${path}/${part.text}`
      state = state.follow(part)
    }
    if (path !== null) this.paths.set(path, state)
    state.end(rule)
    return state
  }
}

/** All rules of a map, by domain and then by path. */
export class RuleTree {
  readonly statics: Map<string, DomainTree> = new Map()
  /** Domains with placeholders; sorted: the first that fits wins. */
  readonly dynamics: { readonly part: DynamicPart; readonly tree: DomainTree }[] = []
  readonly shapes: Shapes = new Shapes()

  /** Adds a rule and returns the state at which it ends. */
  add(rule: BoundRule): State {
    return this.#domain(rule).add(rule)
  }

  #domain({ domain }: BoundRule): DomainTree {
    if (domain.kind === 'static') {
      let tree = this.statics.get(domain.text)
      if (tree === undefined) this.statics.set(domain.text, (tree = new DomainTree(0)))
      return tree
    }
    const known = this.dynamics.find(({ part }) => part.signature === domain.signature)
    if (known !== undefined) return known.tree
    const tree = new DomainTree(2 * domain.variables)
    const place = this.dynamics.findIndex(({ part }) => compareWeights(part.weight, domain.weight) > 0)
    this.dynamics.splice(place === -1 ? this.dynamics.length : place, 0, { part: domain, tree })
    return tree
  }
}
