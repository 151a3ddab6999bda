import type { FieldDefinition } from '../field-definition.ts'
import { conditionError } from './condition-error.ts'
import type { ConditionNode } from './domain-node.ts'

/** A text's greatest length in a condition. */
const MOST_CHARACTERS = 100_000
const INT4 = 2_147_483_647

/**
 * A value of a condition as the field's column takes it: texts, numbers, booleans, `'YYYY-MM-DD'`, and
 * `'YYYY-MM-DD HH:MM:SS[.mmm]'` in UTC.
 *
 * @throws {DomainError} for what the field never holds
 */
export function conditionValue(field: FieldDefinition, value: unknown, node: ConditionNode): unknown {
  const wrong = (what: string): Error => conditionError(field, node, `it needs ${what}`)
  switch (field.type) {
    case 'integer':
    case 'many2one':
      return integer(field, value) ?? fail(wrong('a whole number that fits'))
    case 'float':
    case 'monetary':
      return float(value) ?? fail(wrong('a number'))
    case 'boolean':
      return boolean(value) ?? fail(wrong('true or false'))
    case 'date':
      return instant(value)?.slice(0, 10) ?? fail(wrong('a date, YYYY-MM-DD'))
    case 'datetime':
      return instant(value) ?? fail(wrong('a time in UTC, YYYY-MM-DD HH:MM:SS'))
    default:
      return text(value) ?? fail(wrong('a text without NUL'))
  }
}

function fail(error: Error): never {
  throw error
}

function integer(field: FieldDefinition, value: unknown): number | null {
  const number = float(value)
  if (number === null) return null
  const wide = field.columnType === 'int8' || field.columnType === 'bigint'
  return Math.abs(number) <= (wide ? Number.MAX_SAFE_INTEGER : INT4) ? number : null
}

function float(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^\s*[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})\s*$/.test(value)) return null
  return Number(value)
}

function boolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  return value === 1 ? true : value === 0 ? false : null
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  return typeof value === 'string' && value.length <= MOST_CHARACTERS && !value.includes('\0') ? value : null
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** A point in time in UTC; null for what is none. */
function instant(value: unknown): string | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : written(value)
  if (typeof value !== 'string') return null
  const match = INSTANT.exec(value)
  if (match === null) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`)
  if (Number.isNaN(date.getTime()) || !isRealDay(Number(year), Number(month), Number(day))) return null
  return written(date)
}

// `Date` takes 30 February for 2 March; PostgreSQL has no year 0.
function isRealDay(year: number, month: number, day: number): boolean {
  return (
    year > 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(year < 100 ? year + 400 : year, month, 0)).getUTCDate()
  )
}

function written(date: Date): string | null {
  const year = date.getUTCFullYear()
  if (year < 1 || year > 9999) return null
  return date.toISOString().slice(0, -1).replace('T', ' ').replace('.000', '')
}

/** Whether a value names a day without a time. */
export function isDay(value: unknown): boolean {
  return typeof value === 'string' && value.length === 10
}

/** The beginning of the day after one that begins at a time. */
export function nextDay(start: string): string {
  const date = new Date(`${start.replace(' ', 'T')}Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, -1).replace('T', ' ').replace('.000', '').replace(/^\+0/, '')
}
