import { createApp } from '../app/app.ts'
import { explainRequest } from '../app/explain-request.ts'
import { lookedAt } from './chosen-database.ts'
import type { Command } from './command.ts'
import type { CliOptions } from './options.ts'
import { misused, toRequestTarget } from './request-target.ts'

/** Tells what would answer a request, and every step of why. */
export const printMatch: Command = async (config, options, words) => {
  const [method = '', url] = words
  if (url === undefined || words.length > 2) {
    const example = /^[a-z]+$/i.test(method) ? '' : `, for example: pergola match GET ${method || '/shop'}`
    return misused(`Say which: pergola match <method> <url>${example}.`)
  }
  // Turned round is easily typed, and never means anything else.
  const isTurned = /^(\/|https?:)/i.test(method) && /^[a-z]+$/i.test(url)
  return isTurned ? explain(config, options, url, method) : explain(config, options, method, url)
}

/** The same for `GET`. Source: pyramid's pviews. */
export const printViews: Command = async (config, options, words) => {
  const [url] = words
  if (url === undefined || words.length > 1) return misused('Say which: pergola views <url>, and one at a time.')
  return explain(config, options, 'GET', url)
}

async function explain(
  config: Parameters<Command>[0],
  options: CliOptions,
  method: string,
  url: string,
): Promise<number> {
  const { path, host, encrypted } = toRequestTarget(url)
  const target = host === null ? path : `${encrypted ? 'https' : 'http'}://${host}${path}`
  await using app = await createApp({ ...config, log: false }).ready()
  const served = await lookedAt(app, options)
  const lines = await explainRequest(app, { method: method.toUpperCase(), path: target, served })
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}
