import type { BoundRule } from './bound-rule.ts'
import type { RuleTree } from './rule-tree.ts'
import type { Edge, State } from './state.ts'

/**
 * One search through the tree of rules for a path. The object is used again for the next search: a match then allocates
 * its result only.
 *
 * Every state is visited at most once for a path, so the time is bounded by the rules that share a prefix with it and by
 * the length of the path.
 *
 * Source: werkzeug.routing.matcher.StateMachineMatcher
 */
export class Walk {
  /** The rule found, with its arguments; or neither. */
  rule: BoundRule | null = null
  args: Record<string, unknown> | null = null
  /** Whether a rule would fit the path with a slash at its end: the search ends there. */
  slashRequired = false
  /** Methods of the rules that fit the path, but not the method. */
  allowed: Set<string> | null = null
  /** Whether a rule of the other kind fits. */
  mismatch = false
  /** States visited, rules looked at: for tests of what a search costs. */
  steps = 0
  #looked = 0
  #tree!: RuleTree
  #path = ''
  #domain = ''
  #method = ''
  #websocket = false
  readonly #marks: number[] = []

  /** Prepares a new search. */
  begin(tree: RuleTree, domain: string, method: string, websocket: boolean): void {
    this.rule = this.args = this.allowed = null
    this.slashRequired = this.mismatch = false
    this.steps = this.#looked = 0
    this.#tree = tree
    this.#domain = domain
    this.#method = method
    this.#websocket = websocket
  }

  /**
   * Looks for a path, which begins with one slash or is empty. True if a rule was found or a slash is required. What was
   * remembered of methods and mismatches stays, for a second try with another path.
   */
  search(path: string): boolean {
    this.#path = path
    const tree = this.#tree.statics.get(this.#domain)
    if (tree !== undefined) {
      const state = tree.paths.get(path)
      if (state !== undefined && this.#end(state)) return true
      if (this.#visit(tree.root, 1)) return true
    }
    return this.#tree.dynamics.length > 0 && this.#searchDynamicDomains()
  }

  #searchDynamicDomains(): boolean {
    const domain = this.#domain
    for (const { part, tree } of this.#tree.dynamics) {
      if (!part.pattern.match(domain, 0, domain.length, this.#marks, 0)) continue
      if (this.#visit(tree.root, 1)) return true
    }
    return false
  }

  /** Goes on from `state` with the segment that begins at `start`; beyond the path's end, none is left. */
  #visit(state: State, start: number): boolean {
    const path = this.#path
    for (;;) {
      this.steps++
      if (start > path.length) return this.#end(state)
      const slash = path.indexOf('/', start)
      const end = slash === -1 ? path.length : slash
      const child = start === end ? state.slash : this.#child(state, start, end)
      const { edges } = state
      // The only way on, and no slash at the end to think of afterwards: no need to come back.
      if (child !== null && edges.length === 0 && end < path.length) {
        state = child
        start = end + 1
        continue
      }
      if (edges.length > 1 || (child !== null && edges.length > 0)) {
        if (this.#choose(state, child, start, end)) return true
      } else if (child !== null) {
        if (this.#visit(child, end + 1)) return true
      } else if (edges.length === 1) {
        const edge = edges[0] as Edge
        if (edge.part.final) {
          if (this.#finish(edge, start)) return true
        } else if (edge.part.pattern.match(path, start, end, this.#marks, state.marks)) {
          if (start < end || end < path.length) {
            state = edge.state
            start = end + 1
            continue
          }
          if (this.#visit(edge.state, end + 1)) return true
        }
      }
      return start === end && end === path.length && this.#takeLoose(state)
    }
  }

  #child(state: State, start: number, end: number): State | null {
    const { statics } = state
    return statics.size === 0 ? null : (statics.get(this.#path.slice(start, end)) ?? null)
  }

  /** Tries the static child, then the edges in order. */
  #choose(state: State, child: State | null, start: number, end: number): boolean {
    const next = end + 1
    let looked = this.#looked
    if (child !== null && this.#visit(child, next)) return true
    // Shapes of states that were searched in vain without meeting any rule: their twins hold none either.
    const dead: Set<number> | null = state.edges.length > 0 && state.hasTwins(this.#tree.shapes) ? new Set() : null
    if (dead !== null && child !== null && looked === this.#looked) dead.add(child.shape(this.#tree.shapes))
    for (const edge of state.edges) {
      if (edge.part.final) {
        if (this.#finish(edge, start)) return true
        continue
      }
      if (dead?.has(edge.state.shape(this.#tree.shapes))) continue
      if (!edge.part.pattern.match(this.#path, start, end, this.#marks, state.marks)) continue
      looked = this.#looked
      if (this.#visit(edge.state, next)) return true
      if (dead !== null && looked === this.#looked) dead.add(edge.state.shape(this.#tree.shapes))
    }
    return false
  }

  /** A part that takes the rest of the path, but for a last slash if the rule has one of its own. */
  #finish({ part, state }: Edge, start: number): boolean {
    const path = this.#path
    let end = path.length
    let next = end + 1
    if (part.suffixed && end > start && path.endsWith('/')) {
      end -= 1
      next -= 1
      if (end > start && path[end - 1] === '/') return false
    }
    return (
      part.pattern.match(path, start, end, this.#marks, state.marks - 2 * part.variables) && this.#visit(state, next)
    )
  }

  /** Nothing of the path is left. */
  #end(state: State): boolean {
    for (const rule of state.rules) if (this.#take(rule)) return true
    if (state.slash === null) return false
    for (const rule of state.slash.rules) {
      this.#looked++
      if (!this.#allows(rule) || rule.websocket !== this.#websocket) continue
      const args = this.#read(rule)
      if (args === null) continue
      if (rule.strictSlashes) this.slashRequired = true
      else this.#found(rule, args)
      return true
    }
    return false
  }

  /** The path ends with a slash that the rules here do not have. */
  #takeLoose(state: State): boolean {
    for (const rule of state.rules) if (!rule.strictSlashes && this.#take(rule)) return true
    return false
  }

  #take(rule: BoundRule): boolean {
    this.#looked++
    const args = this.#read(rule)
    // A rule that refuses a value does not fit the path: it does not count for allowed methods either.
    if (args === null) return false
    if (!this.#allows(rule)) this.#remember(rule)
    else if (rule.websocket !== this.#websocket) this.mismatch = true
    else {
      this.#found(rule, args)
      return true
    }
    return false
  }

  #allows(rule: BoundRule): boolean {
    return rule.methods === null || rule.methods.has(this.#method)
  }

  #read(rule: BoundRule): Record<string, unknown> | null {
    return rule.read(this.#path, this.#domain, this.#marks)
  }

  #remember({ methods }: BoundRule): void {
    this.allowed ??= new Set()
    for (const method of methods ?? []) this.allowed.add(method)
  }

  #found(rule: BoundRule, args: Record<string, unknown>): void {
    this.rule = rule
    this.args = args
  }
}
