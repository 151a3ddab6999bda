import type { Cursor } from 'pergola/database'
import { timeZones } from '../text/time-zones.ts'

/** Interval → its shortest and longest length in seconds: days have 23 to 25 hours, months 28 to 31 days. */
const LENGTHS: Readonly<Record<string, readonly [shortest: number, longest: number]>> = {
  minutes: [60, 60],
  hours: [3600, 3600],
  days: [82_800, 90_000],
  weeks: [601_200, 608_400],
  months: [2_415_600, 2_682_000],
}

const zones = new Set(timeZones)

/**
 * The first moment after now that is a whole number of intervals after the job's `nextcall`, by the clock of its user: a daily job at
 * three o'clock stays at three when clocks are changed. A `nextcall` that is still to come is kept.
 */
export async function nextCall(cr: Cursor, id: number): Promise<Date> {
  const { rows } = await cr.query<{ nextcall: Date; kind: string; count: number; tz: string | null; elapsed: number }>(
    `select c.nextcall, c.interval_type as kind, c.interval_number as count, p.tz,
       extract(epoch from (now() at time zone 'UTC') - c.nextcall)::float8 as elapsed
     from ir_cron c left join res_users u on u.id = c.user_id left join res_partner p on p.id = u.partner_id where c.id = $1`,
    [id],
  )
  const { nextcall, kind, count, tz, elapsed } = rows[0]!
  if (elapsed < 0) return nextcall
  const [shortest, longest] = LENGTHS[kind] ?? [60, 60]
  const zone = tz !== null && zones.has(tz) && /^(days|weeks|months)$/.test(kind) ? tz : 'UTC'
  const { rows: found } = await cr.query<{ nextcall: Date }>(
    `select moment as nextcall from (
       select ((($1::timestamp at time zone 'UTC' at time zone $2) + make_interval(
         mins => case when $3 = 'minutes' then n * $4 else 0 end, hours => case when $3 = 'hours' then n * $4 else 0 end,
         days => case when $3 = 'days' then n * $4 else 0 end, weeks => case when $3 = 'weeks' then n * $4 else 0 end,
         months => case when $3 = 'months' then n * $4 else 0 end)) at time zone $2) at time zone 'UTC' as moment
       from generate_series($5::int4, $6::int4) n
     ) moments where moment > now() at time zone 'UTC' order by moment limit 1`,
    [nextcall, zone, kind, count, Math.floor(elapsed / (longest * count)), Math.ceil(elapsed / (shortest * count)) + 2],
  )
  return found[0]!.nextcall
}
