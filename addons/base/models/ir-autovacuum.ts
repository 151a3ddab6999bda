import { AbstractModel, api } from 'pergola/models'

/** Calls what removes old data, once a day. Source: odoo's `ir.autovacuum`. */
export class Autovacuum extends AbstractModel {
  static override model = 'ir.autovacuum'
  static override description = 'Automatic Vacuum'

  /** Calls every method with `@api.autovacuum`; one that fails is undone and logged, the others are done. */
  @api.model
  async runVacuum(): Promise<void> {
    const { env } = this
    const all = env.with({ su: true })
    for (const { name, autovacuum } of env.registry.definitions.values()) {
      for (const method of autovacuum) {
        try {
          await env.cr.savepoint(async () => {
            await (all.records(name) as unknown as Record<string, () => unknown>)[method]?.()
            await all.flush()
          })
        } catch (error) {
          env.registry.database.settings.log.error({ err: error, model: name, method }, `${name}.${method} failed.`)
        }
      }
    }
  }
}

export interface AutovacuumRecord extends Autovacuum {}
declare module 'pergola/models' {
  interface Models {
    'ir.autovacuum': AutovacuumRecord
  }
}
