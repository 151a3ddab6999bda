import { ValueRefused } from './errors.ts'

/**
 * An integer for a URL: fractions are cut, decimal text is taken, zeros are put in front up to `digits` characters
 * (the minus counts).
 *
 * @throws {ValueRefused} for what is no number
 */
export function formatInteger(value: unknown, digits: number): string {
  if (digits === 0 && Number.isSafeInteger(value)) return String(value === 0 ? 0 : value)
  const whole = toWhole(value)
  const text = (whole < 0n ? -whole : whole).toString()
  return whole < 0n ? `-${text.padStart(digits - 1, '0')}` : text.padStart(digits, '0')
}

function toWhole(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value))
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'string' && /^\s*[+-]?[0-9]+\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ''))
  throw new ValueRefused(`${describe(value)} is not a whole number`)
}

/**
 * A number for a URL with all its digits, at least one decimal and no exponent.
 *
 * @throws {ValueRefused} for what is no finite number
 */
export function formatFloat(value: unknown): string {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'bigint') return `${number}.0`
  if (typeof number === 'boolean') return number ? '1.0' : '0.0'
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new ValueRefused(`${describe(value)} is not a number`)
  const text = expandExponent(String(number))
  return text.includes('.') ? text : `${text}.0`
}

/** `1.5e-7` to `0.00000015`. */
function expandExponent(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (parts === null) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return point >= digits.length
    ? `${sign}${digits}${'0'.repeat(point - digits.length)}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : `a value of type ${typeof value}`
}
