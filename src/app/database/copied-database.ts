import type { CopyOptions } from '../../http/database-service.ts'
import type { Environment } from '../../models/environment.ts'

/**
 * Makes a copy of a database a database of its own.
 *
 * @param options.copy whether the original goes on: then the copy gets another id and other secrets, so that nobody is logged in
 * @param options.neutralize whether nothing of it acts on its own
 *
 * Source: odoo.service.db.exp_duplicate_database, odoo.modules.neutralize.
 */
export async function settleCopy(env: Environment, options: CopyOptions & { copy: boolean }): Promise<void> {
  const parameters = env.records('ir.config_parameter')
  if (options.copy) await parameters['initialize']({ force: true })
  if (options.neutralize !== true) return
  await env
    .records('ir.cron')
    .search([['active', '=', true]])
    .then((jobs) => jobs.write({ active: false }))
  await parameters['setParam']('database.is_neutralized', true)
}
