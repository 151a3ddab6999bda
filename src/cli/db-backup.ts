import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { knownDatabase, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { note } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Writes a backup of a database to a file, or to standard output. */
export const backupDatabase: Command = (config, { output = '-', format, force = false }, [name = '']) =>
  withDatabases(config, async (databases) => {
    if (output === '-' && process.stdout.isTTY)
      throw new UsageError('A backup is no text for a terminal: say --output <file>, or redirect it.')
    if (output !== '-' && !existsSync(dirname(output)))
      throw new UsageError(`There is no folder ${dirname(output)} for the backup.`)
    if (output !== '-' && !force && existsSync(output)) throw new UsageError(`${output} is there already: say --force.`)
    knownDatabase(await databases.names(), name)
    const backup = Readable.fromWeb((await databases.backup(name, format)) as Parameters<typeof Readable.fromWeb>[0])
    if (output === '-') await pipeline(backup, process.stdout, { end: false })
    else await writeWhole(output, backup)
    note(`The database ${name} was backed up${output === '-' ? '' : ` to ${output}`}.`)
    return 0
  })

/** Only a whole backup has the name that was asked for. */
async function writeWhole(path: string, backup: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`
  try {
    await pipeline(backup, createWriteStream(draft, { mode: 0o600 }))
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}
