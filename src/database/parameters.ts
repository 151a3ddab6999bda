/**
 * Values as they are sent. Dates become UTC text: `pg` would send local time, which a `timestamp` column keeps as it is.
 *
 * @returns undefined without parameters
 */
export function toParameters(values: readonly unknown[] | undefined): unknown[] | undefined {
  if (values === undefined || values.length === 0) return undefined
  return values.map(toParameter)
}

function toParameter(value: unknown): unknown {
  // Most lists are ids: as text they need no quoting, element by element. Many are of one, and `join` costs more than that.
  if (Array.isArray(value) && value.every(Number.isSafeInteger))
    return value.length === 1 ? `{${value[0]}}` : `{${value.join()}}`
  return toElement(value)
}

function toElement(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toElement)
  // `pg` would do it when half of the statement is sent; one that then fails is lost to the connection.
  return typeof (value as { toPostgres?: unknown }).toPostgres === 'function' ? value : JSON.stringify(value)
}
