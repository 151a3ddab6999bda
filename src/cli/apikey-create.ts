import { inDatabase } from './chosen-database.ts'
import type { Command } from './command.ts'
import { note, print } from './print.ts'
import { UsageError } from './usage-error.ts'
import { userOf } from './users.ts'
import { shownDate } from './user-list.ts'

const DAY = 86_400_000
const MOST_DAYS = 3650

/** Makes an API key for a user and prints it: the key alone, so that it can be taken by a script. */
export const createApiKey: Command = async (config, options, [login = '']) => {
  const { name, scope = 'rpc', days = '90' } = options
  if (name === undefined)
    throw new UsageError("Say what the key is for: pergola apikey create <login> --name 'nightly export'.")
  const expiration = toExpiration(days)
  const key = await inDatabase(config, options, async (env) => {
    const user = await userOf(env, login)
    // How long is up to whoever may run this, not to the groups of the user.
    const own = env.with({ uid: user.ids[0] as number, su: true })
    return own.records('res.users.apikeys')['generate'](scope, name, expiration) as Promise<string>
  })
  print(key)
  note(`Valid for ${scope}, until ${shownDate(expiration, 'it is revoked')}. It is shown this once.`)
  return 0
}

function toExpiration(days: string): Date | null {
  if (days === 'never') return null
  const count = Number(days)
  if (!/^[0-9]+$/.test(days) || count < 1 || count > MOST_DAYS)
    throw new UsageError(`--days is a number from 1 to ${MOST_DAYS}, or never; not ${days}.`)
  return new Date(Date.now() + count * DAY)
}
