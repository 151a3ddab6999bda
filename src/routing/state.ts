import type { BoundRule } from './bound-rule.ts'
import { Edge } from './edge.ts'
import { EdgeIndex } from './edge-index.ts'
import type { DynamicPart, Part } from './part.ts'
import { placeFor } from './place.ts'
import { SegmentTable } from './segment-table.ts'
import type { Shapes } from './shapes.ts'
import { compareWeights } from './weight.ts'

/** So many edges are tried one by one. */
const FEW_EDGES = 8

/** States deeper than this below a state are not compared with others: they count as unlike any. */
const SHAPE_DEPTH = 64

/** A place in the tree of all rules: rules with equal parts up to here share it. */
export class State {
  /** The static segment that leads here, if one does, and its hash in a `SegmentTable`. */
  readonly text: string
  hash = 0
  /** Behind a non-empty segment of static text; null if there are none. */
  statics: SegmentTable | null = null
  /** Behind an empty segment: the rules that end with a slash here. */
  slash: State | null = null
  /** Sorted: the first that fits wins. */
  readonly edges: Edge[] = []
  /** The rules that end here, in order of addition. */
  readonly rules: BoundRule[] = []
  /** Index into the marks for the first variable behind this state. */
  readonly marks: number
  /** States behind the edges, by signature. */
  #behind: Map<string, State> | null = null
  #index: EdgeIndex | null = null
  #shape: number | undefined
  #twins: boolean | undefined

  constructor(marks: number, text: string = '') {
    this.marks = marks
    this.text = text
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
  }

  #followText(text: string): State {
    if (text === '') return (this.slash ??= new State(this.marks))
    this.statics ??= new SegmentTable()
    const known = this.statics.get(text)
    if (known !== null) return known
    const state = new State(this.marks, text)
    this.statics.add(state)
    return state
  }

  #followEdge(part: DynamicPart): State {
    this.#behind ??= new Map()
    let state = this.#behind.get(part.signature)
    if (state !== undefined) return state
    this.#behind.set(part.signature, (state = new State(this.marks + 2 * part.variables)))
    const place = placeFor(this.edges, (edge) => compareWeights(edge.part.weight, part.weight) > 0)
    this.edges.splice(place, 0, new Edge(part, state))
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
      const next = [...(this.statics ?? []), ...this.edges.filter(({ final }) => !final).map(({ state }) => state)]
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
      Array.from(this.statics ?? [], (state) => [state.text, state.shape(shapes, depth + 1)] as const).sort(byText),
      this.edges.map(({ part, state }) => [part.signature, state.shape(shapes, depth + 1)]),
    ]))
  }
}

function byText([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return left < right ? -1 : 1
}
