import type { SessionRecord, SessionStore } from './session-store.ts'

/** Sessions in the memory of this process, for tests. */
export class MemorySessionStore implements SessionStore {
  readonly #records = new Map<string, SessionRecord>()

  async read(sid: string): Promise<SessionRecord | null> {
    const record = this.#records.get(sid)
    return record !== undefined && record.expires > Date.now() / 1000 ? structuredClone(record) : null
  }

  async write(sid: string, record: SessionRecord): Promise<void> {
    this.#records.set(sid, structuredClone(record))
  }

  async delete(sid: string): Promise<void> {
    this.#records.delete(sid)
  }

  async deleteFamily(family: string): Promise<void> {
    for (const sid of this.#records.keys()) if (sid.startsWith(family)) this.#records.delete(sid)
  }

  async vacuum(): Promise<void> {
    const now = Date.now() / 1000
    for (const [sid, record] of this.#records) if (record.expires <= now) this.#records.delete(sid)
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#records.size
  }
}
