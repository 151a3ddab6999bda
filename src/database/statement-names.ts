/**
 * Names under which statements are kept prepared on each connection: one for each text, up to a bound. Texts that come
 * after that are not prepared.
 */
export class StatementNames {
  readonly #most: number
  readonly #names = new Map<string, string>()
  #made = 0

  /** @param most how many statements a connection keeps; 0 for none */
  constructor(most: number) {
    this.#most = most
  }

  /** The name of a text, or undefined where it is not to be prepared. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= this.#most) return known
    const name = `pergola_${++this.#made}`
    this.#names.set(text, name)
    return name
  }

  /** Gives other names from now on: tables changed, and what was prepared may give columns of other types. */
  renew(): void {
    this.#names.clear()
  }
}
