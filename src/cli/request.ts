import { STATUS_CODES } from 'node:http'
import { createApp } from '../app/app.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { misused, toRequestTarget } from './request-target.ts'
import { commandLog } from './command-log.ts'
import type { Command } from './command.ts'
import { knownDatabase } from './chosen-database.ts'

/** Runs one request in this process and prints the response. Source: pyramid's prequest. */
export const runRequest: Command = async (config, { method, header = [], data, database }, words) => {
  const [url] = words
  if (url === undefined || words.length > 1)
    return misused('Say which: pergola request <path>, and one at a time. The method is an option: --method POST.')
  const { path, host, encrypted } = toRequestTarget(url)
  const headers = header.map(toPair)
  if (host !== null && !headers.some(([name]) => name.toLowerCase() === 'host')) headers.push(['host', host])
  // The log goes beside the response, which may be kept.
  await using app = await createApp({ ...config, log: commandLog({ stacks: true }) }).ready()
  if (database !== undefined) knownDatabase((await app.databases?.names()) ?? [], database)
  const answer = await app.inject({
    path,
    encrypted,
    headers,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(data === undefined ? {} : { body: data }),
    ...(database === undefined ? {} : { database }),
  })
  const { 'set-cookie': cookies = [], ...rest } = answer.headers
  const received = [...Object.entries(rest), ...[cookies].flat().map((each) => ['set-cookie', each] as const)]
  const lines = received.map(([name, value]) => `${name}: ${value}`)
  process.stdout.write(`${answer.status} ${STATUS_CODES[answer.status] ?? ''}\n${lines.join('\n')}\n\n`)
  process.stdout.write(answer.body)
  process.stdout.write('\n')
  return answer.status < 400 ? 0 : 1
}

function toPair(text: string): [string, string] {
  const at = text.indexOf(':')
  if (at < 1) throw new ConfigurationError(`--header is 'Name: value', not '${text}'.`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}
