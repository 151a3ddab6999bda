/** Runs jobs of one key one after another, and jobs of different keys side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>()

  /** Runs a job after those of the same key that came before, whether they succeeded or failed. */
  async run<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key)
    const mine = before === undefined ? job() : before.then(job, job)
    this.#tails.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#tails.get(key) === mine) this.#tails.delete(key)
    }
  }
}
