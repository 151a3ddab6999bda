import { api, fields, Model } from 'pergola/models'

/** The addons that the server has, and which of them the database has installed. Source: odoo's `ir.module.module`. */
export class IrModule extends Model {
  static override model = 'ir.module.module'
  static override description = 'Module'
  static override order = 'name'
  static override sqlConstraints = [['name_uniq', 'unique (name)', 'The name of the module must be unique!']] as const

  name = fields.char({ label: 'Technical Name', required: true, readonly: true })
  summary = fields.char({ readonly: true })
  description = fields.text({ readonly: true })
  author = fields.char({ readonly: true })
  website = fields.char({ readonly: true })
  license = fields.char({ readonly: true })
  category_id = fields.many2one('ir.module.category', { label: 'Category', readonly: true })
  latest_version = fields.char({ label: 'Installed Version', readonly: true })
  depends = fields.json<readonly string[] | null>({ label: 'Dependencies', readonly: true })
  auto_install = fields.boolean({ label: 'Automatic Installation', readonly: true })
  demo = fields.boolean({ label: 'Demo Data', readonly: true })
  application = fields.boolean({ readonly: true })
  state = fields.selection(
    [
      ['uninstallable', 'Uninstallable'],
      ['uninstalled', 'Not Installed'],
      ['installed', 'Installed'],
      ['to upgrade', 'To be upgraded'],
      ['to remove', 'To be removed'],
      ['to install', 'To be installed'],
    ],
    { label: 'Status', default: 'uninstalled', readonly: true, index: true },
  )

  /** The names of the installed addons, sorted. Source: odoo `Module._installed`. */
  @api.model
  async installed(): Promise<string[]> {
    const { rows } = await this.env.cr.query<{ name: string }>(
      `select name from ir_module_module where state in ('installed', 'to upgrade', 'to remove') order by name`,
    )
    return rows.map(({ name }) => name)
  }
}

export interface IrModuleRecord extends IrModule {}
declare module 'pergola/models' {
  interface Models {
    'ir.module.module': IrModuleRecord
  }
}
