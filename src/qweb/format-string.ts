import { parseExpression, type Expression } from './expression.ts'

/** A piece of a format string: literal text, or an expression. */
export type FormatPart = string | Expression

/**
 * Parses a format string, as `t-attf-*` and `t-call` take it: `text {{ expression }} text #{ expression }`.
 *
 * The shortest match that is an expression is taken, so `{{ {'a': 1}.a }}` works; braces and `#` alone are text.
 *
 * @throws SyntaxError when an interpolation is not a valid expression, or is begun both ways at once
 * @example
 * parseFormat('row-{{ index }}') // ['row-', <the expression `index`>]
 */
export function parseFormat(source: string): FormatPart[] {
  const parts: FormatPart[] = []
  let done = 0
  for (const opening of source.matchAll(/\{\{|#\{/g)) {
    if (opening.index < done) continue
    if (source.startsWith('#{{', opening.index) && source.includes('}', opening.index))
      throw new SyntaxError(
        '"#{{" begins an expression twice: write "#{ … }" or "{{ … }}" (after a "#" of its own: "##{ … }")',
      )
    const found = interpolation(source, opening.index + 2, opening[0] === '{{' ? '}}' : '}')
    if (found === null) continue
    if (opening.index > done) parts.push(source.slice(done, opening.index))
    parts.push(found.expression)
    done = found.end
  }
  if (done < source.length) parts.push(source.slice(done))
  return parts
}

interface Interpolation {
  readonly expression: Expression
  readonly end: number
}

/** The shortest text up to a closing delimiter that can be parsed; null when nothing closes (then it is text). */
function interpolation(source: string, start: number, closing: string): Interpolation | null {
  let first: unknown
  let end = source.indexOf(closing, start)
  if (end === -1) return null
  // A handful of tries is plenty, and keeps a hostile template from costing quadratic time.
  for (let tries = 0; end !== -1 && tries < 8; tries++, end = source.indexOf(closing, end + 1)) {
    try {
      return { expression: parseExpression(source.slice(start, end)), end: end + closing.length }
    } catch (error) {
      first ??= error
    }
  }
  throw first
}
