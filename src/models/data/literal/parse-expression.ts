import type { CommandName, Expression } from './expression.ts'
import { tokensOf, type Token } from './tokens.ts'

const LONGEST = 1_000_000
const DEEPEST = 100
const MOST_OPERATORS = 1000

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['null', null],
])

const COMMANDS: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'unlink', 'link', 'clear', 'set'])

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['*', 2],
  ['/', 2],
  ['//', 2],
  ['%', 2],
])

/**
 * Reads the text of an `eval` attribute: numbers, texts, True, False, None, lists, tuples, dicts, `ref('addon.name')`,
 * `Command.link(…)` and the like, sums and products. It is no language: nothing else has a meaning.
 *
 * @throws SyntaxError that says what is not understood
 */
export function parseExpression(source: string): Expression {
  if (source.length > LONGEST) throw new SyntaxError('it is too long')
  const parser = new ExpressionParser(tokensOf(source))
  const expression = parser.sequence()
  parser.end()
  return expression
}

class ExpressionParser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  #operators = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** `1, 2` is a tuple. */
  sequence(): Expression {
    const first = this.#expression()
    if (!this.#is(',')) return first
    const items = [first]
    while (this.#take(',') && this.#next.kind !== 'end') items.push(this.#expression())
    return { kind: 'list', items }
  }

  end(): void {
    if (this.#next.kind !== 'end') throw this.#unexpected()
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #is(sign: string): boolean {
    return this.#next.kind === 'sign' && this.#next.text === sign
  }

  #take(sign: string): boolean {
    if (!this.#is(sign)) return false
    this.#at++
    return true
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw this.#unexpected()
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`${this.#next.text} is not expected there`)
  }

  #expression(least = 1): Expression {
    if (++this.#depth > DEEPEST) throw new SyntaxError('it is nested too deeply')
    let left = this.#operand()
    for (let strength = this.#strength(); strength >= least; strength = this.#strength()) {
      if (++this.#operators > MOST_OPERATORS) throw new SyntaxError('it has too many operators')
      const operator = this.#next.text
      this.#at++
      left = { kind: 'operation', operator, operands: [left, this.#expression(strength + 1)] }
    }
    this.#depth--
    return left
  }

  #strength(): number {
    return this.#next.kind === 'sign' ? (PRECEDENCE.get(this.#next.text) ?? 0) : 0
  }

  #operand(): Expression {
    const token = this.#next
    this.#at++
    switch (token.kind) {
      case 'number':
        return { kind: 'value', value: token.value }
      case 'text':
        return { kind: 'value', value: this.#texts(token) }
      case 'name':
        return this.#named(token.text)
      default:
        this.#at--
        return this.#bracketed()
    }
  }

  // Texts side by side are one.
  #texts(first: Token): string {
    let text = first.value as string
    for (; this.#next.kind === 'text'; this.#at++) text += this.#next.value as string
    return text
  }

  #bracketed(): Expression {
    if (this.#take('-')) return { kind: 'operation', operator: '-', operands: [this.#expression(3)] }
    if (this.#take('+')) return this.#expression(3)
    if (this.#take('[')) return { kind: 'list', items: this.#items(']') }
    if (this.#take('{')) return this.#dict()
    if (!this.#take('(')) throw this.#unexpected()
    if (this.#take(')')) return { kind: 'list', items: [] }
    const first = this.#expression()
    if (this.#take(')')) return first
    this.#need(',')
    return { kind: 'list', items: [first, ...this.#items(')')] }
  }

  #items(close: string): Expression[] {
    const items: Expression[] = []
    while (!this.#take(close)) {
      items.push(this.#expression())
      if (!this.#is(close)) this.#need(',')
    }
    return items
  }

  #dict(): Expression {
    const entries: Array<readonly [Expression, Expression]> = []
    while (!this.#take('}')) {
      const key = this.#expression()
      this.#need(':')
      entries.push([key, this.#expression()])
      if (!this.#is('}')) this.#need(',')
    }
    return { kind: 'dict', entries }
  }

  #named(name: string): Expression {
    const constant = CONSTANTS.get(name)
    if (constant !== undefined) return { kind: 'value', value: constant }
    if (name === 'not') return { kind: 'operation', operator: 'not', operands: [this.#expression()] }
    if (name === 'ref') return this.#ref()
    if (name === 'Command') return this.#command()
    throw new SyntaxError(`${name} is not known: there are ref, Command, True, False and None`)
  }

  #ref(): Expression {
    this.#need('(')
    const first = this.#is(')') ? null : this.#expression()
    if (first?.kind !== 'value' || typeof first.value !== 'string') throw refMisused()
    return { kind: 'ref', xmlId: first.value, optional: this.#optional() }
  }

  // After the external id: `False`, or `raise_if_not_found=False`.
  #optional(): boolean {
    if (this.#take(',') && this.#next.text === 'raise_if_not_found') {
      this.#at++
      this.#need('=')
    }
    const [second, ...others] = this.#items(')')
    if (others.length > 0) throw refMisused()
    return second?.kind === 'value' && second.value === false
  }

  #command(): Expression {
    this.#need('.')
    const name = this.#next.text
    if (this.#next.kind !== 'name' || !COMMANDS.has(name)) throw new SyntaxError(`there is no Command.${name}`)
    this.#at++
    this.#need('(')
    return { kind: 'command', name: name as CommandName, args: this.#items(')') }
  }
}

function refMisused(): SyntaxError {
  return new SyntaxError("ref takes an external id, as in ref('base.main_company')")
}
