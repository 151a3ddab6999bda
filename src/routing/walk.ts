import type { BoundRule } from './bound-rule.ts'
import type { Edge } from './edge.ts'
import { SHARED_BIT } from './method-bits.ts'
import type { RuleTree } from './rule-tree.ts'
import { findState, hashOne } from './segment-table.ts'
import type { State } from './state.ts'

const SLASH = 47

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
  /** States visited and edges tried: for tests of what a search costs. */
  steps = 0
  /** Rules looked at. */
  #looked = 0
  #tree!: RuleTree
  #path = ''
  #domain = ''
  #method = ''
  #methodBit = 0
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
    this.#methodBit = tree.methods.bitOf(method)
    this.#websocket = websocket
  }

  /** Lets go of what was found, which may belong to a request. */
  end(): void {
    this.rule = this.args = null
    this.#path = ''
  }

  /**
   * Looks for a path, which begins with one slash or is empty. True if a rule was found or a slash is required. What was
   * remembered of methods and mismatches stays, for a second try with another path.
   */
  search(path: string): boolean {
    this.#path = path
    const first = this.#tree.statics.get(this.#domain)
    if (first !== undefined && this.#visit(first, 1)) return true
    return this.#tree.dynamics.length > 0 && this.#searchDynamicDomains()
  }

  #searchDynamicDomains(): boolean {
    const domain = this.#domain
    for (const { part, state } of this.#tree.dynamics) {
      if (!part.pattern.match(domain, 0, domain.length, this.#marks, 0)) continue
      if (this.#visit(state, 1)) return true
    }
    return false
  }

  /** Goes on from `state` with the segment that begins at `start`; beyond the path's end, none is left. */
  #visit(state: State, start: number): boolean {
    const path = this.#path
    const { length } = path
    for (;;) {
      this.steps++
      if (start > length) return this.#end(state)
      let hash = 0
      let end = start
      for (; end < length; end++) {
        const code = path.charCodeAt(end)
        if (code === SLASH) break
        hash = hashOne(hash, code)
      }
      const { statics, only } = state
      const child = start === end ? state.slash : statics === null ? null : findState(statics, path, start, end, hash)
      // Where there is one way on at most, there is no need to come back: no recursion, except at a slash at the end.
      let next = child
      if (state.many || (only !== null && child !== null)) {
        if (this.#choose(state, child, start, end)) return true
        next = null
      } else if (only !== null && only.fits(path, start, end, this.#marks)) next = only.state
      if (start === length) return (next !== null && this.#visit(next, end + 1)) || this.#takeLoose(state)
      if (next === null) return false
      state = next
      start = end + 1
    }
  }

  /** Tries the static child, then the edges in order. */
  #choose(state: State, child: State | null, start: number, end: number): boolean {
    const before = this.#looked
    if (child !== null && this.#visit(child, end + 1)) return true
    const { shapes } = this.#tree
    // Shapes of states that were searched in vain without meeting any rule: their twins hold none either.
    const dead: Set<number> | null = state.hasTwins(shapes) ? new Set() : null
    if (dead !== null && child !== null && before === this.#looked) dead.add(child.shape(shapes))
    for (const edge of state.edgesFor(this.#path, start, end)) {
      this.steps++
      const looked = this.#looked
      if (edge.final) {
        if (this.#finish(edge, start)) return true
      } else if (!dead?.has(edge.state.shape(shapes)) && edge.fits(this.#path, start, end, this.#marks)) {
        if (this.#visit(edge.state, end + 1)) return true
        if (dead !== null && looked === this.#looked) dead.add(edge.state.shape(shapes))
      }
    }
    return false
  }

  /** A part that takes the rest of the path, but for a last slash if the rule has one of its own. */
  #finish({ part, pattern, marks, state }: Edge, start: number): boolean {
    const path = this.#path
    let end = path.length
    let next = end + 1
    if (part.suffixed && end > start && path.endsWith('/')) {
      end -= 1
      next -= 1
      if (end > start && path[end - 1] === '/') return false
    }
    return pattern.match(path, start, end, this.#marks, marks) && this.#visit(state, next)
  }

  /** Nothing of the path is left. */
  #end(state: State): boolean {
    if (state.sole !== null) {
      if (this.#take(state.sole)) return true
    } else if (this.#takeAny(state.rules)) return true
    return state.slash !== null && this.#takeMissingSlash(state.slash)
  }

  #takeAny(rules: readonly BoundRule[]): boolean {
    for (const rule of rules) if (this.#take(rule)) return true
    return false
  }

  /** The rules here have a slash at the end that the path lacks: the first that would fit decides. */
  #takeMissingSlash(state: State): boolean {
    for (const rule of state.rules) {
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
    if ((rule.methodBits & this.#methodBit) === 0) return false
    return this.#methodBit !== SHARED_BIT || rule.methods === null || rule.methods.has(this.#method)
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
