import { fileStoreOf } from './backup/file-store.ts'
import { moveFileStore } from './backup/move-file-store.ts'
import { knownDatabase, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'

/** Gives a database another name. */
export const renameDatabase: Command = (config, _options, [from = '', to = '']) =>
  withDatabases(config, async (databases) => {
    knownDatabase(await databases.names(), from)
    const files = await fileStoreOf(databases, from)
    await databases.rename(from, to)
    await moveFileStore(files, await fileStoreOf(databases, to))
    print(`The database ${from} is now ${to}.`)
    return 0
  })
