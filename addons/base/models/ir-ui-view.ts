import { randomBytes } from 'node:crypto'
import { UserError, ValidationError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'
import { checkView } from '../templates/check-view.ts'
import { familyOf } from '../templates/view-family.ts'

/** The longest source of a view, in characters. */
const LONGEST = 1_000_000
/** What only addons' files say, and what is noted of changes by hand. */
const KEPT = ['arch_fs', 'arch_origin', 'arch_prev', 'arch_updated']

/**
 * Templates of QWeb: those of the installed addons, loaded from their files, and what administrators make and change. A view that
 * was changed by hand is not touched when its addon is upgraded. Source: odoo's `ir.ui.view`.
 */
export class UiView extends Model {
  static override model = 'ir.ui.view'
  static override description = 'View'
  static override order = 'priority, id'

  name = fields.char({ label: 'View Name', required: true })
  key = fields.char({ required: true, index: true, copy: false, help: 'By which templates and requests name it.' })
  type = fields.selection([['qweb', 'QWeb']], { required: true, default: 'qweb' })
  arch = fields.text({ label: 'View Architecture', required: true })
  arch_prev = fields.text({
    label: 'Previous Architecture',
    copy: false,
    readonly: true,
    help: 'What it was before the last change by hand.',
  })
  arch_origin = fields.text({ label: 'Architecture of the Addon', copy: false, readonly: true })
  arch_fs = fields.char({ label: 'Arch Filename', copy: false, readonly: true, help: 'The file that it comes from.' })
  arch_updated = fields.boolean({ label: 'Modified Architecture', copy: false, readonly: true })
  inherit_id = fields.many2one('ir.ui.view', { label: 'Inherited View', ondelete: 'restrict', index: true })
  inherit_children_ids = fields.one2many('ir.ui.view', 'inherit_id', { label: 'Views which inherit from this one' })
  mode = fields.selection(
    [
      ['primary', 'Base view'],
      ['extension', 'Extension View'],
    ],
    { label: 'View inheritance mode', required: true, default: 'primary' },
  )
  priority = fields.integer({ label: 'Sequence', required: true, default: 16 })
  active = fields.boolean({ default: true })
  groups_id = fields.many2many('res.groups', {
    label: 'Groups',
    relation: 'ir_ui_view_group_rel',
    column: 'view_id',
    otherColumn: 'group_id',
    help: 'Who may see it as a page of its own; everybody where there is none.',
  })

  override async create(values: Values | readonly Values[] = {}) {
    const list = Array.isArray(values) ? (values as readonly Values[]) : [values as Values]
    const made = await super.create(list.map((each) => this.completed(each)))
    this.env.transaction.clearCaches('templates')
    return made
  }

  override async write(values: Values) {
    const installing = this.isInstalling()
    const allowed = installing ? values : without(values, KEPT)
    if (installing || !('arch' in allowed)) return this.store(allowed)
    await this.load('arch', 'arch_origin')
    for (const view of this) {
      const changed = view.arch === allowed['arch'] ? {} : { arch_prev: view.arch }
      await view.store({ ...allowed, ...changed, arch_updated: allowed['arch'] !== view.arch_origin })
    }
    return true as const
  }

  override async unlink() {
    const children = await this.withContext({ active_test: false }).search([
      ['inherit_id', 'in', this.ids],
      ['id', 'not in', this.ids],
    ])
    // With an addon goes what was made of its views.
    if (children.length > 0 && !this.isInstalling()) {
      await children.load('key')
      throw new UserError(`Other views inherit from this one: ${[...children].map(({ key }) => key).join(', ')}.`)
    }
    if (children.length > 0) await children.unlink()
    const done = await super.unlink()
    this.env.transaction.clearCaches('templates')
    return done
  }

  /**
   * Takes back changes by hand. Source: odoo `reset_arch`.
   *
   * @param mode 'soft': what it was before the last change; 'hard': what the addon's file said when it was loaded last
   */
  @api.rpc
  async resetArch(mode: 'soft' | 'hard' = 'soft') {
    if (mode !== 'soft' && mode !== 'hard') throw new UserError("A view is reset 'soft' or 'hard'.")
    await this.load('arch', 'arch_prev', 'arch_origin')
    for (const view of this) {
      const arch = mode === 'soft' ? view.arch_prev : view.arch_origin
      if (arch) await view.store({ arch, arch_updated: arch !== view.arch_origin })
    }
  }

  @api.constrains('inherit_id', 'mode', 'groups_id')
  async checkInheritance() {
    if (await this.hasCycle('inherit_id')) throw new ValidationError('You cannot create recursive inherited views.')
    await this.load('key', 'mode', 'inherit_id', 'groups_id')
    for (const { key, mode, inherit_id: parent, groups_id: groups } of this) {
      if (mode !== 'extension') continue
      if (parent.length === 0) throw new ValidationError(`The view ${key} extends another: say which.`)
      if (groups.length === 0) continue
      throw new ValidationError(`The view ${key} only changes another: put t-groups on what it adds, not on itself.`)
    }
  }

  @api.constrains('arch', 'active', 'inherit_id', 'mode', 'priority')
  async checkArch() {
    await this.load('arch', 'active', 'key')
    const { env } = this
    const installing = this.isInstalling() ? ((env.context['install_module'] as string | undefined) ?? '') : null
    for (const { id, arch, active, key } of this) {
      if (arch.length > LONGEST) throw new ValidationError(`The view ${key} is too long.`)
      // A text has no encoding any more; one that says another would be read wrongly elsewhere.
      if (/^\s*<\?xml\b[^>]*\bencoding\s*=/.test(arch))
        throw new ValidationError(`The view ${key} must not declare an encoding.`)
      // What is not used may be broken.
      if (active) checkView(id, await familyOf(env, id, installing), installing === null)
    }
  }

  /** Whether an addon's files are being loaded. */
  isInstalling(): boolean {
    return this.env.su && this.env.context['install_mode'] === true
  }

  /** Writes without noting a change by hand. */
  async store(values: Values): Promise<true> {
    const done = await super.write(values)
    this.env.transaction.clearCaches('templates')
    return done
  }

  /** Values of a new view, with what they leave out. */
  completed(given: Values): Values {
    const values = this.isInstalling() ? given : without(given, KEPT)
    const key = (values['key'] as string | undefined) || `gen_key.${randomBytes(4).toString('hex')}`
    const mode = values['mode'] ?? (values['inherit_id'] ? 'extension' : 'primary')
    return { ...values, key, mode, name: values['name'] || key }
  }
}

function without(values: Values, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}

export interface UiViewRecord extends UiView {}
declare module 'pergola/models' {
  interface Models {
    'ir.ui.view': UiViewRecord
  }
}
