import { select } from '../operations/run.ts'
import type { Cursor } from '../../database/cursor.ts'
import { sql } from '../sql.ts'
import { ACCESS_OPERATIONS, type AccessOperation } from './operations.ts'

/** What is known of a user, for checks. */
export interface UserProfile {
  readonly uid: number
  readonly active: boolean
  /** With those that they imply. */
  readonly groupIds: ReadonlySet<number>
  readonly companyId: number | null
  /** The user's own company first. */
  readonly companyIds: readonly number[]
  readonly partnerId: number | null
  readonly lang: string | null
  readonly tz: string | null
}

/** Who has a right. */
export interface Right {
  readonly everybody: boolean
  readonly groupIds: ReadonlySet<number>
}

/** A rule as it stands in the database. */
export interface RuleRow {
  readonly id: number
  readonly name: string
  readonly model: string
  readonly text: string
  readonly operations: ReadonlySet<AccessOperation>
  /** None: for everybody. */
  readonly groupIds: readonly number[]
}

const TABLES = [
  ['res_users', 'res_partner', 'res_groups', 'res_groups_users_rel', 'res_groups_implied_rel', 'res_company_users_rel'],
  ['ir_model', 'ir_model_data', 'ir_model_access', 'ir_rule', 'rule_group_rel'],
].flat()

/** Whether the tables of rights are there: they come with the addon base. */
export async function hasTables(cr: Cursor): Promise<boolean> {
  const [row] = await select<{ all: boolean }>(
    cr,
    sql`select bool_and(to_regclass(quote_ident(name)) is not null) as all from unnest(${TABLES}::text[]) name`,
  )
  return row?.all === true
}

/** A user; null where there is none. */
export async function loadProfile(cr: Cursor, uid: number): Promise<UserProfile | null> {
  const [row] = await select(
    cr,
    sql`with recursive held(gid) as (
      select gid from res_groups_users_rel where uid = ${uid}::int4
      union
      select i.hid from res_groups_implied_rel i join held on held.gid = i.gid
    )
    select u.active, u.company_id, u.partner_id,
      coalesce(to_jsonb(u)->>'lang', to_jsonb(p)->>'lang') as lang,
      coalesce(to_jsonb(u)->>'tz', to_jsonb(p)->>'tz') as tz,
      array(select gid from held where gid is not null)::int4[] as groups,
      array(select cid from res_company_users_rel where user_id = u.id order by cid)::int4[] as companies
    from res_users u left join res_partner p on p.id = u.partner_id where u.id = ${uid}::int4`,
  )
  if (row === undefined) return null
  const companyId = row['company_id'] as number | null
  const others = row['companies'] as number[]
  return {
    uid,
    active: row['active'] === true,
    groupIds: new Set(row['groups'] as number[]),
    companyId,
    companyIds: companyId === null ? others : [companyId, ...others.filter((id) => id !== companyId)],
    partnerId: row['partner_id'] as number | null,
    lang: (row['lang'] as string | null) || null,
    tz: (row['tz'] as string | null) || null,
  }
}

/** The ids of groups by their external ids. */
export async function loadGroups(cr: Cursor): Promise<ReadonlyMap<string, number>> {
  const rows = await select<{ xmlid: string; res_id: number }>(
    cr,
    sql`select module || '.' || name as xmlid, res_id from ir_model_data where model = 'res.groups' and res_id is not null`,
  )
  return new Map(rows.map(({ xmlid, res_id }) => [xmlid, res_id]))
}

/** Who may do what, by model and operation: `'read shop.book'`. */
export async function loadRights(cr: Cursor): Promise<ReadonlyMap<string, Right>> {
  const rows = await select<{ model: string; group_id: number | null } & Record<string, unknown>>(
    cr,
    sql`select m.model, a.group_id, a.perm_read, a.perm_write, a.perm_create, a.perm_unlink
      from ir_model_access a join ir_model m on m.id = a.model_id where a.active`,
  )
  const rights = new Map<string, { everybody: boolean; groupIds: Set<number> }>()
  for (const row of rows) {
    for (const operation of ACCESS_OPERATIONS) {
      if (row[`perm_${operation}`] !== true) continue
      const key = `${operation} ${row.model}`
      let right = rights.get(key)
      if (right === undefined) rights.set(key, (right = { everybody: false, groupIds: new Set() }))
      if (row.group_id === null) right.everybody = true
      else right.groupIds.add(row.group_id)
    }
  }
  return rights
}

/** The active rules by model. */
export async function loadRules(cr: Cursor): Promise<ReadonlyMap<string, readonly RuleRow[]>> {
  const rows = await select(
    cr,
    sql`select r.id, r.name, m.model, r.domain_force, r.perm_read, r.perm_write, r.perm_create, r.perm_unlink,
      array(select group_id from rule_group_rel where rule_group_id = r.id)::int4[] as groups
      from ir_rule r join ir_model m on m.id = r.model_id where r.active order by r.id`,
  )
  const rules = new Map<string, RuleRow[]>()
  for (const row of rows) {
    const model = row['model'] as string
    const rule: RuleRow = {
      id: row['id'] as number,
      name: (row['name'] as string | null) ?? '',
      model,
      text: (row['domain_force'] as string | null) ?? '',
      operations: new Set(ACCESS_OPERATIONS.filter((operation) => row[`perm_${operation}`] === true)),
      groupIds: row['groups'] as number[],
    }
    const list = rules.get(model)
    if (list === undefined) rules.set(model, [rule])
    else list.push(rule)
  }
  return rules
}
