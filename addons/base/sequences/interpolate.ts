import { ValidationError } from 'pergola'

const PLACE = /%(?:\((\w{1,20})\)s|%|.?)/g

/** The parts of a moment by their names: `year`, `month` … */
export type Parts = Readonly<Record<string, string>>

/** The moments whose parts a prefix or suffix may have. */
export interface Moments {
  /** What the number is for: `%(year)s`. */
  readonly date: Parts
  /** The beginning of the date's range: `%(range_year)s`; without ranges, the date itself. */
  readonly range: Parts
  /** `%(current_year)s`. */
  readonly current: Parts
}

/**
 * Puts parts of moments into a prefix or suffix: `INV/%(year)s/` → `INV/2026/`. Source: odoo `_interpolation_dict`.
 *
 * @throws {RangeError} for a name that is none, or a lone %
 */
export function interpolate(text: string, { date, range, current }: Moments): string {
  return text.replaceAll(PLACE, (place: string, name: string = '') => {
    if (place === '%%') return '%'
    const [, which, part = name] = /^(current|range)_(\w+)$/.exec(name) ?? []
    const value = (which === 'current' ? current : which === 'range' ? range : date)[part]
    if (value === undefined) throw new RangeError(`${place} is nothing that can be put into a sequence.`)
    return value
  })
}

/**
 * What a moment is called by the clocks of a zone; a day without a time, `'2026-03-04'`, is that day everywhere.
 *
 * @param moment a text is in UTC, unless it says otherwise
 * @throws {ValidationError} for a text that is no moment
 */
export function partsOf(moment: Date | string, zone: string): Parts {
  if (moment instanceof Date) return partsIn(moment, zone)
  if (typeof moment !== 'string') throw new ValidationError('A date is a text.')
  const isDay = /^\d{4}-\d\d-\d\d$/.test(moment)
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(moment)
  const date = new Date(isDay ? `${moment}T00:00:00Z` : hasZone ? moment : `${moment.replace(' ', 'T')}Z`)
  if (Number.isNaN(date.getTime())) throw new ValidationError(`${JSON.stringify(moment)} is no date.`)
  return partsIn(date, isDay ? 'UTC' : zone)
}

function partsIn(date: Date, zone: string): Parts {
  const options = { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory', { ...options, ...time })
  const found = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]))
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = found
  const calendar = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const dayOfYear = Math.round((calendar.getTime() - Date.UTC(Number(year), 0, 1)) / 86_400_000) + 1
  const weekday = calendar.getUTCDay()
  // The week of a day is that of its Thursday: strftime's %V, and %G for its year.
  const thursday = new Date(calendar.getTime() + (3 - ((weekday + 6) % 7)) * 86_400_000)
  const isoYear = thursday.getUTCFullYear()
  const isoWeek = Math.floor((thursday.getTime() - Date.UTC(isoYear, 0, 1)) / 604_800_000) + 1
  const parts: Record<string, string> = Object.create(null) as Record<string, string>
  return Object.assign(parts, {
    year: year.padStart(4, '0'),
    y: year.slice(-2),
    month,
    day,
    doy: pad(dayOfYear, 3),
    // Weeks begin on Monday, and those days before the first one are in week 0: strftime's %W.
    woy: pad(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7), 2),
    weekday: String(weekday),
    isoyear: pad(isoYear, 4),
    isoy: pad(isoYear % 100, 2),
    isoweek: pad(isoWeek, 2),
    h24: hour,
    h12: pad(Number(hour) % 12 || 12, 2),
    min: minute,
    sec: second,
  })
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
