import { setTimeout } from 'node:timers/promises'
import { createApp, type App } from '../app/app.ts'
import { Scheduler } from '../app/database/scheduler.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Command } from './command.ts'
import { explainFailure } from './explain-failure.ts'
import { print } from './print.ts'

/** Serves until a signal comes: the first finishes what runs, a second ends at once. */
export const serve: Command = async (config, { host, port }) => {
  const app = createApp(config)
  // A promise that one endpoint forgot is no reason to end what everybody else asked for.
  process.on('unhandledRejection', (err) => app.log.error({ err }, 'A promise failed that nobody awaited'))
  const url = await listen(app, {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: toPort(port) }),
  })
  const scheduler = app.databases === null ? null : new Scheduler(app.databases, app.log)
  scheduler?.start()
  await Promise.all([stopped(app, scheduler), announce(app, url)])
  return 0
}

async function listen(app: App, address: { host?: string; port?: number }): Promise<string> {
  try {
    return (await app.listen(address)).url
  } catch (error) {
    const { host, port } = { ...app.settings.http, ...address }
    const reason = listenProblems.get((error as NodeJS.ErrnoException).code ?? '')
    if (reason === undefined) throw error
    throw new ConfigurationError(`Cannot listen on port ${port} of ${host}: ${reason}`, { cause: error })
  }
}

const listenProblems: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'it is taken; choose another with --port.'],
  ['EACCES', 'this user may not; ports from 1024 on are free for all.'],
  ['EADDRNOTAVAIL', 'this machine has no such address.'],
  ['ENOTFOUND', 'there is no host of that name.'],
  ['ERR_SOCKET_BAD_PORT', 'a port is a number up to 65535.'],
])

function toPort(text: string): number {
  const port = Number(text)
  if (!/^[0-9]+$/.test(text) || port > 65_535)
    throw new ConfigurationError(`--port is a number up to 65535, not ${text}.`)
  return port
}

async function announce({ composition, databases }: App, url: string): Promise<void> {
  print(`Pergola serves ${[...composition.addons].map(({ name }) => name).join(', ')} at ${url}`)
  if (databases === null) return
  try {
    const names = await databases.names()
    print(names.length === 0 ? 'Databases: none yet (pergola db create <name>)' : `Databases: ${names.join(', ')}`)
  } catch (error) {
    // They may come back: requests without a database are served meanwhile.
    print(`Databases: they cannot be listed now. ${explainFailure(error) ?? (error as Error).message}`)
  }
}

function stopped(app: App, scheduler: Scheduler | null): Promise<void> {
  return new Promise((resolve, reject) => {
    let signals = 0
    const onSignal = (): void => {
      if (++signals > 1) process.exit(130)
      quieten(app, scheduler)
        .then(() => app.close())
        .then(resolve, reject)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}

/** A scheduled action that runs may come to its end, for as long as requests may. */
async function quieten({ settings }: App, scheduler: Scheduler | null): Promise<void> {
  if (scheduler === null) return
  const late = new AbortController()
  const patience = setTimeout(settings.http.stopTimeout, undefined, { signal: late.signal }).catch(() => {})
  await Promise.race([scheduler.stop(), patience])
  late.abort()
}
