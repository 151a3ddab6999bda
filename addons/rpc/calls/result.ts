import { ResultTypeError } from 'pergola'
import { Model } from 'pergola/models'

const DEEPEST = 64

/**
 * What a method gave, as Odoo's clients expect it: records as their ids, dates as text in UTC, bytes as base64, and `false` for what is
 * empty. Only a method that gives nothing at all gives null.
 *
 * @throws {ResultTypeError} for what is no value: functions, instances of classes
 */
export function toResult(value: unknown): unknown {
  return value === undefined ? null : converted(value, DEEPEST)
}

function converted(value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return false
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value !== 'object' || depth === 0) throw refused(value)
  if (value instanceof Model) return value.ids
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => converted(item, depth - 1))
  const entries = value instanceof Map ? [...value] : plainEntries(value)
  return Object.fromEntries(entries.map(([key, item]) => [String(key), converted(item, depth - 1)]))
}

// Neither an environment nor a cursor ever gets out by being walked through.
function plainEntries(value: object): Array<[unknown, unknown]> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw refused(value)
  return Object.entries(value).filter(([, item]) => item !== undefined)
}

function refused(value: unknown): ResultTypeError {
  const kind = typeof value === 'object' ? (value?.constructor?.name ?? 'an object') : typeof value
  return new ResultTypeError(`A method called by RPC gave ${kind}: it gives records, dates, bytes, or what JSON has.`)
}
