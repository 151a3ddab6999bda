import { RuleSyntaxError } from './errors.ts'
import { compilePattern, type Pattern, type PatternToken, toSource } from './pattern.ts'
import type { RuleToken } from './rule-text.ts'
import type { Variable } from './variable.ts'
import type { Weight } from './weight.ts'

/** A segment without placeholders: compared as text. */
export interface StaticPart {
  readonly kind: 'static'
  readonly text: string
}

/** A segment with placeholders, or all segments from the first on whose value may hold slashes. */
export interface DynamicPart {
  readonly kind: 'dynamic'
  /** Equal for parts that fit the same texts with the same priority: rules share the states behind them. */
  readonly signature: string
  readonly weight: Weight
  /** The static text that it begins with. */
  readonly prefix: string
  readonly pattern: Pattern
  readonly variables: number
  /** Whether it takes the whole rest of the path. */
  readonly final: boolean
  /** For a final part: whether the rule ends with a slash, which then stands for itself behind this part. */
  readonly suffixed: boolean
}

export type Part = StaticPart | DynamicPart

/** What equal parts of a map's rules share, which is kind to the processor's caches. */
export interface PartPool {
  readonly texts: Map<string, string>
  readonly patterns: Map<string, Pattern>
}

/** A token, and behind it the variable that it stands for. */
export interface BoundToken {
  readonly token: RuleToken
  readonly variable: Variable | null
}

/**
 * Cuts a rule into parts, at its slashes. A text that begins with a slash gives an empty static part first.
 *
 * @param text the rule's text, for messages
 * @param pool the map's parts so far
 * @throws {RuleSyntaxError} if a converter's regular expression is none
 */
export function toParts(tokens: readonly BoundToken[], text: string, pool: PartPool): Part[] {
  const parts: Part[] = []
  let segment: BoundToken[] = []
  let final = false
  for (const bound of tokens) {
    if (bound.token.kind === 'slash' && !final) {
      parts.push(toPart(segment, false, text, pool))
      segment = []
      continue
    }
    if (bound.variable !== null && !bound.variable.isolating) final = true
    segment.push(bound)
  }
  parts.push(toPart(segment, final, text, pool))
  const last = parts.at(-1)
  if (last?.kind === 'dynamic' && last.suffixed) parts.push({ kind: 'static', text: '' })
  return parts
}

function toPart(segment: readonly BoundToken[], final: boolean, text: string, pool: PartPool): Part {
  if (segment.every(({ variable }) => variable === null)) {
    const own = segment.map(({ token }) => (token.kind === 'static' ? token.text : '')).join('')
    const known = pool.texts.get(own) ?? own
    pool.texts.set(own, known)
    return { kind: 'static', text: known }
  }
  const suffixed = final && segment.at(-1)?.token.kind === 'slash'
  const tokens = toPatternTokens(suffixed ? segment.slice(0, -1) : segment)
  const weight = toWeight(segment)
  const source = toSource(tokens)
  const pattern = pool.patterns.get(source) ?? compileSegment(tokens, segment, text)
  pool.patterns.set(source, pattern)
  return {
    kind: 'dynamic',
    signature: JSON.stringify([source, final, suffixed, weight.statics, weight.converters]),
    weight,
    prefix: tokens[0] !== undefined && 'text' in tokens[0] ? tokens[0].text : '',
    pattern,
    variables: weight.converters.length,
    final,
    suffixed,
  }
}

/** Static runs and slashes that stand together become one text. */
function toPatternTokens(segment: readonly BoundToken[]): PatternToken[] {
  const tokens: PatternToken[] = []
  for (const { token, variable } of segment) {
    const last = tokens.at(-1)
    const literal = token.kind === 'static' ? token.text : '/'
    if (variable !== null) tokens.push({ regex: variable.converter.regex })
    else if (last !== undefined && 'text' in last) tokens[tokens.length - 1] = { text: last.text + literal }
    else tokens.push({ text: literal })
  }
  return tokens
}

function toWeight(segment: readonly BoundToken[]): Weight {
  return {
    statics: segment.flatMap(({ token }) => (token.kind === 'static' ? [token.text.length] : [])),
    converters: segment.flatMap(({ variable }) => (variable === null ? [] : [variable.converter.weight])),
  }
}

function compileSegment(tokens: readonly PatternToken[], segment: readonly BoundToken[], text: string): Pattern {
  try {
    return compilePattern(tokens)
  } catch (error) {
    const first = segment.find(({ variable }) => variable !== null)
    const problem = `A converter's regular expression is none: ${error instanceof Error ? error.message : String(error)}`
    throw new RuleSyntaxError(problem, text, first?.token.at ?? 0, { cause: error })
  }
}
