/** After how many failures an address waits. */
const AFTER = 5
/** After how many failures of all addresses together everybody waits. */
const AFTER_ALL = 100
/** How long one waits first, in milliseconds; twice as long after each further failure. */
const FIRST_WAIT = 15_000
const LONGEST_WAIT = 3_600_000
/** How many addresses are remembered. */
const MAX_ADDRESSES = 10_000

interface Failures {
  readonly count: number
  readonly at: number
}

/** Counts failed attempts in the memory of this process, where there is no database to do it. Times are milliseconds. */
export class AttemptLimit {
  readonly #now: () => number
  readonly #failures = new Map<string, Failures>()
  #all: Failures = { count: 0, at: 0 }

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Whether another attempt from an address comes too soon. */
  mustWait(address: string): boolean {
    const own = this.#failures.get(address) ?? { count: 0, at: 0 }
    return this.#waits(own, AFTER) || this.#waits(this.#all, AFTER_ALL)
  }

  noteFailure(address: string): void {
    const at = this.#now()
    const count = (this.#failures.get(address)?.count ?? 0) + 1
    this.#failures.delete(address)
    this.#failures.set(address, { count, at })
    this.#all = { count: at - this.#all.at > LONGEST_WAIT ? 1 : this.#all.count + 1, at }
    if (this.#failures.size > MAX_ADDRESSES) this.#failures.delete(this.#failures.keys().next().value as string)
  }

  /** After a success. */
  forget(address: string): void {
    this.#failures.delete(address)
    this.#all = { count: 0, at: 0 }
  }

  #waits({ count, at }: Failures, after: number): boolean {
    if (count < after) return false
    return this.#now() - at < Math.min(FIRST_WAIT * 2 ** Math.min(count - after, 20), LONGEST_WAIT)
  }
}
