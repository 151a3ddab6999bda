import { RuleSyntaxError } from './errors.ts'

/** One placeholder of a rule, `<converter(arguments):name>`; offsets count code units in the rule's text. */
export interface Placeholder {
  readonly kind: 'variable'
  readonly name: string
  /** `default` where the rule names none. */
  readonly converter: string
  /** Start and end of the text between the parentheses; equal without arguments. */
  readonly argumentsFrom: number
  readonly argumentsTo: number
  readonly at: number
}

/** What a rule's text consists of. */
export type RuleToken =
  | { readonly kind: 'slash'; readonly at: number }
  | { readonly kind: 'static'; readonly text: string; readonly at: number }
  | Placeholder

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y
const STATIC = /[^</]+/y

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/**
 * Reads a rule's text into slashes, static runs and placeholders, from left to right.
 *
 * @throws {RuleSyntaxError} for whatever is none of these
 */
export function parseRuleText(text: string): RuleToken[] {
  const tokens: RuleToken[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '/') {
      tokens.push({ kind: 'slash', at })
      at += 1
    } else if (text[at] === '<') {
      const placeholder = parsePlaceholder(text, at)
      tokens.push(placeholder)
      at = endOf(placeholder, text)
    } else {
      const run = matchAt(STATIC, text, at)
      tokens.push({ kind: 'static', text: run, at })
      at += run.length
    }
  }
  return tokens
}

function endOf(placeholder: Placeholder, text: string): number {
  return text.indexOf('>', placeholder.argumentsTo) + 1
}

function parsePlaceholder(text: string, at: number): Placeholder {
  const word = matchAt(IDENTIFIER, text, at + 1)
  if (word === '') throw new RuleSyntaxError('A placeholder begins with a name or a converter.', text, at + 1)
  const next = at + 1 + word.length
  if (text[next] === '>') {
    return { kind: 'variable', name: word, converter: 'default', argumentsFrom: next, argumentsTo: next, at }
  }
  if (text[next] === ':') {
    const name = parseName(text, next + 1)
    return { kind: 'variable', name, converter: word, argumentsFrom: next, argumentsTo: next, at }
  }
  if (text[next] === '(') return parseCall(text, at, word, next)
  throw new RuleSyntaxError("Expected ':', '(' or '>' in this placeholder.", text, next)
}

function parseName(text: string, at: number): string {
  const name = matchAt(IDENTIFIER, text, at)
  if (name === '') throw new RuleSyntaxError("A variable's name is expected here.", text, at)
  if (text[at + name.length] !== '>') {
    throw new RuleSyntaxError("Expected '>' at the end of this placeholder.", text, at + name.length)
  }
  return name
}

/** The arguments end at the first `)` that `:name>` follows, so they may hold parentheses, slashes and brackets. */
function parseCall(text: string, at: number, converter: string, open: number): Placeholder {
  for (let close = text.indexOf('):', open); close !== -1; close = text.indexOf('):', close + 1)) {
    const name = matchAt(IDENTIFIER, text, close + 2)
    if (name !== '' && text[close + 2 + name.length] === '>') {
      return { kind: 'variable', name, converter, argumentsFrom: open + 1, argumentsTo: close, at }
    }
  }
  throw new RuleSyntaxError("No '):name>' ends the arguments of this converter.", text, open)
}
