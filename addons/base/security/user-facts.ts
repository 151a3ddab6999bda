import type { Cursor } from 'pergola/database'

/** Those of some users who belong to a group, also through groups that imply it. */
export async function membersAmong(cr: Cursor, userIds: readonly number[], groupId: number): Promise<Set<number>> {
  const { rows } = await cr.query<{ uid: number }>(
    `with recursive member as (
       select uid, gid from res_groups_users_rel where uid = any($1::int4[])
       union select member.uid, implied.hid from member join res_groups_implied_rel implied on implied.gid = member.gid
     ) select distinct uid from member where gid = $2`,
    [userIds, groupId],
  )
  return new Set(rows.map(({ uid }) => uid))
}

/** Those of some users who were put into a group itself. */
export async function directMembersAmong(cr: Cursor, userIds: readonly number[], groupId: number): Promise<number[]> {
  const { rows } = await cr.query<{ uid: number }>(
    'select uid from res_groups_users_rel where uid = any($1::int4[]) and gid = $2',
    [userIds, groupId],
  )
  return rows.map(({ uid }) => uid)
}

/** Whether an active user is in a group. */
export async function hasActiveMember(cr: Cursor, groupId: number): Promise<boolean> {
  const { rows } = await cr.query(
    'select 1 from res_groups_users_rel rel join res_users u on u.id = rel.uid where rel.gid = $1 and u.active limit 1',
    [groupId],
  )
  return rows.length > 0
}

/** Whether one of some users is internal, portal or public, and another of these too. */
export async function haveSeveralTypes(cr: Cursor, userIds: readonly number[]): Promise<boolean> {
  const { rows } = await cr.query(
    `select rel.uid from res_groups_users_rel rel
     join ir_model_data data on data.model = 'res.groups' and data.res_id = rel.gid and data.module = 'base'
       and data.name in ('group_user', 'group_portal', 'group_public')
     where rel.uid = any($1::int4[]) group by rel.uid having count(*) > 1 limit 1`,
    [userIds],
  )
  return rows.length > 0
}

/** When users logged in last. */
export async function latestLogIns(cr: Cursor, userIds: readonly number[]): Promise<Map<number, Date>> {
  const { rows } = await cr.query<{ create_uid: number; latest: Date }>(
    `select create_uid, max(create_date) as latest from res_users_log
     where create_uid = any($1::int4[]) group by create_uid`,
    [userIds],
  )
  return new Map(rows.map(({ create_uid, latest }) => [create_uid, latest]))
}
