import { inDatabase } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { table } from './table.ts'

/** Lists the users that can log in, and those that cannot. */
export const listUsers: Command = (config, options) =>
  inDatabase(config, options, async (env) => {
    const users = await env.records('res.users').withContext({ active_test: false }).search([])
    await users.load('login', 'name', 'active', 'login_date')
    const rows = [...users].map((user) => [
      String(user.ids[0]),
      user['login'] as string,
      user['name'] as string,
      user['active'] === true ? 'yes' : 'no',
      shownDate(user['login_date']),
    ])
    print(...table([['Id', 'Login', 'Name', 'Active', 'Last log-in'], ...rows]))
    return 0
  })

/** A moment in UTC, to the second. */
export function shownDate(date: unknown, otherwise = '-'): string {
  return date instanceof Date ? `${date.toISOString().slice(0, 19)}Z` : otherwise
}
