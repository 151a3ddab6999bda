import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { isZone, toLocal } from '../operations/time-zone.ts'
import { sql, type Sql } from '../sql.ts'

interface DatePart {
  readonly unit: Sql
  of(local: Date): number
}

const DAY = 86_400_000

/** The numbers that a date has in it. Source: odoo.models.READ_GROUP_NUMBER_GRANULARITY. */
const PARTS: Readonly<Record<string, DatePart>> = {
  year_number: { unit: sql`year`, of: (local) => local.getUTCFullYear() },
  quarter_number: { unit: sql`quarter`, of: (local) => Math.floor(local.getUTCMonth() / 3) + 1 },
  month_number: { unit: sql`month`, of: (local) => local.getUTCMonth() + 1 },
  iso_week_number: { unit: sql`week`, of: isoWeek },
  day_of_year: { unit: sql`doy`, of: (local) => Math.floor((local.getTime() - yearStart(local)) / DAY) + 1 },
  day_of_month: { unit: sql`day`, of: (local) => local.getUTCDate() },
  day_of_week: { unit: sql`dow`, of: (local) => local.getUTCDay() },
  hour_number: { unit: sql`hour`, of: (local) => local.getUTCHours() },
  minute_number: { unit: sql`minute`, of: (local) => local.getUTCMinutes() },
  second_number: { unit: sql`second`, of: (local) => local.getUTCSeconds() },
}

/** What the parts of dates are called. */
export const DATE_PARTS: readonly string[] = Object.keys(PARTS)

/** Whether a name after a date's is that of a number in it: `published.month_number`. */
export function isDatePart({ type }: FieldDefinition, name: string | undefined): boolean {
  return (type === 'date' || type === 'datetime') && name !== undefined && Object.hasOwn(PARTS, name)
}

/** The zone that a field's times are seen in: that of the context; null for UTC, and for dates. */
export function zoneOf({ tz }: Environment, { type }: FieldDefinition): string | null {
  return type === 'datetime' && tz !== null && isZone(tz) ? tz : null
}

/** A date's column as clocks show it. */
export function localTime(env: Environment, field: FieldDefinition, column: Sql): Sql {
  const zone = zoneOf(env, field)
  return zone === null ? sql`${column}::timestamp` : sql`(${column} at time zone 'UTC' at time zone ${zone}::text)`
}

/** A number in a date's column. */
export function columnPart(env: Environment, field: FieldDefinition, column: Sql, part: string): Sql {
  return sql`floor(extract(${PARTS[part]!.unit} from ${localTime(env, field, column)}))::int4`
}

/** The same of a value, as attributes give it. */
export function valuePart(env: Environment, field: FieldDefinition, value: unknown, part: string): number | null {
  if (value === null || value === undefined) return null
  const date = value instanceof Date ? value : new Date(`${value as string}T00:00:00Z`)
  const zone = zoneOf(env, field)
  return PARTS[part]!.of(zone === null ? date : toLocal(date, zone))
}

/** The field that a number in a date would be. */
export function partField(field: FieldDefinition): FieldDefinition {
  return { ...field, type: 'integer', columnType: 'int4', digits: null }
}

function yearStart(local: Date): number {
  return new Date(0).setUTCFullYear(local.getUTCFullYear())
}

// The week of a day is that of its Thursday.
function isoWeek(local: Date): number {
  const thursday = new Date(local.getTime() + (3 - ((local.getUTCDay() + 6) % 7)) * DAY)
  return Math.floor((thursday.getTime() - yearStart(thursday)) / (7 * DAY)) + 1
}
