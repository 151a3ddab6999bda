import { createApiKey } from './apikey-create.ts'
import { listApiKeys } from './apikey-list.ts'
import { revokeApiKey } from './apikey-revoke.ts'
import type { CommandEntry } from './command.ts'
import { backupDatabase } from './db-backup.ts'
import { createDatabase } from './db-create.ts'
import { dropDatabase } from './db-drop.ts'
import { duplicateDatabase } from './db-duplicate.ts'
import { listDatabases } from './db-list.ts'
import { renameDatabase } from './db-rename.ts'
import { restoreDatabase } from './db-restore.ts'
import { installAddons } from './install.ts'
import { printMatch, printViews } from './match.ts'
import { runRequest } from './request.ts'
import { printRoutes } from './routes.ts'
import { serve } from './serve.ts'
import { openShell } from './shell.ts'
import { printTweens } from './tweens.ts'
import { uninstallAddons } from './uninstall.ts'
import { upgradeAddons } from './upgrade.ts'
import { listUsers } from './user-list.ts'
import { setPassword } from './user-passwd.ts'

const MANY = 100

function entry(
  parameters: string,
  summary: string,
  run: CommandEntry['run'],
  options: CommandEntry['options'] = [],
  words?: CommandEntry['words'],
): CommandEntry {
  return { parameters, summary, run, options, ...(words === undefined ? {} : { words }) }
}

/** All commands, by their names. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map([
  ['serve', entry('', 'serve the application that the configuration describes', serve, ['host', 'port'], [0, 0])],
  [
    'routes',
    entry(
      '',
      'list the routes: rule, methods, auth, type, the classes that answer, warnings',
      printRoutes,
      ['filter', 'explain', 'database'],
      [0, 0],
    ),
  ],
  ['match', entry('<method> <url>', 'what would answer, and every step of why', printMatch, ['database'])],
  ['views', entry('<url>', 'the same for GET', printViews, ['database'])],
  ['tweens', entry('', 'list the tweens, the outermost first', printTweens, ['database'], [0, 0])],
  [
    'request',
    entry('<path>', 'run one request in this process and print the response', runRequest, [
      ...(['method', 'header', 'data', 'database'] as const),
    ]),
  ],
  [
    'shell',
    entry(
      '',
      'a console with env, request and the rest; or a script on standard input',
      openShell,
      ['database', 'user'],
      [0, 0],
    ),
  ],
  [
    'db create',
    entry(
      '<name>',
      'make a database',
      createDatabase,
      [...(['install', 'demo', 'login', 'password', 'lang', 'country', 'company'] as const)],
      [1, 1],
    ),
  ],
  ['db list', entry('', 'list the databases', listDatabases, [], [0, 0])],
  ['db drop', entry('<name>', 'delete a database', dropDatabase, ['force'], [1, 1])],
  ['db duplicate', entry('<from> <to>', 'copy a database', duplicateDatabase, ['neutralize'], [2, 2])],
  ['db rename', entry('<from> <to>', 'give a database another name', renameDatabase, [], [2, 2])],
  [
    'db backup',
    entry(
      '<name>',
      'write a backup, with the files of attachments',
      backupDatabase,
      ['output', 'format', 'force'],
      [1, 1],
    ),
  ],
  [
    'db restore',
    entry(
      '<name> <file|->',
      'make a database from a backup',
      restoreDatabase,
      ['moved', 'neutralize', 'trusted'],
      [2, 2],
    ),
  ],
  [
    'install',
    entry('<addon…>', 'install addons, with what they depend on', installAddons, ['database', 'demo'], [1, MANY]),
  ],
  [
    'upgrade',
    entry('<addon…|all>', 'run migrations and load the data of addons again', upgradeAddons, ['database'], [1, MANY]),
  ],
  [
    'uninstall',
    entry('<addon…>', 'remove addons, their data and what depends on them', uninstallAddons, ['database'], [1, MANY]),
  ],
  ['user list', entry('', 'list the users', listUsers, ['database'], [0, 0])],
  [
    'user passwd',
    entry('<login>', 'set a password: asked for, or a line on standard input', setPassword, ['database'], [1, 1]),
  ],
  [
    'apikey create',
    entry('<login>', 'make an API key and print it', createApiKey, ['name', 'scope', 'days', 'database'], [1, 1]),
  ],
  ['apikey list', entry('<login>', 'list the API keys of a user', listApiKeys, ['database'], [1, 1])],
  ['apikey revoke', entry('<id>', 'take an API key back', revokeApiKey, ['database'], [1, 1])],
])
