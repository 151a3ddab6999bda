const UNIQUE = 30

/** The bit of all methods beyond the first thirty of a map: these must be looked up. */
export const SHARED_BIT: number = 1 << UNIQUE
/** The bit of methods that no rule names: only rules that allow every method have it. */
const UNKNOWN_BIT = 1 << 31

/** Numbers the methods that the rules of one map name, so that a rule is asked by one `&`. */
export class MethodBits {
  readonly #bits: Map<string, number> = new Map()

  /** The bits of some methods; of all for null. */
  bitsOf(methods: ReadonlySet<string> | null): number {
    if (methods === null) return -1
    let bits = 0
    for (const method of methods) {
      if (!this.#bits.has(method)) this.#bits.set(method, 1 << Math.min(this.#bits.size, UNIQUE))
      bits |= this.bitOf(method)
    }
    return bits
  }

  bitOf(method: string): number {
    return this.#bits.get(method) ?? UNKNOWN_BIT
  }
}
