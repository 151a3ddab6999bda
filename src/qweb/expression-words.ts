import { tokTypes, tokenizer, type Token } from 'acorn'

/** Words that stand between two operands, and what they become. */
const BINARY: Readonly<Record<string, string>> = { and: '&&', or: '||', lt: '<', lte: '<=', gt: '>', gte: '>=' }
const HAS_WORD = /\b(?:and|or|lt|lte|gt|gte|not)\b/
/** Tokens before which the operand of `not` ends: it binds weaker than comparisons, as in Python. */
const ENDS_NOT: ReadonlySet<unknown> = new Set([
  tokTypes.logicalAND,
  tokTypes.logicalOR,
  tokTypes.coalesce,
  tokTypes.question,
  tokTypes.colon,
  tokTypes.comma,
  tokTypes.semi,
])
const OPENERS: ReadonlySet<unknown> = new Set([
  tokTypes.parenL,
  tokTypes.bracketL,
  tokTypes.braceL,
  tokTypes.dollarBraceL,
])
const CLOSERS: ReadonlySet<unknown> = new Set([tokTypes.parenR, tokTypes.bracketR, tokTypes.braceR])

/**
 * Rewrites Odoo's word operators (`and or not lt lte gt gte`, `not in`) to JavaScript's.
 *
 * `not` takes everything up to the next `and`, `or`, `?`, comma or closing bracket, as in Python. `a not in b` becomes
 * `a instanceof b`, an operator that expressions do not have otherwise: the parser reads it as "not in".
 *
 * @throws SyntaxError when the text cannot be read as tokens
 * @example
 * rewriteWords('not a == b and c') // '!(a == b) && c'
 */
export function rewriteWords(source: string): string {
  return HAS_WORD.test(source) ? new WordRewriter(source).rewrite() : source
}

class WordRewriter {
  readonly #source: string
  readonly #tokens: Token[]
  #result = ''
  #copied = 0
  /** For each open bracket the number of `not` whose operand has not ended. */
  readonly #open: number[] = [0]

  constructor(source: string) {
    this.#source = source
    this.#tokens = Array.from(tokenizer(source, { ecmaVersion: 'latest' }))
  }

  rewrite(): string {
    for (let index = 0; index < this.#tokens.length; index++) index += this.#token(index)
    this.#replace(this.#source.length, this.#source.length, this.#closeNots())
    return this.#result
  }

  /** Handles one token, and gives the number of further tokens that it took. */
  #token(index: number): number {
    const token = this.#tokens[index] as Token
    const word = this.#wordAt(index)
    if (word === 'not' && !this.#operandBefore(index)) {
      this.#replace(token.start, token.end, ' !(')
      this.#open.push((this.#open.pop() ?? 0) + 1)
    } else if (word === 'not' && this.#tokens[index + 1]?.type === tokTypes._in) {
      this.#replace(token.start, (this.#tokens[index + 1] as Token).end, ' instanceof ')
      return 1
    } else if (word in BINARY && this.#operandBefore(index)) {
      const endsNot = word === 'and' || word === 'or'
      this.#replace(token.start, token.end, `${endsNot ? this.#closeNots() : ''} ${BINARY[word]} `)
    } else {
      this.#bracket(token)
    }
    return 0
  }

  #bracket(token: Token): void {
    if (OPENERS.has(token.type)) this.#open.push(0)
    else if (CLOSERS.has(token.type)) {
      this.#replace(token.start, token.start, this.#closeNots())
      if (this.#open.length > 1) this.#open.pop()
    } else if (ENDS_NOT.has(token.type)) this.#replace(token.start, token.start, this.#closeNots())
  }

  /** The word operator at a token, or `''`: names after a dot and keys of object literals are not operators. */
  #wordAt(index: number): string {
    const token = this.#tokens[index]
    if (token?.type !== tokTypes.name) return ''
    const before = this.#tokens[index - 1]?.type
    if (before === tokTypes.dot || before === tokTypes.questionDot) return ''
    const isKey =
      this.#tokens[index + 1]?.type === tokTypes.colon && (before === tokTypes.braceL || before === tokTypes.comma)
    const word = this.#source.slice(token.start, token.end)
    return isKey || !(word === 'not' || Object.hasOwn(BINARY, word)) ? '' : word
  }

  /** Whether what stands before a token can be the left side of an operator. */
  #operandBefore(index: number): boolean {
    const before = this.#tokens[index - 1]
    if (before === undefined) return false
    if (this.#wordAt(index - 1) !== '') return false
    const { type } = before
    if (CLOSERS.has(type) || type === tokTypes.backQuote || type === tokTypes._this) return true
    return [tokTypes.name, tokTypes.num, tokTypes.string, tokTypes._null, tokTypes._true, tokTypes._false].includes(
      type,
    )
  }

  #closeNots(): string {
    const count = this.#open.pop() ?? 0
    this.#open.push(0)
    return ')'.repeat(count)
  }

  #replace(start: number, end: number, text: string): void {
    this.#result += this.#source.slice(this.#copied, start) + text
    this.#copied = end
  }
}
