import { createReadStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { restoreBackup } from './backup/restore-backup.ts'
import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Makes a database from a backup, which is a file or comes by standard input. */
export const restoreDatabase: Command = (config, options, [name = '', file = '']) =>
  withDatabases(config, async (databases) => {
    const { trusted = false, moved = false, neutralize = false } = options
    if (file !== '-' && !existsSync(file)) throw new UsageError(`There is no file ${file}.`)
    const input: Readable = file === '-' ? process.stdin : createReadStream(file)
    const backup = Readable.toWeb(input) as ReadableStream<Uint8Array>
    await restoreBackup(databases, name, backup, { trusted, copy: !moved, neutralize })
    print(`The database ${name} was restored.`)
    return 0
  })
