import { existsSync } from 'node:fs'
import { knownDatabase, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { note, print } from './print.ts'
import { ask, isInteractive } from './prompt.ts'
import { UsageError } from './usage-error.ts'

/** Deletes a database, with all that is in it. */
export const dropDatabase: Command = (config, { force = false }, [name = '']) =>
  withDatabases(config, async (databases) => {
    knownDatabase(await databases.names(), name)
    if (!force) await confirm(name)
    // One that cannot be opened can be deleted all the same.
    const files = await databases.fileStore(name).catch(() => null)
    await databases.drop(name)
    print(`The database ${name} was deleted.`)
    // Others may have the same folder.
    if (files !== null && existsSync(files)) note(`The files of its attachments are still there: ${files}`)
    return 0
  })

async function confirm(name: string): Promise<void> {
  if (!isInteractive()) throw new UsageError(`This deletes the database ${name}, and nobody can be asked: say --force.`)
  const typed = await ask(`This deletes the database ${name} and all that is in it. Type its name to go on: `)
  if (typed.trim() !== name) throw new UsageError('Nothing was deleted.')
}
