// Compilers keep decorator metadata under this symbol where the engine has none yet.
;(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata')

type Metadata = Record<PropertyKey, unknown>

/** What the decorators of one kind state about the methods of classes. */
export class Decorations<Fragment> {
  readonly #key: symbol

  /** @param kind names the decorator */
  constructor(kind: string) {
    this.#key = Symbol(`pergola.${kind}`)
  }

  /**
   * Adds what one decorator states; decorators run from the method upwards.
   *
   * @returns whether it is the first of the method
   */
  add(metadata: DecoratorMetadataObject, method: string, fragment: Fragment): boolean {
    const own: Metadata = metadata
    // Metadata of a subclass inherits from its parent's, so a class's own fragments need a map of their own.
    if (!Object.hasOwn(own, this.#key)) own[this.#key] = new Map()
    const fragments = own[this.#key] as Map<string, Fragment[]>
    const known = fragments.get(method) ?? []
    fragments.set(method, [fragment, ...known])
    return known.length === 0
  }

  /** What a class itself states, by method; decorators of one method from the top down. */
  of(owner: object): ReadonlyMap<string, readonly Fragment[]> {
    const symbol = (Symbol as { metadata?: symbol }).metadata as symbol
    if (!Object.hasOwn(owner, symbol)) return new Map()
    const metadata = (owner as Record<symbol, Metadata>)[symbol] as Metadata
    return Object.hasOwn(metadata, this.#key) ? (metadata[this.#key] as ReadonlyMap<string, Fragment[]>) : new Map()
  }
}
