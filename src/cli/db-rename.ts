import { knownDatabase, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'

/** Gives a database another name. */
export const renameDatabase: Command = (config, _options, [from = '', to = '']) =>
  withDatabases(config, async (databases) => {
    knownDatabase(await databases.names(), from)
    await databases.rename(from, to)
    print(`The database ${from} is now ${to}.`)
    return 0
  })
