import { SessionValueError } from '../../errors/framework-errors.ts'
import { toJsonValue, type JsonValue } from '../json.ts'
import type { SessionRecord } from './session-store.ts'

/** What every session has from the start, without being stored; and an empty context. */
export const defaultContent: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['db', null],
  ['uid', null],
  ['login', null],
  ['debug', ''],
  ['token', null],
])

/** The values of a stored session, as ones that may be changed. */
export function entriesOf(record: SessionRecord | null): Map<string, JsonValue> {
  return new Map(record === null ? [] : Object.entries(structuredClone(record.data)))
}

/** @throws SessionValueError for what JSON cannot carry */
export function toSessionValue(key: string, value: unknown): JsonValue {
  try {
    return toJsonValue(value)
  } catch (error) {
    throw new SessionValueError(`session.set('${key}'): ${(error as Error).message}`, { cause: error })
  }
}
