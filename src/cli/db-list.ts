import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'

/** Lists the databases, one a line. */
export const listDatabases: Command = (config) =>
  withDatabases(config, async (databases) => {
    print(...(await databases.names()))
    return 0
  })
