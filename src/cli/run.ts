import { nearestName } from '../http/nearest-name.ts'
import type { CommandEntry } from './command.ts'
import { commands } from './commands.ts'
import { explainFailure } from './explain-failure.ts'
import { loadConfig } from './load-config.ts'
import { parseWords, unknownOption, type CliOptions, type OptionName } from './options.ts'
import { UsageError } from './usage-error.ts'
import { EVERYWHERE, usage, usageOf } from './usage.ts'

/**
 * The `pergola` command.
 *
 * @param args what stands behind the command's name
 * @returns the exit status: 0, 1 for a failure, 2 for wrong words
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const { options, words } = parseWords(args)
    if (words[0] === 'help') return await execute({ ...options, help: true }, words.slice(1))
    return await execute(options, words)
  } catch (error) {
    const message = explainFailure(error)
    if (message === null) throw error
    return fail(message, error instanceof UsageError ? 2 : 1)
  }
}

async function execute(options: CliOptions, words: readonly string[]): Promise<number> {
  const [first, second] = words
  if (first === undefined) return print(usage(commands), options.help ? 0 : 2)
  const isGroup = [...commands.keys()].some((name) => name.startsWith(`${first} `))
  if (isGroup && second === undefined) return print(usage(commands, first), options.help ? 0 : 2)
  const name = isGroup ? `${first} ${second}` : first
  const command = commands.get(name)
  if (command === undefined) throw new UsageError(unknownCommand(name, isGroup ? first : null))
  if (options.help) return print(usageOf(name, command), 0)
  const rest = words.slice(isGroup ? 2 : 1)
  check(name, command, options, rest)
  return command.run(await loadConfig(options.config), options, rest)
}

/** @throws UsageError for options that the command does not take, and too few or too many words */
function check(name: string, command: CommandEntry, options: CliOptions, words: readonly string[]): void {
  const known = [...command.options, ...EVERYWHERE]
  for (const option of Object.keys(options) as OptionName[]) {
    if (!known.includes(option)) throw new UsageError(unknownOption(`--${option}`, known, `pergola ${name}`))
  }
  const [least, most] = command.words ?? [0, Infinity]
  if (words.length >= least && words.length <= most) return
  throw new UsageError(`Say: pergola ${name} ${command.parameters}`.trimEnd())
}

function unknownCommand(name: string, group: string | null): string {
  const nearest = nearestName(name, commands.keys())
  const hint = nearest === undefined ? '' : ` Is ${nearest} meant?`
  return `There is no command ${name}.${hint} See pergola ${group === null ? '' : `${group} `}--help.`
}

function print(text: string, status: number): number {
  process.stdout.write(text)
  return status
}

function fail(message: string, status: number): number {
  process.stderr.write(`pergola: ${message}\n`)
  return status
}
