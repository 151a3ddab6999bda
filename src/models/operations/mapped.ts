import { isRecordset } from '../kinds/recordset-value.ts'
import type { Recordset } from '../recordset.ts'

/** What `mapped` gives: one recordset for records, else an array. */
export type Mapped<Result> = [Result] extends [Recordset] ? Result : Result[]

/** The values of a path or function for each record. */
export function mappedPath(records: Recordset, path: string | ((record: Recordset) => unknown)): unknown {
  if (typeof path !== 'string') return collected([...records].map(path))
  let found: Recordset | unknown[] = records
  for (const name of path.split('.')) {
    if (!isRecordset(found)) throw new TypeError(`The path ${path} leads through a value that is no record.`)
    found = valuesOf(found, name)
  }
  return found
}

function valuesOf(records: Recordset, name: string): Recordset | unknown[] {
  const field = records.definition.fields.get(name)
  const values = [...records].map((record) => (record as unknown as Record<string, unknown>)[name])
  if (field?.comodel != null) return joined(values as Recordset[], records.env.records(field.comodel))
  return values
}

function collected(values: unknown[]): unknown {
  const [first] = values
  return isRecordset(first) && values.every((value) => isRecordset(value)) ? joined(values, first) : values
}

function joined(all: readonly Recordset[], like: Recordset): Recordset {
  return like.withIds([...new Set(all.flatMap(({ ids }) => ids))], all[0]?.prefetchIds ?? null)
}
