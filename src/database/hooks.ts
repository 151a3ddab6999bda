/** A function that runs at a certain point of a transaction. */
export type Hook = () => void | Promise<void>

/** How often hooks may add hooks before this counts as endless. */
const MAX_ROUNDS = 10

/**
 * Functions that run at a certain point of a transaction, in order of addition, each once. Source: odoo.tools.misc.Callbacks.
 */
export class Hooks {
  /** What hooks collect, to do it once for the whole transaction; cleared with the hooks. */
  get data(): Map<string, unknown> {
    return (this.#data ??= new Map())
  }

  #data: Map<string, unknown> | null = null
  #hooks: Hook[] = []

  get size(): number {
    return this.#hooks.length
  }

  add(hook: Hook): void {
    this.#hooks.push(hook)
  }

  clear(): void {
    if (this.#hooks.length > 0) this.#hooks = []
    this.#data?.clear()
  }

  /** Drops what was added after there were `size` hooks. */
  truncate(size: number): void {
    this.#hooks.length = Math.min(size, this.#hooks.length)
  }

  /**
   * Runs the hooks and those that they add. An error ends the run: the remaining hooks are dropped.
   *
   * @throws {RangeError} where hooks go on adding hooks
   */
  async run(): Promise<void> {
    for (let round = 0; this.#hooks.length > 0; round++) {
      if (round === MAX_ROUNDS) throw new RangeError('Hooks of a transaction add hooks without an end.')
      for (const hook of this.#take()) await hook()
    }
    this.#data?.clear()
  }

  /** Runs every hook, whatever the others do. */
  async runAll(onError: (error: unknown) => void): Promise<void> {
    for (const hook of this.#take()) {
      try {
        await hook()
      } catch (error) {
        onError(error)
      }
    }
    this.#data?.clear()
  }

  #take(): Hook[] {
    const hooks = this.#hooks
    this.#hooks = []
    return hooks
  }
}
