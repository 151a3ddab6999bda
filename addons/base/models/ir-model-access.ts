import { fields, Model } from 'pergola/models'

/** Which group may do what with the records of a model; rights add up. Source: odoo's `ir.model.access`. */
export class IrModelAccess extends Model {
  static override model = 'ir.model.access'
  static override description = 'Model Access'
  static override order = 'model_id, group_id, name, id'

  name = fields.char({ required: true, index: true })
  active = fields.boolean({ default: true })
  model_id = fields.many2one('ir.model', { label: 'Model', required: true, index: true, ondelete: 'cascade' })
  group_id = fields.many2one('res.groups', {
    label: 'Group',
    index: true,
    ondelete: 'restrict',
    help: 'Empty: everybody, also who is not logged in.',
  })
  perm_read = fields.boolean({ label: 'Read Access' })
  perm_write = fields.boolean({ label: 'Write Access' })
  perm_create = fields.boolean({ label: 'Create Access' })
  perm_unlink = fields.boolean({ label: 'Delete Access' })
}

export interface IrModelAccessRecord extends IrModelAccess {}
declare module 'pergola/models' {
  interface Models {
    'ir.model.access': IrModelAccessRecord
  }
}
