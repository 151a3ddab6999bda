import { inDatabase } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { table } from './table.ts'
import { shownDate } from './user-list.ts'
import { userOf } from './users.ts'

/** Lists the API keys of a user: what they are for, never the keys. */
export const listApiKeys: Command = (config, options, [login = '']) =>
  inDatabase(config, options, async (env) => {
    const user = await userOf(env, login)
    const keys = await env.records('res.users.apikeys').search([['user_id', '=', user.ids[0]]])
    await keys.load('name', 'scope', 'expiration_date', 'last_use')
    const rows = [...keys].map((key) => [
      String(key.ids[0]),
      key['name'] as string,
      (key['scope'] as string | null) ?? 'all',
      shownDate(key['expiration_date'], 'never'),
      shownDate(key['last_use']),
    ])
    print(...table([['Id', 'Name', 'Scope', 'Valid until', 'Last use'], ...rows]))
    return 0
  })
