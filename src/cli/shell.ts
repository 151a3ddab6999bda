import { createApp, type App } from '../app/app.ts'
import type { ServedDatabase } from '../app/database/served-database.ts'
import { databaseName, type Environment } from './chosen-database.ts'
import { commandLog } from './command-log.ts'
import type { Command } from './command.ts'
import type { CliOptions } from './options.ts'
import { runConsole } from './shell-console.ts'
import { readScript, runScript } from './shell-script.ts'
import { ShellSession } from './shell-session.ts'
import { UsageError } from './usage-error.ts'
import { userOf } from './users.ts'

/**
 * A console in which the application and a database can be used; with a script on standard input, that is run. What was
 * not committed by `commit()` is undone at the end. Source: odoo's `odoo-bin shell`, pyramid's pshell.
 */
export const openShell: Command = async (config, options) => {
  await using app = await createApp({ ...config, log: commandLog() }).ready()
  const served = await chosen(app, options)
  await using session = await ShellSession.open(app, served)
  if (options.user !== undefined) session.become(await uidOf(session.env, options.user))
  await session.findRoot()
  if (!process.stdin.isTTY) return await runScript(session, await readScript())
  await runConsole(session)
  return 0
}

/** Without any database, the application can be looked at all the same. */
async function chosen({ databases }: App, options: CliOptions): Promise<ServedDatabase | null> {
  const names = (await databases?.names()) ?? []
  if (databases === null || (names.length === 0 && options.database === undefined)) {
    if (options.database !== undefined) throw new UsageError('--database: the configuration names no database.')
    return null
  }
  return databases.open(await databaseName(databases, options))
}

async function uidOf(env: Environment | null, login: string): Promise<number> {
  if (env === null) throw new UsageError('--user: there is no database, so there are no users.')
  return (await userOf(env, login)).ids[0] as number
}
