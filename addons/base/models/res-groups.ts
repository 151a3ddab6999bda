import { UserError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'
import { impliedGroups } from '../security/implied-groups.ts'

/** Takes out a group that there is not: a write that changes nothing, so that what follows from groups is made anew. */
const UNCHANGED = [[3, 2 ** 31 - 1, 0]]

/** A set of users with the same rights. Source: odoo's `res.groups`. */
export class Group extends Model {
  static override model = 'res.groups'
  static override description = 'Access Groups'
  static override order = 'name'
  static override sqlConstraints = [
    ['name_uniq', 'unique (category_id, name)', 'The name of the group must be unique within an application!'],
    ['check_api_key_duration', 'check (api_key_duration >= 0)', 'The API key duration cannot be a negative value.'],
  ] as const

  name = fields.char({ required: true })
  category_id = fields.many2one('ir.module.category', { label: 'Application', index: true })
  full_name = fields.char({ label: 'Group Name', compute: 'computeFullName' })
  comment = fields.text()
  share = fields.boolean({ label: 'Share Group', help: 'Made to share some data with others.' })
  users = fields.many2many('res.users', {
    relation: 'res_groups_users_rel',
    column: 'gid',
    otherColumn: 'uid',
    context: { active_test: false },
  })
  implied_ids = fields.many2many('res.groups', {
    label: 'Inherits',
    relation: 'res_groups_implied_rel',
    column: 'gid',
    otherColumn: 'hid',
    help: 'Users of this group belong to those groups too.',
  })
  trans_implied_ids = fields.many2many('res.groups', {
    label: 'Transitively inherits',
    compute: 'computeTransImplied',
    computeSudo: true,
  })
  model_access = fields.one2many('ir.model.access', 'group_id', { label: 'Access Controls' })
  rule_groups = fields.many2many('ir.rule', {
    label: 'Rules',
    relation: 'rule_group_rel',
    column: 'group_id',
    otherColumn: 'rule_group_id',
  })
  api_key_duration = fields.float({
    label: 'API Keys maximum duration days',
    default: 0,
    help: 'For how many days an API key of a user of this group may be valid.',
  })

  @api.depends('name', 'category_id.name')
  computeFullName() {
    for (const group of this) {
      const { category_id: category } = group
      group.full_name = category.length > 0 ? `${category.name} / ${group.name}` : group.name
    }
  }

  @api.depends('full_name')
  override computeDisplayName() {
    for (const group of this) group.display_name = group.full_name
  }

  @api.depends('implied_ids')
  async computeTransImplied() {
    const closure = await impliedGroups(this.env.cr, this.ids)
    for (const group of this) group.trans_implied_ids = this.env['res.groups'].browse(closure.get(group.id) ?? [])
  }

  override async create(values: Values | readonly Values[] = {}) {
    const made = await super.create(values)
    await this.noteMembers(await this.membersOf(made.ids))
    return made
  }

  override async write(values: Values) {
    const { name } = values
    if (typeof name === 'string' && name.startsWith('-')) {
      throw new UserError('The name of the group can not start with "-"')
    }
    if (!('implied_ids' in values || 'users' in values)) return super.write(values)
    const [before, implied] = [await this.membersOf(this.ids), await this.impliedOf()]
    const done = await super.write(values)
    const after = await this.membersOf(this.ids)
    const affected = new Set(before).symmetricDifference(new Set(after))
    // What a group comes to imply, or no longer does, concerns all of its users.
    if ((await this.impliedOf()) !== implied) for (const uid of after) affected.add(uid)
    await this.noteMembers(affected)
    return done
  }

  override async unlink() {
    const before = await this.membersOf(this.ids)
    const done = await super.unlink()
    await this.noteMembers(before)
    return done
  }

  override async copyData(values: Values = {}) {
    const list = await super.copyData(values)
    await this.load('name')
    return [...this].map(({ name }, index) => ({ ...list[index], name: `${name} (copy)`, ...values }))
  }

  /** The ids of the users in any of some groups. */
  async membersOf(groupIds: readonly number[]): Promise<number[]> {
    await this.env.flush()
    const { rows } = await this.env.cr.query<{ uid: number }>(
      'select distinct uid from res_groups_users_rel where gid = any($1::int4[])',
      [groupIds],
    )
    return rows.map(({ uid }) => uid)
  }

  /** All that the groups imply, to be compared. */
  async impliedOf(): Promise<string> {
    return JSON.stringify([...(await impliedGroups(this.env.cr, this.ids))])
  }

  /** Tells users that their groups changed from the other side: what follows from groups is made anew, and checked. */
  async noteMembers(userIds: Iterable<number>): Promise<void> {
    const users = await this.env['res.users']
      .sudo()
      .browse([...userIds])
      .exists()
    if (users.length > 0) await users.write({ groups_id: UNCHANGED })
  }
}

export interface GroupRecord extends Group {}
declare module 'pergola/models' {
  interface Models {
    'res.groups': GroupRecord
  }
}
