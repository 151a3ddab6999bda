import type { Cursor } from 'pergola/database'
import type { Environment } from 'pergola/models'

/** The groups that each of some groups implies, directly or through others. */
export async function impliedGroups(cr: Cursor, groupIds: readonly number[]): Promise<Map<number, number[]>> {
  const { rows } = await cr.query<{ gid: number; hid: number }>(
    `with recursive implied as (
       select gid, hid from res_groups_implied_rel where gid = any($1::int4[])
       union select implied.gid, further.hid from implied join res_groups_implied_rel further on further.gid = implied.hid
     ) select gid, hid from implied order by gid, hid`,
    [groupIds],
  )
  const groups = new Map<number, number[]>()
  for (const { gid, hid } of rows) groups.set(gid, [...(groups.get(gid) ?? []), hid])
  return groups
}

/** Makes users members of the groups that theirs imply. Source: odoo's `UsersImplied`. */
export async function addImpliedGroups(env: Environment, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return
  const { rowCount } = await env.cr.query(
    `with recursive wanted as (
       select uid, gid from res_groups_users_rel where uid = any($1::int4[])
       union select wanted.uid, implied.hid from wanted join res_groups_implied_rel implied on implied.gid = wanted.gid
     ) insert into res_groups_users_rel (uid, gid) select uid, gid from wanted on conflict do nothing`,
    [userIds],
  )
  if ((rowCount ?? 0) === 0) return
  env.transaction.invalidate('res.users', userIds, ['groups_id', 'share'])
  env.transaction.invalidate('res.groups', undefined, ['users'])
  env.transaction.clearCaches('access')
}
