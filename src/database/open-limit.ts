/** An embedded database that may be closed while nobody uses it. */
export interface Evictable {
  /** @returns whether it is closed now; false while it is in use */
  evict(): Promise<boolean>
}

/**
 * A bound on how many embedded databases are open at once: the least recently used idle ones are closed, and open again
 * when they are needed. Databases in use are never closed, so for a while there may be more than the bound.
 */
export class OpenLimit {
  readonly max: number
  readonly #open = new Set<Evictable>()

  /** @param max how many, at least 1 */
  constructor(max: number) {
    this.max = Math.max(1, max)
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size
  }

  /** Notes that a database is used, and closes others where it is one too many. */
  async admit(member: Evictable): Promise<void> {
    this.#open.delete(member)
    this.#open.add(member)
    await this.shrink(member)
  }

  /** Closes idle databases down to the bound. */
  async shrink(except?: Evictable): Promise<void> {
    // The set may change meanwhile: what is used moves to its end.
    for (const other of Array.from(this.#open)) {
      if (this.#open.size <= this.max) return
      if (other !== except && (await other.evict())) this.#open.delete(other)
    }
  }

  /** Notes that a database is closed. */
  forget(member: Evictable): void {
    this.#open.delete(member)
  }
}

/** The bound for all embedded databases of the process that name no other. */
export const processLimit: OpenLimit = new OpenLimit(8)
