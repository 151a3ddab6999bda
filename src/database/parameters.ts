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
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.map(toParameter) : value
}
