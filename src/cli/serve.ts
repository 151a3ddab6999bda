import { createApp, type App } from '../app/app.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Command } from './run.ts'

/** Serves until a signal comes: the first finishes what runs, a second ends at once. */
export const serve: Command = async (config, { host, port }) => {
  const app = createApp(config)
  const { url } = await app.listen({
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: toPort(port) }),
  })
  process.stdout.write(`Pergola serves ${[...app.composition.addons].map(({ name }) => name).join(', ')} at ${url}\n`)
  await stopped(app)
  return 0
}

function toPort(text: string): number {
  const port = Number(text)
  if (!/^[0-9]+$/.test(text) || port > 65_535)
    throw new ConfigurationError(`--port is a number up to 65535, not ${text}.`)
  return port
}

function stopped(app: App): Promise<void> {
  return new Promise((resolve, reject) => {
    let signals = 0
    const onSignal = (): void => {
      if (++signals > 1) process.exit(130)
      app.close().then(resolve, reject)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}
