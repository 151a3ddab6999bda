import { DomainError } from '../../errors/model-errors.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
import type { Recordset } from '../recordset.ts'

/** How records are sorted. */
export interface SortOptions {
  /** Whether the greatest comes first. */
  reverse?: boolean
}

type Compare = (left: Recordset, right: Recordset) => number

/** Records in the order of a field, of a list of fields as in SQL, or of what a function gives. */
export function sortedRecords(
  records: Recordset,
  key: string | ((record: Recordset) => unknown) | undefined,
  { reverse = false }: SortOptions,
): Recordset {
  const compare = typeof key === 'function' ? byKey(key) : byList(key ?? records.definition.order)
  const sign = reverse ? -1 : 1
  const ordered = [...records].toSorted((left, right) => sign * compare(left, right))
  return records.withIds(
    ordered.flatMap(({ ids }) => ids),
    records.prefetchIds ?? records.ids,
  )
}

function byList(order: string): Compare {
  const parts = order.split(',').map((part) => {
    const found = /^\s*(\w+)(?:\.id)?(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/i.exec(part)
    if (found === null) throw new DomainError(`${JSON.stringify(part.trim())} is no order: write 'field [asc|desc]'.`)
    const [, name = '', direction = 'asc', nulls] = found
    const sign = direction.toLowerCase() === 'desc' ? -1 : 1
    const last = nulls === undefined ? sign === 1 : nulls.toLowerCase() === 'last'
    const valueOf = (record: Recordset): unknown => (record as unknown as Record<string, unknown>)[name]
    return (left: Recordset, right: Recordset): number => {
      const values = [valueOf(left), valueOf(right)] as const
      const [empty, other] = values.map(isEmpty)
      return empty || other ? (Number(empty) - Number(other)) * (last ? 1 : -1) : sign * compareValues(...values)
    }
  })
  return (left, right) => {
    for (const compare of parts) {
      const result = compare(left, right)
      if (result !== 0) return result
    }
    return 0
  }
}

function byKey(key: (record: Recordset) => unknown): Compare {
  return (left, right) => compareValues(key(left), key(right))
}

// As PostgreSQL does: empty values come last. A record that leads nowhere has one.
function compareValues(left: unknown, right: unknown): number {
  if (isEmpty(left) || isEmpty(right)) return Number(isEmpty(left)) - Number(isEmpty(right))
  if (isRecordset(left) || isRecordset(right)) {
    return compareLists((left as Recordset).ids, (right as Recordset).ids)
  }
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right)
  const [first, second] = [left as string, right as string]
  return first < second ? -1 : first > second ? 1 : 0
}

function isEmpty(value: unknown): boolean {
  return value == null || (isRecordset(value) && value.length === 0)
}

function compareLists(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [index, value] of left.entries()) {
    if (index >= right.length) return 1
    const result = compareValues(value, right[index])
    if (result !== 0) return result
  }
  return left.length - right.length
}
