import type { UrlAdapter } from './adapter.ts'
import { RuleSyntaxError } from './errors.ts'
import { parseRuleText, type RuleToken } from './rule-text.ts'

/** Gives the target of a redirect: absolute, or relative to where the application is mounted. */
export type RedirectTo = string | ((urls: UrlAdapter, args: Record<string, unknown>) => string)

/** What can be said about a rule beside its text. What is left out comes from the map, where the map has it. */
export interface RuleOptions<Endpoint = unknown> {
  /** What a match gives and building asks for: a name, or any other value, compared by identity. */
  readonly endpoint?: Endpoint | undefined
  /** Arguments that a match has in any case. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined
  /** A rule for the subdomain; placeholders are allowed. */
  readonly subdomain?: string | undefined
  /** A rule for the whole host, for maps with `hostMatching`; placeholders are allowed. */
  readonly host?: string | undefined
  /** Allowed methods, in any case; GET brings HEAD. Left out: every method. */
  readonly methods?: Iterable<string> | undefined
  /** Never matches; for building only. */
  readonly buildOnly?: boolean | undefined
  /** Whether a missing slash at the end redirects (else it matches), and a superfluous one does not match (else it does). */
  readonly strictSlashes?: boolean | undefined
  /** Whether runs of slashes count as one. */
  readonly mergeSlashes?: boolean | undefined
  /** A match redirects there. In text, `<name>` stands for the value of a variable. */
  readonly redirectTo?: RedirectTo | undefined
  /** A match redirects to the URL of another rule with the same endpoint. */
  readonly alias?: boolean | undefined
  /** Whether it is for websocket handshakes only, and not for plain HTTP. */
  readonly websocket?: boolean | undefined
}

/** Something that gives rules to a map: a rule itself, or a group such as `Submount`. */
export interface RuleFactory<Endpoint = unknown> {
  toRules(): Iterable<Rule<Endpoint>>
}

const WEBSOCKET_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * One rule: the text of a path with placeholders, and what belongs to it. It is never changed, so maps can share it.
 *
 * @throws {RuleSyntaxError} for a text that cannot be read
 * @throws {TypeError} for options that cannot be
 * @example new Rule('/shop/<int:id>', { endpoint: 'page', methods: ['GET'] })
 *
 * Source: werkzeug.routing.Rule
 */
export class Rule<Endpoint = unknown> implements RuleFactory<Endpoint> {
  /** The text. */
  readonly rule: string
  readonly endpoint: Endpoint
  readonly defaults: Readonly<Record<string, unknown>> | null
  readonly subdomain: string | undefined
  readonly host: string | undefined
  /** Upper-case; null for every method. */
  readonly methods: ReadonlySet<string> | null
  readonly buildOnly: boolean
  readonly strictSlashes: boolean | undefined
  readonly mergeSlashes: boolean | undefined
  readonly redirectTo: RedirectTo | undefined
  readonly alias: boolean
  readonly websocket: boolean

  constructor(rule: string, options: RuleOptions<Endpoint> = {}) {
    if (typeof rule !== 'string') throw new TypeError('The text of a rule must be a string.')
    this.rule = rule
    this.endpoint = options.endpoint as Endpoint
    this.defaults = options.defaults ?? null
    this.subdomain = options.subdomain
    this.host = options.host
    this.websocket = options.websocket ?? false
    this.methods = toMethods(options.methods, this.websocket)
    this.buildOnly = options.buildOnly ?? false
    this.strictSlashes = options.strictSlashes
    this.mergeSlashes = options.mergeSlashes
    this.redirectTo = options.redirectTo
    this.alias = options.alias ?? false
    checkTexts(this)
  }

  /** A copy with some options changed. */
  with<Other = Endpoint>(changes: RuleOptions<Other> & { readonly rule?: string }): Rule<Other> {
    const { rule, ...own } = this
    const { rule: text = rule, ...options } = changes
    return new Rule<Other>(text, { ...(own as unknown as RuleOptions<Other>), ...options })
  }

  toRules(): Iterable<Rule<Endpoint>> {
    return [this]
  }

  toString(): string {
    return this.rule
  }
}

function toMethods(methods: Iterable<string> | null | undefined, websocket: boolean): ReadonlySet<string> | null {
  if (methods === undefined || methods === null) return null
  if (typeof methods === 'string') throw new TypeError("'methods' must be a list of methods, not a text.")
  const set = new Set(Array.from(methods, (method) => method.toUpperCase()))
  if (set.has('GET')) set.add('HEAD')
  if (websocket && !set.isSubsetOf(WEBSOCKET_METHODS)) {
    throw new TypeError('A websocket rule can name GET, HEAD and OPTIONS only.')
  }
  return set
}

/** Reads all texts once, so that mistakes show where the rule is written. */
function checkTexts(rule: Rule): void {
  if (!rule.rule.startsWith('/')) throw new RuleSyntaxError("A rule begins with '/'.", rule.rule, 0)
  const path = parseRuleText(rule.rule)
  const names = checkNames(path, rule.rule, new Set())
  for (const domain of [rule.subdomain, rule.host]) {
    if (domain === undefined) continue
    const tokens = parseRuleText(domain)
    const slash = tokens.find(({ kind }) => kind === 'slash')
    if (slash !== undefined) throw new RuleSyntaxError('A host or subdomain holds no slash.', domain, slash.at)
    checkNames(tokens, domain, new Set(names))
  }
}

function checkNames(tokens: readonly RuleToken[], text: string, names: Set<string>): Set<string> {
  for (const token of tokens) {
    if (token.kind !== 'variable') continue
    if (names.has(token.name)) throw new RuleSyntaxError(`The name '${token.name}' is used twice.`, text, token.at)
    names.add(token.name)
  }
  return names
}
