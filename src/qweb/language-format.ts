/** How a language writes numbers and dates, where an administrator decides it. Source: odoo's `res.lang`. */
export interface LanguageFormat {
  /** in the codes of strftime, as `%d.%m.%Y` */
  readonly date: string
  /** in the codes of strftime, as `%H:%M:%S` */
  readonly time: string
  /** how many digits stand between separators, from the right; 0 repeats the last, -1 ends it */
  readonly groups: readonly number[]
  readonly decimal: string
  readonly separator: string
}

/** Writes a number with at least so many decimals, and at most so many. */
export function writeNumber(value: number, format: LanguageFormat, least: number, most: number): string {
  const [whole = '', all = ''] = Math.abs(value).toFixed(most).split('.')
  const fraction = all.slice(0, least) + all.slice(least).replace(/0+$/, '')
  const sign = value < 0 ? '-' : ''
  return sign + grouped(whole, format) + (fraction === '' ? '' : format.decimal + fraction)
}

function grouped(whole: string, { groups, separator }: LanguageFormat): string {
  const parts: string[] = []
  let rest = whole
  let size = 0
  for (let place = 0; rest !== ''; place++) {
    const next = groups[place] ?? (groups.at(-1) === 0 ? 0 : -1)
    if (next > 0) size = next
    if (next < 0 || size === 0) break
    parts.unshift(rest.slice(-size))
    rest = rest.slice(0, -size)
  }
  return [...(rest === '' ? [] : [rest]), ...parts].join(separator)
}

/** What the codes of strftime are in the patterns of LDML. Source: odoo.tools.misc.POSIX_TO_LDML. */
const LDML: Readonly<Record<string, string>> = {
  a: 'EEE',
  A: 'EEEE',
  b: 'MMM',
  B: 'MMMM',
  d: 'dd',
  H: 'HH',
  I: 'hh',
  j: 'DDD',
  m: 'MM',
  M: 'mm',
  p: 'a',
  S: 'ss',
  U: 'w',
  W: 'w',
  y: 'yy',
  Y: 'yyyy',
}

/**
 * The LDML pattern of a strftime format; `%-d` is `%d` without a zero in front, and codes that nobody knows are nothing.
 *
 * @example
 * toPattern('%d. %B %Y') // "dd'. 'MMMM' 'yyyy"
 */
export function toPattern(strftime: string): string {
  return strftime.replace(/%(-?)([A-Za-z%])|[^%]+|%/g, (text: string, flag: string, code: string | undefined) => {
    if (code === undefined) return `'${text.replaceAll("'", "''")}'`
    if (code === '%') return "'%'"
    const letters = Object.hasOwn(LDML, code) ? (LDML[code] ?? '') : ''
    return flag === '-' ? letters.slice(0, 1) : letters
  })
}
