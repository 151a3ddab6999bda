import type { FormatEnvironment, Formatter } from './field-description.ts'
import { toDate } from './format-date.ts'
import { toNumber, twoDigits } from './format-number.ts'
import { numberFormat, relativeFormat } from './intl-cache.ts'
import { toText } from './to-text.ts'
import { truth } from './truth.ts'

const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

type Unit = (typeof UNITS)[number][0]

/**
 * `duration`: a number of `unit` (default `second`) in words, as "1 hour 30 minutes"; `round` is the smallest unit shown,
 * `digital` gives 01:30:00 (from the first unit that counts to the one of `round`), `format` is `long`, `short` or `narrow`, `add_direction` gives "in 2 hours".
 */
export const formatDuration: Formatter = (value, options, environment) => {
  const unit = secondsOf(options['unit'] ?? 'second')
  const isDigital = truth(options['digital'])
  // Of digits, the largest that there are is hours.
  const step = Math.min(secondsOf(options['round'] ?? 'second'), isDigital ? 3600 : Infinity)
  const seconds = Math.round((toNumber(value) * unit) / step) * step
  if (isDigital) return digital(seconds, unit, step)
  if (truth(options['add_direction'])) return relative(seconds, environment)
  return inWords(seconds, environment.lang, displayOf(options['format']))
}

function secondsOf(unit: unknown): number {
  const found = UNITS.find(([name]) => name === unit)
  if (found === undefined) throw new TypeError(`duration: unknown unit ${JSON.stringify(toText(unit))}`)
  return found[1]
}

function displayOf(format: unknown): 'long' | 'short' | 'narrow' {
  return format === 'short' || format === 'narrow' ? format : 'long'
}

/** From the first unit that is not nothing, or that the value is in, down to the one that it is rounded to. */
function digital(seconds: number, unit: number, step: number): string {
  let rest = Math.abs(seconds)
  const parts: string[] = []
  for (const size of [3600, 60, 1]) {
    const count = Math.floor(rest / size)
    rest -= count * size
    const isShown = count > 0 || parts.length > 0 || size <= unit
    if (isShown && size >= step) parts.push(twoDigits(count))
  }
  return (seconds < 0 ? '-' : '') + parts.join(':')
}

function inWords(seconds: number, lang: string, unitDisplay: 'long' | 'short' | 'narrow'): string {
  const words: string[] = []
  let rest = Math.abs(seconds)
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(numberFormat(lang, { style: 'unit', unit, unitDisplay }).format(count))
  }
  if (words.length === 0) words.push(numberFormat(lang, { style: 'unit', unit: 'second', unitDisplay }).format(0))
  return (seconds < 0 ? '- ' : '') + words.join(' ')
}

/** `relative`: how long ago a moment was; `now` moves the point of view. */
export const formatRelative: Formatter = (value, options, environment) => {
  if (value === '') return ''
  const now = options['now'] === undefined || options['now'] === null ? environment.now : toDate(options['now'])
  return relative((toDate(value).getTime() - now.getTime()) / 1000, environment)
}

function relative(seconds: number, { lang }: FormatEnvironment): string {
  // The largest unit that gives nearly one: 50 minutes are minutes, 55 are an hour.
  const found = UNITS.find(([, size]) => Math.abs(seconds) >= size * 0.85)
  const [unit, size]: readonly [Unit, number] = found ?? ['second', 1]
  return relativeFormat(lang, { numeric: 'always' }).format(Math.round(seconds / size), unit)
}
