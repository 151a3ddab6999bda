import { matchesLike } from './like-pattern.ts'
import type { ValueTest } from './value-test.ts'

/** Whether a value, as an attribute gives it, passes a test. */
export function matchesTest(test: ValueTest, given: unknown): boolean {
  if (test.kind === 'always') return test.result
  const value = comparable(given)
  if (test.kind === 'among') {
    const found = value === null ? test.empty : test.values.some((item) => same(value, item))
    return found !== test.negated
  }
  if (value === null) return test.negated
  if (test.kind === 'like') return matchesLike(textOf(value), test.pattern, test.anyCase) !== test.negated
  return compare(value, test) !== test.negated
}

/** Times as `'YYYY-MM-DD HH:MM:SS[.mmm]'`, which sort as text. */
function comparable(value: unknown): unknown {
  if (value === undefined || value === null) return null
  return value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ').replace('.000', '') : value
}

function same(value: unknown, item: unknown): boolean {
  return value === item
}

function textOf(value: unknown): string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(value)
    ? value.slice(0, 19)
    : String(value)
}

function compare(value: unknown, { operator, value: limit }: ValueTest & { kind: 'compare' }): boolean {
  const [left, right] = [value as string, limit as string]
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}
