import type { Config } from '../app/config.ts'
import type { CliOptions, OptionName } from './options.ts'

/**
 * Carries out one command; `words` stand behind its name.
 *
 * @returns the exit status: 0, 1 for a failure, 2 for wrong words
 */
export type Command = (config: Config, options: CliOptions, words: readonly string[]) => Promise<number>

/** What is known of a command without running it. */
export interface CommandEntry {
  /** What stands behind its name: `<name>`. */
  readonly parameters: string
  readonly summary: string
  readonly options: readonly OptionName[]
  /** How many words it takes at least and at most; left out where it says by itself what is wrong. */
  readonly words?: readonly [least: number, most: number]
  readonly run: Command
}
