import { fields, Model } from 'pergola/models'

/** What addons and groups are sorted into. Source: odoo's `ir.module.category`. */
export class ModuleCategory extends Model {
  static override model = 'ir.module.category'
  static override description = 'Application'
  static override order = 'sequence, name, id'

  name = fields.char({ required: true, index: true })
  parent_id = fields.many2one('ir.module.category', { label: 'Parent Application', index: true })
  child_ids = fields.one2many('ir.module.category', 'parent_id', { label: 'Child Applications' })
  description = fields.text()
  sequence = fields.integer()
}

export interface ModuleCategoryRecord extends ModuleCategory {}
declare module 'pergola/models' {
  interface Models {
    'ir.module.category': ModuleCategoryRecord
  }
}
