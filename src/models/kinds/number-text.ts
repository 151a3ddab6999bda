/** A text that is a decimal number as a whole, as Python's `float()` and `int()` read one; else undefined. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim()
  // Bounded, for what comes from outside: no number of use is longer.
  if (trimmed.length > 400 || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return undefined
  return Number(trimmed)
}

/** Rounds half away from zero at a number of decimals, as Odoo's float_round does: 1.005 gives 1.01, 2.675 gives 2.68. */
export function roundTo(value: number, scale: number): number {
  const shifted = shift(Math.abs(value), scale)
  if (shifted >= 2 ** 52) return value
  const rounded = Math.floor(shifted + 0.5 + halfError(shifted))
  return rounded === 0 ? 0 : Math.sign(value) * shift(rounded, -scale)
}

/**
 * Rounds to a multiple of a factor, such as a currency's 0.01 or 0.05, half away from zero. What is no number, and a
 * factor that is none, leave the value as it is.
 *
 * @example
 * ```ts
 * import { roundToMultiple } from 'pergola/models'
 * roundToMultiple(1.03, 0.05) // 1.05
 * ```
 *
 * Source: odoo.tools.float_round (`precision_rounding`).
 */
export function roundToMultiple(value: number, factor: number): number {
  const quotient = Math.abs(value / factor)
  if (!(factor > 0) || !(quotient < 2 ** 52)) return value
  const rounded = Math.floor(quotient + 0.5 + halfError(quotient)) * Math.sign(value)
  return Number((rounded * factor).toFixed(decimalsOf(factor))) + 0
}

function decimalsOf(factor: number): number {
  return factor < 1 ? Math.min(Math.ceil(-Math.log10(factor) - 1e-9), 100) : 0
}

// What was meant as half may lie just below it in binary; but what lies clearly below stays below, however large.
function halfError(value: number): number {
  return value === 0 ? 0 : Math.min(2 ** (Math.floor(Math.log2(value)) - 50), 2 ** -7)
}

/** Moves the decimal point, without the error of a multiplication. */
function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}
