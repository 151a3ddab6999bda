import { UnknownFieldError } from '../../errors/model-errors.ts'
import type { Model } from '../model.ts'
import { identifier, sql } from '../sql.ts'
import { hasColumn } from './field-place.ts'
import { run } from './run.ts'

/** Whether a many2one leads from one of the records back to it. */
export async function hasCycle(records: Model, name: string): Promise<boolean> {
  const { env, definition, ids } = records
  const field = env.registry.field(definition.name, name)
  if (field.comodel !== definition.name || !hasColumn(field)) {
    throw new UnknownFieldError(`${definition.name}.${name} does not lead from ${definition.name} to itself.`)
  }
  await env.flush()
  const table = identifier(definition.table)
  const next = identifier(name)
  const [row] = await run(
    env.cr,
    sql`with recursive way(origin, id) as (
      select id, ${next} from ${table} where id = any(${ids}::int4[]) and ${next} is not null
      union
      select way.origin, t.${next} from way join ${table} t on t.id = way.id where t.${next} is not null
    ) select exists (select 1 from way where origin = id) as found`,
  )
  return row?.['found'] === true
}
