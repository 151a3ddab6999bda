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
  // What was meant as half may lie just below it in binary.
  const epsilon = shifted === 0 ? 0 : 2 ** (Math.floor(Math.log2(shifted)) - 50)
  const rounded = Math.floor(shifted + 0.5 + epsilon)
  return rounded === 0 ? 0 : Math.sign(value) * shift(rounded, -scale)
}

/** Moves the decimal point, without the error of a multiplication. */
function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}
