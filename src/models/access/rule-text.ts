import { DomainError } from '../../errors/model-errors.ts'
import { tokenizeRule, type RuleToken } from './rule-tokens.ts'

/** What stands in a rule's text. */
export type RuleExpression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly RuleExpression[] }
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'sum'; readonly parts: readonly RuleExpression[] }

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['null', null],
])

/** What rules may name. */
const NAMES: ReadonlySet<string> = new Set(['user', 'uid', 'company_id', 'company_ids'])
const MOST_LEVELS = 60

/**
 * Reads the text of a rule: a domain in Python's or JSON's notation, with the names `user` (and what it leads to), `uid`,
 * `company_id`, `company_ids`, lists put together by `+`, and comments.
 *
 * Source: odoo's ir.rule domain_force, without calls.
 *
 * @throws {DomainError} telling what is wrong with it
 * @example
 * parseRuleText("[('partner_id', '=', user.partner_id.id)]")
 */
export function parseRuleText(text: string): RuleExpression {
  const parser = new RuleParser(tokenizeRule(text))
  if (parser.atEnd) return { kind: 'list', items: [] }
  const expression = parser.expression(0)
  if (!parser.atEnd) throw new DomainError(`nothing can follow its end: ${parser.describeNext()}`)
  return expression
}

class RuleParser {
  readonly #tokens: readonly RuleToken[]
  #at = 0

  constructor(tokens: readonly RuleToken[]) {
    this.#tokens = tokens
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  describeNext(): string {
    const token = this.#tokens[this.#at]
    return token === undefined ? 'it ends too early' : `unexpected ${JSON.stringify(token.value)}`
  }

  expression(level: number): RuleExpression {
    const parts = [this.#primary(level)]
    while (this.#take('+')) parts.push(this.#primary(level))
    return parts.length === 1 ? parts[0]! : { kind: 'sum', parts }
  }

  #primary(level: number): RuleExpression {
    if (level > MOST_LEVELS) throw new DomainError('it is nested too deep')
    if (this.#take('[')) return { kind: 'list', items: this.#items(']', level).items }
    if (this.#take('(')) {
      const { items, comma } = this.#items(')', level)
      return items.length === 1 && !comma ? items[0]! : { kind: 'list', items }
    }
    if (this.#take('-')) {
      const token = this.#tokens[this.#at++]
      if (token?.kind !== 'number') throw new DomainError('"-" stands before a number only')
      return { kind: 'value', value: -token.value }
    }
    const token = this.#tokens[this.#at]
    if (token === undefined || token.kind === 'mark') throw new DomainError(this.describeNext())
    this.#at++
    return token.kind === 'name' ? named(token.value) : { kind: 'value', value: token.value }
  }

  #items(end: ']' | ')', level: number): { items: RuleExpression[]; comma: boolean } {
    const items: RuleExpression[] = []
    let comma = false
    while (!this.#take(end)) {
      if (items.length > 0 && !comma) throw new DomainError(this.describeNext())
      items.push(this.expression(level + 1))
      comma = this.#take(',')
    }
    return { items, comma }
  }

  #take(mark: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'mark' || token.value !== mark) return false
    this.#at++
    return true
  }
}

function named(name: string): RuleExpression {
  const constant = CONSTANTS.get(name)
  if (constant !== undefined) return { kind: 'value', value: constant }
  const path = name.split('.')
  if (!NAMES.has(path[0]!) || (path.length > 1 && path[0] !== 'user')) {
    throw new DomainError(`it names ${JSON.stringify(name)}; rules know user, uid, company_id and company_ids`)
  }
  return { kind: 'name', path }
}
