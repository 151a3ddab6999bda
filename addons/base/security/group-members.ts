import type { Environment, Model } from 'pergola/models'
import { directMembersAmong, hasActiveMember } from './user-facts.ts'

/** Whether somebody may change settings. Source: odoo `Users._check_at_least_one_administrator`. */
export async function hasAdministrator(env: Environment): Promise<boolean> {
  return hasActiveMember(env.cr, await groupId(env, 'base.group_system'))
}

/** The ids of those users who are put into the group of internal users itself. */
export async function internalAmong({ env, ids }: Model): Promise<readonly number[]> {
  return directMembersAmong(env.cr, ids, await groupId(env, 'base.group_user'))
}

async function groupId(env: Environment, xmlId: string): Promise<number> {
  const group = await env.ref(xmlId, { optional: true })
  await env.flush()
  return group?.ids[0] ?? 0
}
