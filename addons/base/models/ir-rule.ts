import { PergolaError, ValidationError } from 'pergola'
import { api, fields, Model } from 'pergola/models'

/** Which records of a model may be used: all global rules together, and one of those of the user's groups. Source: odoo's `ir.rule`. */
export class IrRule extends Model {
  static override model = 'ir.rule'
  static override description = 'Record Rule'
  static override order = 'model_id desc, id'
  static override sqlConstraints = [
    [
      'no_access_rights',
      'check (perm_read or perm_write or perm_create or perm_unlink)',
      'Rule must have at least one checked access right!',
    ],
  ] as const

  name = fields.char()
  active = fields.boolean({ default: true, help: 'An inactive rule stays as it is when its addon is upgraded.' })
  model_id = fields.many2one('ir.model', { label: 'Model', required: true, index: true, ondelete: 'cascade' })
  groups = fields.many2many('res.groups', {
    relation: 'rule_group_rel',
    column: 'rule_group_id',
    otherColumn: 'group_id',
    ondelete: 'restrict',
  })
  domain_force = fields.text({ label: 'Domain' })
  perm_read = fields.boolean({ label: 'Read', default: true })
  perm_write = fields.boolean({ label: 'Write', default: true })
  perm_create = fields.boolean({ label: 'Create', default: true })
  perm_unlink = fields.boolean({ label: 'Delete', default: true })
  global = fields.boolean({ compute: 'computeGlobal', store: true, help: 'Without a group, for everybody.' })

  @api.depends('groups')
  computeGlobal() {
    for (const rule of this) rule.global = rule.groups.length === 0
  }

  /** A rule that cannot be used would keep everybody from the model. */
  @api.constrains('active', 'domain_force', 'model_id')
  async checkDomain() {
    await this.load('active', 'domain_force', 'model_id.model')
    for (const { active, domain_force: text, model_id } of this) {
      if (!active || !text || !this.env.registry.has(model_id.model)) continue
      try {
        const domain = await this.env.registry.access.ruleDomain(this.env, text)
        await this.env.with({ su: true }).records(model_id.model).searchCount(domain, { limit: 1 })
      } catch (error) {
        if (!(error instanceof PergolaError)) throw error
        throw new ValidationError(`Invalid domain: ${error.message}`, { cause: error })
      }
    }
  }

  @api.constrains('model_id')
  async checkModel() {
    await this.load('model_id.model')
    for (const rule of this) {
      if (rule.model_id.model === 'ir.rule') {
        throw new ValidationError('Rules can not be applied on the Record Rules model.')
      }
    }
  }
}

export interface IrRuleRecord extends IrRule {}
declare module 'pergola/models' {
  interface Models {
    'ir.rule': IrRuleRecord
  }
}
