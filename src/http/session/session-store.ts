import type { JsonValue } from '../json.ts'

/** A stored session. Times are seconds since 1970. */
export interface SessionRecord {
  readonly data: Readonly<Record<string, JsonValue>>
  readonly created: number
  /** When its id was last changed. */
  readonly rotated: number
  /** When it ends. */
  readonly expires: number
  /** The id that has taken this one's place; whoever still comes with this one is led there. */
  readonly next?: string
}

/**
 * Where sessions are kept. An id is 86 characters; its first 42, the family, stay the same when an id is renewed.
 * A store never gives out a record that has expired.
 */
export interface SessionStore {
  read(sid: string): Promise<SessionRecord | null>
  write(sid: string, record: SessionRecord): Promise<void>
  delete(sid: string): Promise<void>
  /** Deletes every session whose id begins with `family`. */
  deleteFamily(family: string): Promise<void>
  /** Deletes what has expired. */
  vacuum(): Promise<void>
  /** Lets go of connections and timers. */
  close?(): Promise<void>
}
