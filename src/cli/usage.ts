import type { CommandEntry } from './command.ts'
import { OPTIONS, type OptionName } from './options.ts'

type Commands = ReadonlyMap<string, CommandEntry>

/** What every command can be told. */
export const EVERYWHERE: readonly OptionName[] = ['config', 'help']

/** The help of all commands, or of those that begin with a word. */
export function usage(commands: Commands, group = ''): string {
  const shown = [...commands].filter(([name]) => group === '' || name.startsWith(`${group} `))
  const head = group === '' ? 'pergola <command> [options]' : `pergola ${group} <command> [options]`
  const lines = shown.map(([name, { parameters, summary }]) => [`  ${name} ${parameters}`.trimEnd(), summary] as const)
  const names = new Set(shown.flatMap(([, { options }]) => options))
  const options = [...names, ...EVERYWHERE].map(optionLine)
  return `${head}\n\n${columns(lines)}\n\n${columns(options)}\n\npergola <command> --help tells which options a command takes.\n`
}

/** The help of one command. */
export function usageOf(name: string, { parameters, summary, options }: CommandEntry): string {
  const head = `pergola ${name} ${parameters}`.trimEnd()
  return `${head}\n\n  ${summary}\n\n${columns([...options, ...EVERYWHERE].map(optionLine))}\n`
}

function optionLine(name: OptionName): readonly [string, string] {
  const option: { short?: string; hint?: string; help: string } = OPTIONS[name]
  const short = option.short === undefined ? '' : `, -${option.short}`
  return [`  --${name}${short}${option.hint === undefined ? '' : ` ${option.hint}`}`, option.help]
}

function columns(lines: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...lines.map(([first]) => first.length))
  return lines.map(([first, second]) => `${first.padEnd(width)}  ${second}`).join('\n')
}
