import { createApp } from '../app/app.ts'
import { explainRequest } from '../app/explain-request.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Command } from './run.ts'

/** Tells what would answer a request, and every step of why. */
export const printMatch: Command = async (config, _options, words) => {
  const [method, url] = words
  if (method === undefined || url === undefined)
    throw new ConfigurationError('Say which: pergola match <method> <url>.')
  return explain(config, method.toUpperCase(), url)
}

/** The same for `GET`. Source: pyramid's pviews. */
export const printViews: Command = async (config, _options, [url]) => {
  if (url === undefined) throw new ConfigurationError('Say which: pergola views <url>.')
  return explain(config, 'GET', url)
}

async function explain(config: Parameters<Command>[0], method: string, path: string): Promise<number> {
  await using app = await createApp({ ...config, log: false }).ready()
  process.stdout.write(`${(await explainRequest(app, { method, path })).join('\n')}\n`)
  return 0
}
