import { inDatabase } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { newSecret } from './prompt.ts'
import { userOf } from './users.ts'
import { UsageError } from './usage-error.ts'

/** Sets a user's password, and with that ends the sessions of the user. */
export const setPassword: Command = async (config, options, [login = '']) => {
  await inDatabase(config, options, async (env) => void (await userOf(env, login)))
  const password = await newSecret()
  if (password.trim() === '') throw new UsageError('The password is empty: nothing was changed.')
  await inDatabase(config, options, async (env) => (await userOf(env, login)).write({ password }))
  print(`The password of ${login} was set; its sessions end.`)
  return 0
}
