import { formatPattern } from './date-pattern.ts'
import type { Formatter } from './field-description.ts'
import { toNumber } from './format-number.ts'
import { dateFormat } from './intl-cache.ts'
import { toPattern, type LanguageFormat } from './language-format.ts'
import { toText } from './to-text.ts'
import { truth } from './truth.ts'

const DATE: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' }

/** A moment of a value: a `Date`, or text as the database writes it, which means UTC. */
export function toDate(value: unknown): Date {
  // A number alone is no date, whatever the parser of JavaScript makes of it.
  const date = value instanceof Date ? value : new Date(typeof value === 'number' ? NaN : asUtc(toText(value).trim()))
  if (Number.isNaN(date.getTime())) throw new TypeError(`Not a date: ${describe(value)}`)
  return date
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(toText(value))
}

function asUtc(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`
  const isNaive = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(text)
  return isNaive ? `${text.replace(' ', 'T')}Z` : text
}

/** `date`: a day, which has no zone; a moment (`Date`) is the day that it is for the user. `format`: an LDML pattern. */
export const formatDate: Formatter = (value, options, { lang, language, tz }) => {
  if (value === '') return ''
  const zone = value instanceof Date ? tz : 'UTC'
  const date = toDate(value)
  const pattern = options['format'] ?? (language === undefined ? undefined : toPattern(language.date))
  return typeof pattern === 'string'
    ? formatPattern(date, pattern, lang, zone)
    : dateFormat(lang, { ...DATE, timeZone: zone }).format(date)
}

/** `datetime`: in the user's zone or `tz_name`; `date_only`, `time_only`, `hide_seconds`, `format` (LDML). */
export const formatDatetime: Formatter = (value, options, { lang, language, tz }) => {
  if (value === '') return ''
  const zone = typeof options['tz_name'] === 'string' ? options['tz_name'] : tz
  const date = toDate(value)
  const pattern = options['format'] ?? (language === undefined ? undefined : patternOf(language, options))
  if (typeof pattern === 'string') return formatPattern(date, pattern, lang, zone)
  const parts: Intl.DateTimeFormatOptions = truth(options['time_only']) ? {} : { ...DATE }
  if (!truth(options['date_only'])) Object.assign(parts, timeParts(options))
  return dateFormat(lang, { ...parts, timeZone: zone }).format(date)
}

function patternOf({ date, time }: LanguageFormat, options: Readonly<Record<string, unknown>>): string {
  const hours = truth(options['hide_seconds']) ? time.replace(/[^%A-Za-z]?%-?S/, '') : time
  if (truth(options['date_only'])) return toPattern(date)
  return toPattern(truth(options['time_only']) ? hours : `${date} ${hours}`)
}

function timeParts(options: Readonly<Record<string, unknown>>): Intl.DateTimeFormatOptions {
  const seconds: Intl.DateTimeFormatOptions = truth(options['hide_seconds']) ? {} : { second: '2-digit' }
  return { hour: '2-digit', minute: '2-digit', ...seconds }
}

/** `time`: hours of a day as a number, from 0 to below 24 (or a moment). */
export const formatTime: Formatter = (value, options, environment) => {
  if (value instanceof Date)
    return formatDatetime(value, { hide_seconds: true, ...options, time_only: true }, environment)
  const hours = toNumber(value)
  if (!(hours >= 0 && hours < 24)) throw new RangeError('time: hours from 0 to 24 are expected')
  const date = new Date(Math.min(Math.round(hours * 60), 24 * 60 - 1) * 60_000)
  return formatDatetime(date, { hide_seconds: true, ...options, time_only: true, tz_name: 'UTC' }, environment)
}
