import { dateFormat } from './intl-cache.ts'
import { twoDigits } from './format-number.ts'

/** Letters of an LDML pattern, quoted text, or anything else. */
const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g

/** What a date is in a zone. */
interface Fields {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/**
 * Formats a moment by an LDML pattern, as `EEEE d MMMM yyyy, HH:mm`; text in quotes is kept.
 *
 * @param tz IANA name of the zone
 * @throws RangeError for an unknown zone, or a letter that stands for nothing
 * @example
 * formatPattern(new Date(0), "d 'of' MMMM yyyy", 'en-US', 'UTC') // '1 of January 1970'
 */
export function formatPattern(date: Date, pattern: string, lang: string, tz: string): string {
  const fields = fieldsOf(date, tz)
  return pattern.replace(TOKEN, (token: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'")
    return letter === undefined ? token : letters(token, letter, fields, date, lang, tz)
  })
}

function letters(token: string, letter: string, fields: Fields, date: Date, lang: string, tz: string): string {
  const padded = (value: number): string => String(value).padStart(token.length, '0')
  switch (letter) {
    case 'y':
      return token.length === 2 ? twoDigits(fields.year % 100) : padded(fields.year)
    case 'M':
    case 'L':
      return token.length < 3
        ? padded(fields.month)
        : name(date, lang, tz, { month: widthOf(token), day: 'numeric' }, 'month')
    case 'd':
      return padded(fields.day)
    case 'Q':
    case 'q':
      return token.length < 3 ? padded(Math.ceil(fields.month / 3)) : `Q${Math.ceil(fields.month / 3)}`
    case 'D':
      return padded(dayOfYear(fields))
    case 'w':
      return padded(weekOfYear(fields))
    case 'G':
      return name(date, lang, tz, { era: widthOf(token), year: 'numeric' }, 'era')
    case 'E':
    case 'c':
      return name(date, lang, tz, { weekday: widthOf(token) }, 'weekday')
    case 'a':
      return name(date, lang, tz, { hour: 'numeric', hour12: true }, 'dayPeriod')
    case 'H':
      return padded(fields.hour)
    case 'h':
      return padded(fields.hour % 12 || 12)
    case 'k':
      return padded(fields.hour || 24)
    case 'K':
      return padded(fields.hour % 12)
    case 'm':
      return padded(fields.minute)
    case 's':
      return padded(fields.second)
    case 'S':
      return String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, token.length).padEnd(token.length, '0')
    case 'z':
      return name(date, lang, tz, { timeZoneName: token.length < 4 ? 'short' : 'long' }, 'timeZoneName')
    case 'Z':
      return name(date, 'en-US', tz, { timeZoneName: 'longOffset' }, 'timeZoneName')
        .replace(/^GMT$/, '+0000')
        .replace(/GMT|:/g, '')
    default:
      throw new RangeError(`The pattern has the letter ${letter}, which stands for nothing; put text between quotes`)
  }
}

const DAY = 86_400_000

function dayOfYear({ year, month, day }: Fields): number {
  return (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 0)) / DAY
}

/** The week by ISO 8601: that of its Thursday. */
function weekOfYear({ year, month, day }: Fields): number {
  const date = Date.UTC(year, month - 1, day)
  const thursday = new Date(date + (3 - ((new Date(date).getUTCDay() + 6) % 7)) * DAY)
  return Math.ceil((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 0)) / DAY / 7)
}

function widthOf(token: string): 'short' | 'long' | 'narrow' {
  return token.length <= 3 ? 'short' : token.length === 4 ? 'long' : 'narrow'
}

function name(date: Date, lang: string, tz: string, options: Intl.DateTimeFormatOptions, type: string): string {
  const parts = dateFormat(lang, { ...options, timeZone: tz }).formatToParts(date)
  return parts.find((part) => part.type === type)?.value ?? ''
}

function fieldsOf(date: Date, tz: string): Fields {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: tz,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }
  const parts = new Map(
    dateFormat('en-US', options)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}
