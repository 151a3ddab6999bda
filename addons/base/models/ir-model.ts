import { UserError } from 'pergola'
import { api, fields, Model, type ModelDefinition } from 'pergola/models'
import { createFirstRecords } from '../bootstrap.ts'
import { reflectModels } from '../reflection/reflect-models.ts'

/** The models of the database, as records. Source: odoo's `ir.model`. */
export class IrModel extends Model {
  static override model = 'ir.model'
  static override description = 'Models'
  static override order = 'model'
  static override sqlConstraints = [['obj_name_uniq', 'unique (model)', 'Each model must have a unique name.']] as const

  name = fields.char({ label: 'Model Description', required: true })
  model = fields.char({ required: true })
  order = fields.char()
  info = fields.text({ label: 'Information' })
  state = fields.selection(
    [
      ['manual', 'Custom Object'],
      ['base', 'Base Object'],
    ],
    { label: 'Type', default: 'base', readonly: true },
  )
  transient = fields.boolean({ label: 'Transient Model' })
  field_id = fields.one2many('ir.model.fields', 'model_id', { label: 'Fields' })
  access_ids = fields.one2many('ir.model.access', 'model_id', { label: 'Access' })
  rule_ids = fields.one2many('ir.rule', 'model_id', { label: 'Record Rules' })

  /**
   * Brings the records of models and fields, and their external ids, up to what the registry has. Installing, upgrading
   * and uninstalling addons call it after the tables were made, before any record. In a new database it makes the first records.
   *
   * Source: odoo `IrModel._reflect_models`, `IrModelFields._reflect_fields`.
   */
  @api.model
  async reflect(definitions: Iterable<ModelDefinition> | ReadonlyMap<string, ModelDefinition>): Promise<void> {
    const all = definitions instanceof Map ? definitions.values() : (definitions as Iterable<ModelDefinition>)
    await this.env.flush()
    await createFirstRecords(this.env.cr)
    await reflectModels(this.env.cr, [...all])
    for (const model of ['ir.model', 'ir.model.fields', 'ir.model.data']) this.env.transaction.invalidate(model)
    this.env.transaction.clearCaches('ids')
    this.env.transaction.clearCaches('access')
  }

  @api.ondelete({ atUninstall: false })
  async keepDeclared() {
    await this.load('state', 'name')
    for (const { state, name } of this) {
      if (state === 'base') throw new UserError(`Model “${name}” contains module data and cannot be removed.`)
    }
  }

  /** The id of a model's record, or null. Source: odoo `IrModel._get_id`. */
  @api.model
  @api.ormcache()
  async idOf(name: string): Promise<number | null> {
    const { rows } = await this.env.cr.query<{ id: number }>('select id from ir_model where model = $1', [name])
    return rows[0]?.id ?? null
  }
}

export interface IrModelRecord extends IrModel {}
declare module 'pergola/models' {
  interface Models {
    'ir.model': IrModelRecord
  }
}
