import { chmodSync, closeSync, openSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { start, type REPLServer } from 'node:repl'
import { inspect } from 'node:util'
import { print } from './print.ts'
import type { ShellSession } from './shell-session.ts'

type Evaluate = REPLServer['eval']

/** Asks for lines and prints what they give, until the end of the input. */
export async function runConsole(session: ShellSession): Promise<void> {
  print(session.describe(), '.exit or Ctrl+D ends; what was not committed by await commit() is undone.')
  // The application's own global objects, so that dates, errors and lists that are typed are what its code takes them for.
  const writer = (value: unknown): string => shown(value, session)
  const server = start({ prompt: 'pergola> ', useGlobal: true, ignoreUndefined: true, writer })
  Object.assign(server.context, session.names())
  const evaluate = server.eval as (this: REPLServer, ...words: Parameters<Evaluate>) => void
  const inSession: Evaluate = (...words) => session.run(() => evaluate.apply(server, words))
  ;(server as { eval: Evaluate }).eval = inSession
  await keepHistory(server)
  await new Promise<void>((resolve) => server.once('exit', resolve))
}

/** A result as a line, where it is one of the things that hold half the application. */
function shown(value: unknown, { app, request, env }: ShellSession): string {
  if (value === app) return `App of ${[...app.addons.keys()].join(', ')}`
  if (value === request) return `Request ${request.method} ${request.path}`
  if (env === null) return inspect(value, options)
  if (value === env) return `Environment of user ${env.uid}${env.su ? ', all rights' : ''}`
  if (value === env.registry) return `Registry of ${env.registry.addons.join(', ')}`
  if (value === env.cr) return `Cursor of ${env.cr.database.name}`
  return inspect(value, options)
}

const options = { depth: 2, colors: process.stdout.isTTY && process.stdout.hasColors() }

/** The lines of earlier times; nobody else may read them. A home that cannot be written to has none. */
async function keepHistory(server: REPLServer): Promise<void> {
  const path = process.env['PERGOLA_HISTORY'] ?? join(homedir(), '.pergola_history')
  try {
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
  } catch {
    return
  }
  await new Promise<void>((resolve) => server.setupHistory(path, () => resolve()))
}
