import { knownDatabase, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'

/** Copies a database; the copy gets an id and secrets of its own. */
export const duplicateDatabase: Command = (config, { neutralize = false }, [source = '', target = '']) =>
  withDatabases(config, async (databases) => {
    knownDatabase(await databases.names(), source)
    await databases.duplicate(source, target, { neutralize })
    print(`The database ${source} was copied to ${target}.`)
    return 0
  })
