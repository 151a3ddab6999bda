/** The names of the databases, as they were at some moment. */
interface Listing {
  readonly list: Promise<string[]>
  readonly at: number
  /** The same, once they are there. */
  known?: readonly string[]
}

/** For how long a list is believed, in milliseconds. */
const LIST_AGE = 2000

/** The names of all databases, which are not asked for at every request. */
export class DatabaseListing {
  readonly #read: () => Promise<string[]>
  #latest: Listing | null = null

  /** @param read asks the server */
  constructor(read: () => Promise<string[]>) {
    this.#read = read
  }

  async names(): Promise<string[]> {
    const fresh = this.#fresh
    if (fresh !== null) return fresh.list
    const list = this.#read()
    const listing: Listing = (this.#latest = { list, at: Date.now() })
    list.then(
      (names) => (listing.known = names),
      () => this.forget(),
    )
    return list
  }

  /** The names, at once; undefined where they are to be read first. */
  get known(): readonly string[] | undefined {
    return this.#fresh?.known
  }

  /** Has the names read anew. */
  forget(): void {
    this.#latest = null
  }

  get #fresh(): Listing | null {
    return this.#latest !== null && Date.now() - this.#latest.at <= LIST_AGE ? this.#latest : null
  }
}
