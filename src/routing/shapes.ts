/** Gives equal descriptions equal numbers. */
export class Shapes {
  readonly #numbers: Map<string, number> = new Map()
  #next = 0

  unique(): number {
    return this.#next++
  }

  number(description: unknown): number {
    const key = JSON.stringify(description)
    let number = this.#numbers.get(key)
    if (number === undefined) this.#numbers.set(key, (number = this.unique()))
    return number
  }
}
