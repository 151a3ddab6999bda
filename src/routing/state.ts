import type { BoundRule } from './bound-rule.ts'
import { Edge } from './edge.ts'
import { EdgeIndex } from './edge-index.ts'
import type { DynamicPart, Part } from './part.ts'
import { placeFor } from './place.ts'
import { findState, hashOf, type SegmentTable, statesOf, withState } from './segment-table.ts'
import type { Shapes } from './shapes.ts'
import { compareWeights } from './weight.ts'

/** So many edges are tried one by one. */
const FEW_EDGES = 8

/** States deeper than this below a state are not compared with others: they count as unlike any. */
const SHAPE_DEPTH = 64

/**
 * A place in the tree of all rules: rules with equal parts up to here share it.
 *
 * What every match reads comes first and without a list between: with thousands of rules, the time goes into waiting for
 * memory.
 */
export class State {
  /** The hash of `text` in a `SegmentTable`. */
  readonly hash: number
  /** The static segment that leads here, if one does. */
  readonly text: string
  /** Behind a non-empty segment of static text; null if there are none. */
  statics: SegmentTable | null = null
  /** Behind an empty segment: the rules that end with a slash here. */
  slash: State | null = null
  /** The edge, if there is one only and it does not take the rest of the path. */
  only: Edge | null = null
  /** Whether there are other edges than that. */
  many = false
  /** The rule that ends here, if it is one. */
  sole: BoundRule | null = null
  /** Index into the marks for the first variable behind this state. */
  readonly marks: number
  /** Sorted: the first that fits wins. */
  readonly edges: Edge[] = []
  /** The rules that end here, in order of addition. */
  readonly rules: BoundRule[] = []
  /** How many states are in `statics`. */
  #children = 0
  /** States behind the edges, by signature. */
  #behind: Map<string, State> | null = null
  #index: EdgeIndex | null = null
  #shape: number | undefined
  #twins: boolean | undefined

  constructor(marks: number, text: string = '', hash: number = 0) {
    this.marks = marks
    this.text = text
    this.hash = hash
  }

  /** The state behind a part, made if it is new. */
  follow(part: Part): State {
    this.#shape = this.#twins = undefined
    this.#index = null
    return part.kind === 'static' ? this.#followText(part.text) : this.#followEdge(part)
  }

  /** Adds a rule that ends here. */
  end(rule: BoundRule): void {
    this.#shape = undefined
    this.rules.push(rule)
    this.sole = this.rules.length === 1 ? rule : null
  }

  #followText(text: string): State {
    if (text === '') return (this.slash ??= new State(this.marks))
    const hash = hashOf(text)
    const known = this.statics === null ? null : findState(this.statics, text, 0, text.length, hash)
    if (known !== null) return known
    const state = new State(this.marks, text, hash)
    this.statics = withState(this.statics, this.#children++, state)
    return state
  }

  #followEdge(part: DynamicPart): State {
    this.#behind ??= new Map()
    let state = this.#behind.get(part.signature)
    if (state !== undefined) return state
    this.#behind.set(part.signature, (state = new State(this.marks + 2 * part.variables)))
    const place = placeFor(this.edges, (edge) => compareWeights(edge.part.weight, part.weight) > 0)
    this.edges.splice(place, 0, new Edge(part, state))
    const [first] = this.edges
    this.only = first !== undefined && this.edges.length === 1 && !first.final ? first : null
    this.many = this.only === null
    return state
  }

  /** The edges that may fit the segment that begins at `start`, in order. */
  edgesFor(path: string, start: number, end: number): readonly Edge[] {
    if (this.edges.length <= FEW_EDGES) return this.edges
    return (this.#index ??= new EdgeIndex(this.edges)).candidates(path, start, end)
  }

  /**
   * Whether two states behind this one are alike all the way down. Where one was searched in vain, the other need not
   * be: without this, levels where `<int>` and `<string>` both fit double the work each.
   */
  hasTwins(shapes: Shapes): boolean {
    if (this.#twins === undefined) {
      const next = [...statesOf(this.statics), ...this.edges.filter(({ final }) => !final).map(({ state }) => state)]
      const inner = next.filter((state) => state.statics !== null || state.edges.length > 0)
      this.#twins = new Set(inner.map((state) => state.shape(shapes))).size < inner.length
    }
    return this.#twins
  }

  /** A number that states have in common exactly if the same texts can be behind them. */
  shape(shapes: Shapes, depth: number = 0): number {
    if (depth > SHAPE_DEPTH) return shapes.unique()
    return (this.#shape ??= shapes.number([
      this.rules.length > 0,
      this.slash?.shape(shapes, depth + 1),
      Array.from(statesOf(this.statics), (state) => [state.text, state.shape(shapes, depth + 1)] as const).sort(byText),
      this.edges.map(({ part, state }) => [part.signature, state.shape(shapes, depth + 1)]),
    ]))
  }
}

function byText([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return left < right ? -1 : 1
}
