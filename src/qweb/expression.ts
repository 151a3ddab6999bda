import { parseExpressionAt, tokTypes, tokenizer, type Expression as Ast } from 'acorn'
import { freeNames } from './expression-check.ts'
import { rewriteWords } from './expression-words.ts'

/** A parsed and checked expression. */
export interface Expression {
  /** as written in the template */
  readonly source: string
  readonly ast: Ast
  /** the template variables that it reads */
  readonly reads: ReadonlySet<string>
}

/**
 * Parses an expression and refuses everything outside of the allowed subset of JavaScript.
 *
 * @param source the text of the expression
 * @returns the syntax tree and the variables that it names
 * @throws SyntaxError with a message for the template's author
 * @example
 * parseExpression('book.price * (1 - discount)').reads // Set { 'book', 'discount' }
 */
export function parseExpression(source: string): Expression {
  const expression = known.get(source) ?? parseAnew(source)
  if (known.size >= MAX_KNOWN) known.clear()
  if (source.length < 500) known.set(source, expression)
  return expression
}

// Templates name the same things again and again (`book.name`); syntax trees are never changed, so they can be shared.
const MAX_KNOWN = 10_000
const known = new Map<string, Expression>()

function parseAnew(source: string): Expression {
  const ast = parseWhole(source)
  return { source, ast, reads: freeNames(ast) }
}

/** Parses the items of a list written without brackets, as `t-cache="book, lang"`. */
export function parseExpressionList(source: string): Expression {
  return { ...parseExpression(`[${source}]`), source }
}

function parseWhole(source: string): Ast {
  if (source.trim() === '') throw new SyntaxError('The expression is empty')
  let rest: string
  let ast: Ast
  try {
    const text = rewriteWords(source)
    ast = parseExpressionAt(text, 0, { ecmaVersion: 'latest', sourceType: 'module', preserveParens: true })
    rest = text.slice(ast.end)
  } catch (error) {
    throw invalid(source, messageOf(error), error)
  }
  if (!isBlank(rest)) throw invalid(source, 'there is more after its end')
  // "not in" is rewritten to `instanceof`, so the word itself must not come from a template.
  if (/\binstanceof\b/.test(withoutStrings(source))) throw invalid(source, 'instanceof is not allowed')
  return ast
}

function invalid(source: string, reason: string, cause?: unknown): SyntaxError {
  return new SyntaxError(`Invalid expression ${JSON.stringify(source)}: ${reason}`, { cause })
}

/** Whether there is nothing but white space and comments. */
function isBlank(text: string): boolean {
  if (text.trim() === '') return true
  try {
    return tokenizer(text, { ecmaVersion: 'latest' }).getToken().type === tokTypes.eof
  } catch {
    return false
  }
}

function withoutStrings(source: string): string {
  return source.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs, '')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : String(error)
}
