import type { FormatEnvironment, Formatter } from './field-description.ts'
import { numberFormat } from './intl-cache.ts'
import { writeNumber } from './language-format.ts'
import { Markup } from './markup.ts'
import { toText } from './to-text.ts'
import { truth } from './truth.ts'

/** After a minus sign, so that no line break comes between it and the number. */
const NO_BREAK = '\uFEFF'

/** A number of a value, for a formatter. */
export function toNumber(value: unknown): number {
  const number = typeof value === 'number' ? value : Number(toText(value))
  if (Number.isNaN(number)) throw new TypeError('A number is expected')
  return number
}

/** A count of digits out of options: a number from 0 to 20, else the default. */
export function toDigits(value: unknown, otherwise: number): number {
  const digits = Array.isArray(value) ? Number(value[1]) : Number(value ?? otherwise)
  return Number.isInteger(digits) && digits >= 0 && digits <= 20 ? digits : otherwise
}

/** Rounds half away from zero as people do it on paper: 2.675 to 2.68, though the binary number is a little less. */
export function roundHalfUp(value: number, digits: number): number {
  const scaled = Number((Math.abs(value) * 10 ** digits).toPrecision(15))
  const rounded = Math.sign(value) * Number(`${Math.round(scaled)}e-${digits}`)
  // What is rounded to nothing has no sign: adding 0 makes 0 of -0.
  return Number.isFinite(rounded) ? rounded + 0 : value
}

/** A number with the separators of a language. */
function formatNumber(value: number, { lang, language }: FormatEnvironment, least: number, most: number): string {
  const rounded = roundHalfUp(value, Math.max(least, most))
  // Larger ones are not written out.
  if (language !== undefined && Math.abs(rounded) < 1e21)
    return withoutBreak(writeNumber(rounded, language, least, Math.max(least, most)))
  const format = numberFormat(lang, { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, most) })
  return withoutBreak(format.format(rounded))
}

function withoutBreak(number: string): string {
  return number.replace(/[-\u2212]/, `$&${NO_BREAK}`)
}

/** `integer`: grouped, no decimals; `format_decimalized_number` for 12.3k. */
export const formatInteger: Formatter = (value, options, environment) => {
  const number = toNumber(value)
  if (!truth(options['format_decimalized_number'])) return formatNumber(number, environment, 0, 0)
  return shortened(number, environment, toDigits(options['precision_digits'], 1))
}

/** 12.3k of 12345. Source: odoo.tools.misc.format_decimalized_number. */
function shortened(number: number, { lang, language }: FormatEnvironment, digits: number): string {
  const power = [0, 1, 2, 3].find((each) => Math.abs(number) < 1000 ** (each + 1)) ?? 4
  const scaled = roundHalfUp(number / 1000 ** power, digits)
  const text =
    language === undefined
      ? numberFormat(lang, { maximumFractionDigits: digits, useGrouping: false }).format(scaled)
      : writeNumber(scaled, { ...language, groups: [] }, 0, digits)
  return withoutBreak(text) + ['', 'k', 'M', 'G', 'T'][power]
}

/** `float`: `precision` (or the field's `digits`) decimals, else one to six. */
export const formatFloat: Formatter = (value, options, environment) => {
  const fixed = options['precision'] ?? options['decimal_precision'] ?? options['digits']
  const number = toNumber(value)
  if (fixed !== undefined && fixed !== null)
    return formatNumber(number, environment, toDigits(fixed, 2), toDigits(fixed, 2))
  return formatNumber(number, environment, toDigits(options['min_precision'], 1), 6)
}

/** A currency as templates get it: a record, or an ISO code. */
interface Currency {
  readonly symbol: string
  readonly digits: number
  readonly before: boolean
}

/** `monetary`: needs `display_currency`, a currency record (`symbol`, `position`, `decimal_places`) or an ISO code. */
export const formatMonetary: Formatter = (value, options, environment) => {
  const { lang, record } = environment
  const { symbol, digits, before } = currencyOf(options['display_currency'] ?? ownCurrency(options, record), lang)
  const places = toDigits(options['decimal_places'], digits)
  const amount = `<span class="oe_currency_value">${formatNumber(toNumber(value), environment, places, places)}</span>`
  const text = Markup.escape(symbol).toString()
  return new Markup(before ? `${text}\u00A0${amount}` : `${amount}\u00A0${text}`)
}

/** The currency of the record that the field belongs to, where the field's description names its field. */
function ownCurrency(options: Readonly<Record<string, unknown>>, record: unknown): unknown {
  const field = options['currency_field']
  return typeof field === 'string' && typeof record === 'object' && record !== null
    ? (record as Record<string, unknown>)[field]
    : undefined
}

function currencyOf(value: unknown, lang: string): Currency {
  if (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)) return currencyOfCode(value, lang)
  if (typeof value !== 'object' || value === null) throw new TypeError('monetary needs the option display_currency')
  const { symbol, name, position, decimal_places: digits } = value as Record<string, unknown>
  return { symbol: toText(symbol ?? name), digits: toDigits(digits, 2), before: position === 'before' }
}

function currencyOfCode(code: string, lang: string): Currency {
  const format = numberFormat(lang, { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' })
  const parts = format.formatToParts(1)
  const at = parts.findIndex(({ type }) => type === 'currency')
  return {
    symbol: parts[at]?.value ?? code,
    digits: format.resolvedOptions().maximumFractionDigits ?? 2,
    before: at < parts.findIndex(({ type }) => type === 'integer'),
  }
}

/** `float_time`: hours as 01:30. */
export const formatFloatTime: Formatter = (value) => {
  const minutes = Math.round(Math.abs(toNumber(value)) * 60)
  const sign = toNumber(value) < 0 ? '-' : ''
  return `${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

/** A number with at least two digits. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
