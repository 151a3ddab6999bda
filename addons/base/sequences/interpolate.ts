const PLACE = /%(?:\((\w{1,20})\)s|%|.?)/g

/**
 * Puts parts of a moment into a prefix or suffix: `INV/%(year)s/` → `INV/2026/`. Source: odoo `_interpolation_dict`.
 *
 * @param zone the time zone that the moment is seen in
 * @throws {RangeError} for a name that is none, or a lone %
 */
export function interpolate(text: string, date: Date, zone: string): string {
  if (!text.includes('%')) return text
  const parts = partsOf(date, zone)
  const now = partsOf(new Date(), zone)
  return text.replaceAll(PLACE, (place: string, name: string | undefined) => {
    if (place === '%%') return '%'
    // `range_year` is the year of a date range, which here is the date itself; `current_year` is today's.
    const value = name?.startsWith('current_') ? now[name.slice(8)] : parts[(name ?? '').replace(/^range_/, '')]
    if (value === undefined) throw new RangeError(`${place} is nothing that can be put into a sequence.`)
    return value
  })
}

function partsOf(date: Date, zone: string): Record<string, string> {
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
