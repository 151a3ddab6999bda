import type { Model } from '../model.ts'
import { loadPaths } from './load.ts'

/** Calls the methods with `@api.constrains` for fields that were written. They throw where a record breaks the rule. */
export async function checkConstraints(records: Model, names: ReadonlySet<string>): Promise<void> {
  for (const { method, fields } of records.definition.constraints) {
    if (!fields.some((name) => names.has(name))) continue
    await loadPaths(records, fields)
    await (records as unknown as Record<string, () => unknown>)[method]?.()
  }
}
