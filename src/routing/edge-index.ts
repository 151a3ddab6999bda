import type { Edge } from './edge.ts'
import { hashOf, hashOne } from './segment-table.ts'

/**
 * Finds among many edges those whose static text at the beginning fits, by its hash: a state with thousands of rules such
 * as `/a1-<x>`, `/a2-<x>` tries one or two. What fits by hash only is sorted out by the edge itself.
 */
export class EdgeIndex {
  readonly #edges: readonly Edge[]
  /** Edges that begin with a placeholder. */
  readonly #always: readonly number[]
  /** By the length of the text, then by its hash: places of edges. */
  readonly #byLength: (Map<number, number[]> | undefined)[] = []

  constructor(edges: readonly Edge[]) {
    this.#edges = edges
    this.#always = edges.flatMap(({ part }, place) => (part.prefix === '' ? [place] : []))
    for (const [place, { part }] of edges.entries()) if (part.prefix !== '') this.#add(part.prefix, place)
  }

  #add(prefix: string, place: number): void {
    const hash = hashOf(prefix)
    const places = (this.#byLength[prefix.length] ??= new Map<number, number[]>())
    const others = places.get(hash)
    if (others === undefined) places.set(hash, [place])
    else others.push(place)
  }

  candidates(path: string, start: number, end: number): readonly Edge[] {
    const places = [...this.#always]
    const last = Math.min(end - start, this.#byLength.length - 1)
    for (let length = 1, hash = 0; length <= last; length++) {
      hash = hashOne(hash, path.charCodeAt(start + length - 1))
      for (const place of this.#byLength[length]?.get(hash) ?? []) places.push(place)
    }
    return places.sort((left, right) => left - right).map((place) => this.#edges[place] as Edge)
  }
}
