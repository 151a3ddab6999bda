const DAY = 86_400_000

/** Whether there is a time zone of that name, as `Europe/Berlin`. */
export function isZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[\w+-]+){0,2}$/i.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** A language of the context, `de_DE`, as JavaScript has it; English where there is none of that name. */
export function localeOf(lang: string | null): string {
  const [tag = 'en_US'] = (lang ?? 'en_US').split(/[@.]/)
  try {
    return Intl.getCanonicalLocales(tag.replace('_', '-'))[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}

/**
 * The moment at which clocks of a zone show a time for the first time. Where they skip it, the moment at which they do.
 *
 * @param local the time on the clocks, as if it were UTC
 */
export function toUtc(local: Date, zone: string): Date {
  const at = local.getTime()
  const [before, after] = [at - DAY, at + DAY].map((near) => at - offset(near, zone)) as [number, number]
  if (before + offset(before, zone) === at) return new Date(before)
  return new Date(after + offset(after, zone) === at ? after : before)
}

/** What clocks of a zone show at a moment, as if it were UTC. */
export function toLocal(moment: Date, zone: string): Date {
  return new Date(moment.getTime() + offset(moment.getTime(), zone))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offset(moment: number, zone: string): number {
  let format = formats.get(zone)
  if (format === undefined) {
    if (formats.size > 500) formats.clear()
    const two = '2-digit'
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]))
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const shown = new Date(0)
  shown.setUTCFullYear(of('year'), of('month') - 1, of('day'))
  shown.setUTCHours(of('hour'), of('minute'), of('second'))
  return shown.getTime() - (moment - (((moment % 1000) + 1000) % 1000))
}
