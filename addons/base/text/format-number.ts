/** How a number is written. */
export interface NumberFormat {
  /** How many decimals. */
  readonly digits: number
  /** How many digits stand between separators, from the right; 0 repeats the last, -1 ends it. */
  readonly groups: readonly number[]
  readonly decimal: string
  readonly separator: string
}

/** Writes a number as a language has it: `1234567.5` → `12,34,567.50`. Source: odoo `res.lang.format`. */
export function formatNumber(value: number, { digits, groups, decimal, separator }: NumberFormat): string {
  if (!Number.isFinite(value)) return String(value)
  const [whole = '', fraction] = plainDigits(Math.abs(value), Math.min(Math.max(digits, 0), 20)).split('.')
  const sign = value < 0 && /[1-9]/.test(`${whole}${fraction ?? ''}`) ? '-' : ''
  const grouped = groupDigits(whole, groups).join(separator)
  return sign + grouped + (fraction === undefined ? '' : decimal + fraction)
}

/** `toFixed` writes exponents from 1e21 on, where numbers have no decimals any more. */
function plainDigits(value: number, digits: number): string {
  if (value < 1e21) return value.toFixed(digits)
  return BigInt(value).toString() + (digits === 0 ? '' : `.${'0'.repeat(digits)}`)
}

function groupDigits(whole: string, groups: readonly number[]): string[] {
  const parts: string[] = []
  let rest = whole
  let last = 0
  for (let place = 0; rest !== ''; place++) {
    const size = groups[place] ?? (groups.at(-1) === 0 ? 0 : -1)
    if (size === -1 || (size === 0 && last === 0)) break
    if (size !== 0) last = size
    parts.unshift(rest.slice(-last))
    rest = rest.slice(0, -last)
  }
  return rest === '' ? parts : [rest, ...parts]
}
