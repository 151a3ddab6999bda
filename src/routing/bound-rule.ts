import type { EndpointRules } from './endpoint-rules.ts'
import { RuleSyntaxError, ValueRefused } from './errors.ts'
import { encodePath } from './encode.ts'
import { type BoundToken, type Part, type PartPool, toParts } from './part.ts'
import { compileReadArguments, type ReadArguments } from './read-arguments.ts'
import type { MethodBits } from './method-bits.ts'
import type { Rule } from './rule.ts'
import { parseRuleText, type RuleToken } from './rule-text.ts'
import type { MapSettings } from './settings.ts'
import { bindVariable, type Variable } from './variable.ts'

/** Static text, percent-encoded already, or the variable whose value stands here. */
type Piece = string | Variable

/** What the rules of one map have in common. */
export interface SharedParts {
  readonly pool: PartPool
  readonly methods: MethodBits
}

/** A rule as one map understands it: with the map's converters and settings, cut into parts. */
export class BoundRule {
  // What every match reads comes first, to lie together in memory.
  /** The methods as bits of the map's `MethodBits`. */
  readonly methodBits: number
  readonly websocket: boolean
  readonly read: ReadArguments
  readonly rule: Rule
  readonly endpoint: unknown
  /** Whether a match may redirect: it is an alias or has `redirectTo`, or the endpoint has rules with defaults. */
  mayRedirect: boolean
  readonly methods: ReadonlySet<string> | null
  readonly strictSlashes: boolean
  readonly mergeSlashes: boolean
  readonly defaults: ReadonlyMap<string, unknown>
  readonly domain: Part
  /** The parts of the path, without the empty one before the first slash. */
  readonly parts: readonly Part[]
  readonly variables: readonly Variable[]
  /** Names of variables and defaults. */
  readonly names: ReadonlySet<string>
  /** All rules of the same endpoint. */
  readonly group: EndpointRules
  readonly #domainPieces: readonly Piece[]
  readonly #pathPieces: readonly Piece[]

  /** @throws {RuleSyntaxError} if the map lacks a converter, or one does not take its arguments */
  constructor(rule: Rule, settings: MapSettings, shared: SharedParts, group: EndpointRules) {
    this.group = group
    this.rule = rule
    this.endpoint = rule.endpoint
    this.mayRedirect = rule.alias || rule.redirectTo !== undefined
    this.methods = rule.methods
    this.methodBits = shared.methods.bitsOf(rule.methods)
    this.websocket = rule.websocket
    this.strictSlashes = rule.strictSlashes ?? settings.strictSlashes
    this.mergeSlashes = rule.mergeSlashes ?? settings.mergeSlashes
    this.defaults = new Map(Object.entries(rule.defaults ?? {}))
    const domainText = settings.hostMatching ? (rule.host ?? '') : (rule.subdomain ?? settings.defaultSubdomain)
    const bind = (tokens: readonly RuleToken[], text: string): BoundToken[] =>
      tokens.map((token) => ({
        token,
        variable: token.kind === 'variable' ? bindVariable(token, text, settings.converters) : null,
      }))
    const domain = bind(parseRuleText(domainText), domainText)
    const path = bind(mergeTokens(parseRuleText(rule.rule), this.mergeSlashes), rule.rule)
    this.domain = toParts(domain, domainText, shared.pool)[0] as Part
    this.parts = toParts(path, rule.rule, shared.pool).slice(1)
    const domainVariables = toVariables(domain)
    this.variables = [...domainVariables, ...toVariables(path)]
    this.names = new Set([...this.variables.map(({ name }) => name), ...this.defaults.keys()])
    this.read = compileReadArguments(this.variables, domainVariables.length, this.defaults)
    this.#domainPieces = toPieces(domain, (text) => text)
    this.#pathPieces = toPieces(path, encodePath)
    checkRedirect(rule, this.variables)
  }

  /** Host or subdomain for these values, or null if a converter refuses one. */
  buildDomain(values: ReadonlyMap<string, unknown>): string | null {
    return this.#build(this.#domainPieces, values)
  }

  /** Percent-encoded path for these values, or null if a converter refuses one. */
  buildPath(values: ReadonlyMap<string, unknown>): string | null {
    return this.#build(this.#pathPieces, values)
  }

  #build(pieces: readonly Piece[], values: ReadonlyMap<string, unknown>): string | null {
    try {
      let text = ''
      for (const piece of pieces) text += typeof piece === 'string' ? piece : this.#format(piece, values)
      return text
    } catch (error) {
      if (error instanceof ValueRefused) return null
      throw error
    }
  }

  #format(variable: Variable, values: ReadonlyMap<string, unknown>): string {
    const { name } = variable
    return encodePath(variable.converter.format(this.defaults.has(name) ? this.defaults.get(name) : values.get(name)))
  }
}

/** Drops slashes that follow a slash. */
function mergeTokens(tokens: RuleToken[], merge: boolean): RuleToken[] {
  return merge ? tokens.filter(({ kind }, index) => kind !== 'slash' || tokens[index - 1]?.kind !== 'slash') : tokens
}

function toVariables(tokens: readonly BoundToken[]): Variable[] {
  return tokens.flatMap(({ variable }) => (variable === null ? [] : [variable]))
}

function toPieces(tokens: readonly BoundToken[], encode: (text: string) => string): Piece[] {
  const pieces: Piece[] = []
  for (const { token, variable } of tokens) {
    const text = token.kind === 'static' ? encode(token.text) : '/'
    const last = pieces.length - 1
    if (variable !== null) pieces.push(variable)
    else if (typeof pieces[last] === 'string') pieces[last] += text
    else pieces.push(text)
  }
  return pieces
}

function checkRedirect(rule: Rule, variables: readonly Variable[]): void {
  if (typeof rule.redirectTo !== 'string') return
  for (const { 0: placeholder, 1: name, index } of rule.redirectTo.matchAll(/<([^<>]*)>/g)) {
    if (variables.some((variable) => variable.name === name)) continue
    throw new RuleSyntaxError(`${placeholder} is no variable of the rule ${rule.rule}.`, rule.redirectTo, index)
  }
}
