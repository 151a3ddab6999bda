import { parseArgs } from 'node:util'
import { PergolaError } from '../errors/pergola-error.ts'
import { nearestName } from '../http/nearest-name.ts'
import { loadConfig } from './load-config.ts'
import { printMatch, printViews } from './match.ts'
import { runRequest } from './request.ts'
import { printRoutes } from './routes.ts'
import { serve } from './serve.ts'
import { printTweens } from './tweens.ts'

const USAGE = `pergola <command> [options]

  serve    serve the application that the configuration describes
  routes   list the routes: rule, methods, auth, type, the classes that answer, warnings
  match    match <method> <url>: what would answer, and every step of why
  views    views <url>: the same for GET
  tweens   list the tweens, the outermost first
  request  request <path>: run one request in this process and print the response

  --config <file>   default: pergola.config.ts (or .js) in this folder
  --host <host>     serve: where to listen, in place of http.host
  --port <port>     serve: in place of http.port; 0 takes a free one
  --filter <text>   routes: only those whose rule or name has it
  --method <verb>   request: default GET, or POST with --data
  --header <text>   request: 'Name: value'; may be given several times
  --data <text>     request: the body
  --explain         routes: which class of which addon stated which option
`

const options = {
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  filter: { type: 'string' },
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  data: { type: 'string' },
  explain: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** The options of the command line, as they were given. */
export type CliOptions = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** Carries out one command; `words` stand behind its name. */
export type Command = (
  config: Awaited<ReturnType<typeof loadConfig>>,
  options: CliOptions,
  words: readonly string[],
) => Promise<number>

const commands: ReadonlyMap<string, Command> = new Map([
  ['serve', serve],
  ['routes', printRoutes],
  ['match', printMatch],
  ['views', printViews],
  ['tweens', printTweens],
  ['request', runRequest],
])

/**
 * The `pergola` command.
 *
 * @param args what stands behind the command's name
 * @returns the exit status: 0, 1 for a failure, 2 for wrong words
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const [name, ...words] = positionals
    if (values.help || name === undefined || name === 'help')
      return print(USAGE, name === undefined && !values.help ? 2 : 0)
    const command = commands.get(name)
    if (command === undefined) return fail(unknownCommand(name), 2)
    return await command(await loadConfig(values.config), values, words)
  } catch (error) {
    const isUsage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true
    if (isUsage || error instanceof PergolaError) return fail((error as Error).message, isUsage ? 2 : 1)
    throw error
  }
}

function unknownCommand(name: string): string {
  const nearest = nearestName(name, commands.keys())
  return `There is no command ${name}.${nearest === undefined ? '' : ` Is ${nearest} meant?`} See pergola --help.`
}

function print(text: string, status: number): number {
  process.stdout.write(text)
  return status
}

function fail(message: string, status: number): number {
  process.stderr.write(`pergola: ${message}\n`)
  return status
}
