import { NotLoadedError } from '../errors/model-errors.ts'
import type { Model } from '../models/model.ts'
import { Recordset } from '../models/recordset.ts'
import { FieldsNeeded } from './template-fields.ts'

/**
 * The key of records for `t-cache`: which they are, when one of them was changed last, and whose eyes they are seen with, so that nobody
 * is shown what only another one may read. Undefined for what are no records.
 *
 * @throws FieldsNeeded where it is still to be read when they were changed
 * @throws TypeError for records that do not know it
 *
 * Source: odoo.addons.base.models.ir_qweb (18), _compile_directive_cache.
 */
export function recordCacheKey(value: object): string | undefined {
  if (!(value instanceof Recordset)) return undefined
  const { definition, env, ids } = value
  const eyes = env.su ? 'all' : env.uid
  return JSON.stringify([definition.name, eyes, env.companies.ids, ids, lastChange(value)])
}

function lastChange(records: Recordset): number {
  const { definition } = records
  if (!definition.fields.has('write_date')) {
    throw new TypeError(`t-cache: ${definition.name} does not know when it was changed, so it is no key`)
  }
  let last = 0
  for (const record of records as Model) last = Math.max(last, changeOf(record))
  return last
}

function changeOf(record: Model): number {
  try {
    return record.write_date.getTime()
  } catch (error) {
    if (!(error instanceof NotLoadedError)) throw error
    throw new FieldsNeeded(record, ['write_date'])
  }
}
