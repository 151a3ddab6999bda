import { AbstractModel, api, type Environment } from 'pergola/models'
import { removeTransientRecords } from '../jobs/remove-transient-records.ts'

/** Calls what removes old data, once a day. Source: odoo's `ir.autovacuum`. */
export class Autovacuum extends AbstractModel {
  static override model = 'ir.autovacuum'
  static override description = 'Automatic Vacuum'

  /**
   * Calls every method with `@api.autovacuum`, and removes the old records of transient models; what fails is undone and
   * logged, the rest is done.
   */
  @api.model
  async runVacuum(): Promise<void> {
    const all = this.env.with({ su: true })
    for (const { name, abstract, transient, autovacuum } of all.registry.definitions.values()) {
      for (const method of autovacuum) {
        const records = all.records(name) as unknown as Record<string, () => unknown>
        await attempt(all, name, method, () => records[method]?.())
      }
      if (transient && !abstract) {
        await attempt(all, name, 'removeTransientRecords', () => removeTransientRecords(all, name))
      }
    }
  }
}

async function attempt(env: Environment, model: string, method: string, work: () => unknown): Promise<void> {
  try {
    await env.cr.savepoint(async () => {
      await work()
      await env.flush()
    })
  } catch (error) {
    env.registry.database.settings.log.error({ err: error, model, method }, `${model}.${method} failed.`)
  }
}

export interface AutovacuumRecord extends Autovacuum {}
declare module 'pergola/models' {
  interface Models {
    'ir.autovacuum': AutovacuumRecord
  }
}
