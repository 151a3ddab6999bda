import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Makes a database from a backup, which is a file or comes by standard input. */
export const restoreDatabase: Command = (config, options, [name = '', file = '']) =>
  withDatabases(config, async (databases) => {
    const { trusted = false, moved = false, neutralize = false } = options
    const found = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })
    if (file !== '-' && found === undefined) throw new UsageError(`There is no file ${file}.`)
    if (found?.isDirectory() === true) throw new UsageError(`${file} is a folder: name the file of a backup.`)
    const input: Readable = file === '-' ? process.stdin : createReadStream(file)
    const backup = Readable.toWeb(input) as ReadableStream<Uint8Array>
    await databases.restore(name, backup, { trusted, copy: !moved, neutralize })
    print(`The database ${name} was restored.`)
    return 0
  })
