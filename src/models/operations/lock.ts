import { sqlStateOf } from '../../database/sql-state.ts'
import { LockError } from '../../errors/business-errors.ts'
import type { Model } from '../model.ts'
import { identifier, sql } from '../sql.ts'
import { checkRecords, missing } from './access-checks.ts'
import { run } from './run.ts'

/** Locks the rows of records; see `Model.lockForUpdate`. */
export async function lockRecords(records: Model): Promise<void> {
  const { env, definition, ids } = records
  if (ids.length === 0) return
  await env.flush()
  await checkRecords(records, 'write')
  const statement = sql`select id from ${identifier(definition.table)} where id = any(${ids}::int4[]) order by id for update nowait`
  const rows = await env.cr
    .savepoint(() => run(env.cr, statement))
    .catch((error: unknown) => {
      if (sqlStateOf(error) !== '55P03') throw error
      throw new LockError('Somebody else is changing this at the moment: try again.', { cause: error })
    })
  const there = new Set(rows.map(({ id }) => id as number))
  const gone = ids.filter((id) => !there.has(id))
  if (gone.length > 0) throw missing(records.withIds(gone))
}
