/** Parts of a date and time in a text, in UTC. */
const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/

const FIRST = utc(1, 1, 1)
const LAST = utc(9999, 12, 31, 23, 59, 59, 999)

/**
 * Reads `'YYYY-MM-DD'`, `'YYYY-MM-DD HH:MM:SS'` and ISO texts. Without an offset they are in UTC.
 *
 * @returns undefined for what is no such text, or no day of the calendar
 */
export function parseMoment(text: string): Date | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six
  const moment = utc(year, month, day, hour, minute, second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === '-' ? -1 : 1)
  // A day or an hour that there is not has become another one.
  const isReal =
    moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!isReal || Math.abs(offset) > 18 * 60 || Number(match[10] ?? 0) > 59) return undefined
  return checkMoment(new Date(moment.getTime() - offset * 60_000))
}

type Six = [number, number, number, number, number, number]

/** A copy of a date that a column can hold: of the years 1 to 9999. */
export function checkMoment(moment: Date): Date | undefined {
  return moment >= FIRST && moment <= LAST ? new Date(moment) : undefined
}

/** `'YYYY-MM-DD'`: the day in UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** `'YYYY-MM-DD HH:MM:SS'` in UTC, as Odoo writes it. */
export function momentText(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ')
}

// Date.UTC takes years below 100 for those of the twentieth century.
function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, milli = 0): Date {
  const moment = new Date(0)
  moment.setUTCFullYear(year, month - 1, day)
  moment.setUTCHours(hour, minute, second, milli)
  return moment
}
