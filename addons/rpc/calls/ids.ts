import { UserError } from 'pergola'

const MOST_IDS = 100_000
const LARGEST_ID = 2 ** 31 - 1

/**
 * Ids of records, as clients give them: a list, one, or nothing (`null`, `false`).
 *
 * @throws {UserError} for anything else
 */
export function toIds(given: unknown): number[] {
  if (given === undefined || given === null || given === false) return []
  const ids: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (ids.length > MOST_IDS) throw new UserError(`ids has at most ${MOST_IDS} ids.`)
  if (ids.every(isId)) return [...new Set(ids)]
  throw new UserError('ids is a list of ids: whole numbers from 1 on.')
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= LARGEST_ID
}
