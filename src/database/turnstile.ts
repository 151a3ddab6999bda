/** Lets one through at a time, in order of arrival, each of whom waits no longer than it wants to. */
export class Turnstile {
  readonly #waiting: Array<() => void> = []
  #taken = false

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether somebody is in. */
  get taken(): boolean {
    return this.#taken
  }

  /**
   * Waits for one's turn; `leave` ends it.
   *
   * @param timeout milliseconds
   * @returns whether the turn came in time
   */
  async enter(timeout: number): Promise<boolean> {
    if (!this.#taken) {
      this.#taken = true
      return true
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        resolve(false)
      }, timeout)
      this.#waiting.push(enter)
    })
  }

  /** Ends a turn: the next one's begins. */
  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken = false
    else next()
  }
}
