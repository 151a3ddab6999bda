import { RuleSyntaxError } from './errors.ts'

/** What a rule can give to a converter's constructor. */
export type ConverterArgument = string | number | boolean | null

/** Arguments of a converter as the rule gives them. */
export interface ConverterArguments {
  readonly positional: readonly ConverterArgument[]
  /** Has no prototype, so any name is safe. A name given twice keeps its last value. */
  readonly keywords: Readonly<Record<string, ConverterArgument>>
}

const BLANKS = /\s*/y
const KEYWORD = /([A-Za-z_][A-Za-z0-9_]*)\s*=\s*/y
const QUOTED = /[uUrR]?(?:'([^']*)'|"([^"]*)")/y
const BARE = /[+-]?(?:[\p{L}\p{M}\p{N}_.]|(?<=[0-9.][eE])[+-](?=[0-9]))+/uy
const NUMBER = /^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?$/
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i
const CONSTANTS: ReadonlyMap<string, ConverterArgument> = new Map<string, ConverterArgument>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/**
 * Reads the arguments of a converter: items separated by commas, each `value` or `name = value`. Values are numbers,
 * `True`, `False`, `None`, quoted text, or bare words.
 *
 * @param rule the whole rule's text (for the message of an error), of which `from` to `to` is read
 * @throws {RuleSyntaxError} for anything else, with a caret under it
 *
 * Source: werkzeug.routing.rules.parse_converter_args
 */
export function parseConverterArguments(rule: string, from: number, to: number): ConverterArguments {
  const text = rule.slice(0, to)
  const positional: ConverterArgument[] = []
  const keywords: Record<string, ConverterArgument> = Object.create(null)
  const take = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  const skip = (at: number): number => at + (take(BLANKS, at)?.[0].length ?? 0)
  let at = skip(from)
  while (at < to) {
    const keyword = take(KEYWORD, at)
    if (keyword !== null) at += keyword[0].length
    const quoted = take(QUOTED, at)
    const bare = quoted === null ? take(BARE, at) : null
    const item = quoted ?? bare
    if (item === null) throw new RuleSyntaxError('A value is expected here.', rule, at)
    const value = quoted === null ? parseBare(item[0], rule, at) : (quoted[1] ?? quoted[2] ?? '')
    if (keyword === null) positional.push(value)
    else keywords[keyword[1] as string] = value
    at = skip(at + item[0].length)
    if (at === to) break
    if (text[at] !== ',') throw new RuleSyntaxError("Expected ',' between the arguments.", rule, at)
    at = skip(at + 1)
  }
  return { positional, keywords }
}

function parseBare(word: string, rule: string, at: number): ConverterArgument {
  const constant = CONSTANTS.get(word)
  if (constant !== undefined) return constant
  if (NUMBER.test(word)) return Number(word.replaceAll('_', ''))
  const special = SPECIAL.exec(word)
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? -Infinity : Infinity
  }
  if (/^[+-]/.test(word)) throw new RuleSyntaxError('Neither a number nor a word (quote it).', rule, at)
  return word
}
