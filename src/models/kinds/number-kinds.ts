import type { FieldDefinition } from '../field-definition.ts'
import type { FieldKind } from './field-kind.ts'
import { parseNumber, roundTo } from './number-text.ts'
import { isNothing, orNull, refused, same } from './refuse.ts'

const MOST = 2 ** 31 - 1

/** integer: 32 bits. A text counts where it is a whole number, as for Odoo's int(). */
export const integerKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'int4',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    const number = typeof given === 'string' && !/^\s*[+-]?\d{1,20}\s*$/.test(given) ? Number.NaN : toNumber(given)
    if (!Number.isInteger(number)) throw refused(field, given, 'a whole number')
    if (number < -MOST - 1 || number > MOST) throw refused(field, given, `a number from ${-MOST - 1} to ${MOST}`)
    return number === 0 ? 0 : number
  },
  toColumn: same,
  fromColumn: orNull,
  toRead: same,
} satisfies FieldKind)

/** float: double precision, or exact decimals with `digits`. */
export const floatKind: FieldKind = Object.freeze({
  relational: false,
  columnType: ({ digits }) => (digits === null ? 'float8' : 'numeric'),
  toCache: toFinite,
  toColumn: same,
  fromColumn: fromNumeric,
  toRead: same,
} satisfies FieldKind)

/** monetary: exact in the column; whoever writes rounds to the currency. */
export const monetaryKind: FieldKind = Object.freeze({ ...floatKind, columnType: () => 'numeric' })

function toFinite(given: unknown, field: FieldDefinition): number | null {
  if (isNothing(given) || given === '') return null
  const number = toNumber(given)
  if (!Number.isFinite(number)) throw refused(field, given, 'a number')
  const rounded = field.digits === null ? number : roundTo(number, field.digits[1])
  return rounded === 0 ? 0 : rounded
}

function toNumber(given: unknown): number {
  if (typeof given === 'number') return given
  if (typeof given === 'bigint') return Number(given)
  return typeof given === 'string' ? (parseNumber(given) ?? Number.NaN) : Number.NaN
}

// numeric comes as a text; a column that others filled may have NaN or Infinity, which JSON has not.
function fromNumeric(raw: unknown): number | null {
  if (raw === null || raw === undefined) return null
  const number = Number(raw)
  return Number.isFinite(number) ? number : null
}
