import { api, fields, Model, type Values } from 'pergola/models'

/** External ids: names by which data files of addons know records. Source: odoo's `ir.model.data`. */
export class IrModelData extends Model {
  static override model = 'ir.model.data'
  static override description = 'Model Data'
  static override order = 'module, model, name'
  static override sqlConstraints = [
    [
      'module_name_uniq',
      'unique (module, name)',
      'You cannot have multiple records with the same external ID in the same module!',
    ],
    ['name_nospaces', `check (name not like '% %')`, 'External IDs cannot contain spaces'],
  ] as const

  name = fields.char({ label: 'External Identifier', required: true })
  module = fields.char({ required: true, default: '' })
  model = fields.char({ label: 'Model Name', required: true, index: true })
  res_id = fields.integer({ label: 'Record ID', index: true })
  noupdate = fields.boolean({ label: 'Non Updatable', help: 'Whether an upgrade leaves the record as it is.' })
  complete_name = fields.char({ label: 'Complete ID', compute: 'computeCompleteName' })

  @api.depends('module', 'name')
  computeCompleteName() {
    for (const data of this) data.complete_name = data.module === '' ? data.name : `${data.module}.${data.name}`
  }

  @api.depends('complete_name')
  override computeDisplayName() {
    for (const data of this) data.display_name = data.complete_name
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    this.env.transaction.clearCaches('ids')
    return made
  }

  override async write(values: Values) {
    const done = await super.write(values)
    this.env.transaction.clearCaches('ids')
    return done
  }

  override async unlink() {
    const done = await super.unlink()
    this.env.transaction.clearCaches('ids')
    return done
  }
}

export interface IrModelDataRecord extends IrModelData {}
declare module 'pergola/models' {
  interface Models {
    'ir.model.data': IrModelDataRecord
  }
}
