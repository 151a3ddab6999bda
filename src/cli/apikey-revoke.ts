import { UserError } from '../errors/business-errors.ts'
import { inDatabase } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Takes an API key back. */
export const revokeApiKey: Command = (config, options, [id = '']) => {
  if (!/^[1-9][0-9]{0,8}$/.test(id))
    throw new UsageError(`A key is named by its id, which pergola apikey list shows; not ${id}.`)
  return inDatabase(config, options, async (env) => {
    const key = await env.records('res.users.apikeys').browse(Number(id)).exists()
    if (key.length === 0) throw new UserError(`There is no API key ${id}.`)
    await key['remove']()
    print(`The API key ${id} was revoked.`)
    return 0
  })
}
