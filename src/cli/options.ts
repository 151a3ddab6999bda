import { parseArgs } from 'node:util'
import { nearestName } from '../http/nearest-name.ts'
import { UsageError } from './usage-error.ts'

/** What every option means; which command takes which stands in `commands.ts`. */
export const OPTIONS = {
  config: { type: 'string', hint: '<file>', help: 'default: pergola.config.ts (or .js) in this folder' },
  database: {
    type: 'string',
    short: 'd',
    hint: '<name>',
    help: 'which database; may be left out where there is only one',
  },
  host: { type: 'string', hint: '<host>', help: 'where to listen, in place of http.host' },
  port: { type: 'string', hint: '<port>', help: 'in place of http.port; 0 takes a free one' },
  filter: { type: 'string', hint: '<text>', help: 'only those whose rule or name has it' },
  explain: { type: 'boolean', help: 'which class of which addon stated which option' },
  method: { type: 'string', hint: '<verb>', help: 'default GET, or POST with --data' },
  header: { type: 'string', multiple: true, hint: '<text>', help: "'Name: value'; may be given several times" },
  data: { type: 'string', hint: '<text>', help: 'the body' },
  install: { type: 'string', multiple: true, hint: '<a,b>', help: 'addons, besides those that every database has' },
  demo: { type: 'boolean', help: 'with demonstration data' },
  login: { type: 'string', hint: '<login>', help: "the administrator's; default: admin" },
  password: {
    type: 'string',
    hint: '<text>',
    help: "the administrator's; other users of the machine can see it: rather set PERGOLA_ADMIN_PASSWORD",
  },
  lang: { type: 'string', hint: '<code>', help: 'the language: de_DE' },
  country: { type: 'string', hint: '<code>', help: 'the country of the company, which gives its currency: DE' },
  company: { type: 'string', hint: '<name>', help: "the company's name" },
  force: { type: 'boolean', help: 'asks nothing' },
  neutralize: { type: 'boolean', help: 'switches its scheduled actions off' },
  output: { type: 'string', short: 'o', hint: '<file>', help: 'default: standard output, where that is no terminal' },
  format: {
    type: 'string',
    hint: '<form>',
    help: 'custom or sql on a PostgreSQL server, directory of an embedded one',
  },
  trusted: { type: 'boolean', help: 'also takes SQL text, which can run programs here' },
  moved: { type: 'boolean', help: 'the original is gone: its id and secrets are kept, and who is logged in stays so' },
  name: { type: 'string', hint: '<text>', help: 'what the key is for' },
  scope: { type: 'string', hint: '<scope>', help: 'what it may be used for; default: rpc' },
  days: { type: 'string', hint: '<days>', help: 'how long it is valid; default: 90; never: for ever' },
  user: { type: 'string', short: 'u', hint: '<login>', help: 'whose rights count; default: all rights' },
  help: { type: 'boolean', short: 'h', help: 'what the command is for' },
} as const

export type OptionName = keyof typeof OPTIONS

/** The options of the command line, as they were given. */
export type CliOptions = Partial<ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']>

/**
 * Takes a command line apart.
 *
 * @throws UsageError for an option that no command has, or without its value
 */
export function parseWords(args: readonly string[]): { options: CliOptions; words: string[] } {
  try {
    const parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
    return { options: parsed.values, words: parsed.positionals }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error
    const [, unknown] = /^Unknown option '(--?[^']+)'/.exec(message) ?? []
    throw new UsageError(unknown === undefined ? message : unknownOption(unknown, Object.keys(OPTIONS)), {
      cause: error,
    })
  }
}

/** Says which option may be meant. */
export function unknownOption(option: string, known: readonly string[], command = 'pergola'): string {
  const nearest = nearestName(option.replace(/^--?/, ''), known)
  return `${command} has no option ${option}.${nearest === undefined ? '' : ` Is --${nearest} meant?`}`
}
