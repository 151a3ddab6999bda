import { DomainError } from '../../errors/model-errors.ts'

/** A piece of a rule's text. */
export type RuleToken =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string }

const MOST_CHARACTERS = 100_000
const MOST_TOKENS = 20_000

const PIECE =
  /(?<space>[\s]+|#[^\n]*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)|(?<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?<mark>[[\](),+\-{}:])|(?<quote>['"])/y

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '0': '\0', '/': '/' }

/** @throws {DomainError} for what is no piece of a rule */
export function tokenizeRule(text: string): RuleToken[] {
  if (text.length > MOST_CHARACTERS) throw new DomainError(`it is longer than ${MOST_CHARACTERS} characters`)
  const tokens: RuleToken[] = []
  let at = 0
  while (at < text.length) {
    if (tokens.length > MOST_TOKENS) throw new DomainError('it is too long')
    PIECE.lastIndex = at
    const groups = PIECE.exec(text)?.groups
    if (groups === undefined)
      throw new DomainError(`it cannot contain ${JSON.stringify(text[at])} (character ${at + 1})`)
    at = PIECE.lastIndex
    if (groups['number'] !== undefined) tokens.push({ kind: 'number', value: Number(groups['number']) })
    else if (groups['name'] !== undefined) tokens.push({ kind: 'name', value: groups['name'] })
    else if (groups['mark'] !== undefined) tokens.push({ kind: 'mark', value: groups['mark'] })
    else if (groups['quote'] !== undefined) {
      const { value, end } = quoted(text, at, groups['quote'])
      tokens.push({ kind: 'text', value })
      at = end
    }
  }
  return tokens
}

function quoted(text: string, start: number, quote: string): { value: string; end: number } {
  let value = ''
  for (let at = start; at < text.length; at++) {
    const character = text[at]!
    if (character === quote) return { value, end: at + 1 }
    if (character === '\n') break
    if (character !== '\\') {
      value += character
      continue
    }
    const escaped = text[++at]
    const code = escaped === 'u' ? /^[0-9a-fA-F]{4}/.exec(text.slice(at + 1, at + 5))?.[0] : undefined
    if (code !== undefined) {
      value += String.fromCharCode(Number.parseInt(code, 16))
      at += 4
    } else if (escaped === quote || escaped === '\\' || escaped === "'" || escaped === '"') value += escaped
    // As in Python, a backslash that escapes nothing stays.
    else if (escaped !== undefined) value += ESCAPES[escaped] ?? `\\${escaped}`
  }
  throw new DomainError(`a text that begins at character ${start} does not end`)
}
