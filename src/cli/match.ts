import { createApp } from '../app/app.ts'
import { explainRequest } from '../app/explain-request.ts'
import { misused, toRequestTarget } from './request-target.ts'
import type { Command } from './run.ts'

/** Tells what would answer a request, and every step of why. */
export const printMatch: Command = async (config, _options, words) => {
  const [method = '', url] = words
  if (url === undefined || words.length > 2) {
    const example = /^[a-z]+$/i.test(method) ? '' : `, for example: pergola match GET ${method || '/shop'}`
    return misused(`Say which: pergola match <method> <url>${example}.`)
  }
  // Turned round is easily typed, and never means anything else.
  const isTurned = /^(\/|https?:)/i.test(method) && /^[a-z]+$/i.test(url)
  return isTurned ? explain(config, url, method) : explain(config, method, url)
}

/** The same for `GET`. Source: pyramid's pviews. */
export const printViews: Command = async (config, _options, words) => {
  const [url] = words
  if (url === undefined || words.length > 1) return misused('Say which: pergola views <url>, and one at a time.')
  return explain(config, 'GET', url)
}

async function explain(config: Parameters<Command>[0], method: string, url: string): Promise<number> {
  const { path, host, encrypted } = toRequestTarget(url)
  const target = host === null ? path : `${encrypted ? 'https' : 'http'}://${host}${path}`
  await using app = await createApp({ ...config, log: false }).ready()
  process.stdout.write(`${(await explainRequest(app, { method: method.toUpperCase(), path: target })).join('\n')}\n`)
  return 0
}
