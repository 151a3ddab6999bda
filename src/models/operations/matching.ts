import type { Domain } from '../domain/domain.ts'
import { matchesDomain } from '../domain/match-domain.ts'
import type { Model } from '../model.ts'
import { isRecordset } from '../kinds/recordset-value.ts'
import type { Recordset } from '../recordset.ts'
import { mappedPath } from './mapped.ts'

/** The records for which a function, a path's value or a domain is true. */
export function matching(records: Recordset, condition: string | ((record: Recordset) => unknown) | Domain): Recordset {
  return records.withIds(
    [...records].filter((record) => holds(record, condition)).flatMap(({ ids }) => ids),
    records.prefetchIds ?? records.ids,
  )
}

function holds(record: Recordset, condition: string | ((record: Recordset) => unknown) | Domain): boolean {
  if (typeof condition === 'function') return isTrue(condition(record))
  if (typeof condition !== 'string') return matchesDomain(record as Model, condition)
  const values = mappedPath(record, condition)
  return isRecordset(values) ? values.length > 0 : (values as unknown[]).some(isTrue)
}

function isTrue(value: unknown): boolean {
  return isRecordset(value) ? value.length > 0 : Boolean(value)
}
