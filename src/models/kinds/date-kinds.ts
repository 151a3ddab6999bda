import { checkMoment, dayOf, momentText, parseMoment } from './calendar.ts'
import type { FieldKind } from './field-kind.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

/** date: `'YYYY-MM-DD'`. Of a moment, its day in UTC. */
export const dateKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'date',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    const moment = toMoment(given)
    if (moment === undefined) throw refused(field, given, 'a day as YYYY-MM-DD')
    // A text's own day counts, whatever its offset.
    return typeof given === 'string' ? given.slice(0, 10) : dayOf(moment)
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)

/** datetime: a `Date`; texts are in UTC. Its column is a timestamp without time zone, in UTC. */
export const datetimeKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'timestamp',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    const moment = toMoment(given)
    if (moment === undefined) throw refused(field, given, 'a date and time as YYYY-MM-DD HH:MM:SS')
    return moment
  },
  // As text: `pg` would write a Date in the server's own time zone.
  toColumn: (cached) => (cached === null ? null : (cached as Date).toISOString().slice(0, 23).replace('T', ' ')),
  fromColumn: (raw) =>
    raw instanceof Date ? (checkMoment(raw) ?? null) : typeof raw === 'string' ? (parseMoment(raw) ?? null) : null,
  toRead: (cached) => (cached === null ? null : momentText(cached as Date)),
} satisfies FieldKind)

function toMoment(given: unknown): Date | undefined {
  if (given instanceof Date) return checkMoment(given)
  return typeof given === 'string' ? parseMoment(given) : undefined
}
