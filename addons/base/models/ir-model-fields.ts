import { UserError } from 'pergola'
import { api, fields, Model } from 'pergola/models'

/** The fields of the database's models, as records. Source: odoo's `ir.model.fields`. */
export class IrModelFields extends Model {
  static override model = 'ir.model.fields'
  static override description = 'Fields'
  static override order = 'name, id'
  static override recName = 'field_description'
  static override sqlConstraints = [
    ['name_unique', 'unique (model, name)', 'Field names must be unique per model.'],
  ] as const

  name = fields.char({ label: 'Field Name', required: true, index: true })
  model = fields.char({ label: 'Model Name', required: true, index: true })
  model_id = fields.many2one('ir.model', { label: 'Model', required: true, index: true, ondelete: 'cascade' })
  field_description = fields.char({ label: 'Field Label', required: true })
  help = fields.text({ label: 'Field Help' })
  ttype = fields.char({ label: 'Field Type', required: true })
  relation = fields.char({ label: 'Related Model' })
  relation_field = fields.char({ help: 'The many2one on the other side.' })
  relation_table = fields.char()
  column1 = fields.char({ label: 'Column 1' })
  column2 = fields.char({ label: 'Column 2' })
  related = fields.char({ label: 'Related Field' })
  compute = fields.char()
  depends = fields.char({ label: 'Dependencies' })
  required = fields.boolean()
  readonly = fields.boolean()
  index = fields.boolean({ label: 'Indexed' })
  store = fields.boolean({ label: 'Stored' })
  copied = fields.boolean()
  size = fields.integer()
  on_delete = fields.char()
  groups = fields.char({ help: 'External ids of the groups that may use it.' })
  selection = fields.json<Array<[string, string]> | null>({ help: 'The choices.' })
  state = fields.selection(
    [
      ['manual', 'Custom Field'],
      ['base', 'Base Field'],
    ],
    { label: 'Type', default: 'base', readonly: true },
  )

  @api.depends('field_description', 'model')
  override computeDisplayName() {
    for (const field of this) field.display_name = `${field.field_description} (${field.model})`
  }

  @api.ondelete({ atUninstall: false })
  async keepDeclared() {
    await this.load('state')
    if ([...this].some(({ state }) => state === 'base'))
      throw new UserError('This column contains module data and cannot be removed!')
  }
}

export interface IrModelFieldsRecord extends IrModelFields {}
declare module 'pergola/models' {
  interface Models {
    'ir.model.fields': IrModelFieldsRecord
  }
}
