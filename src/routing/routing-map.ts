import { type BindOptions, UrlAdapter } from './adapter.ts'
import { BoundRule, type SharedParts } from './bound-rule.ts'
import { buildUrl } from './build-url.ts'
import { type Duplicate, hides } from './duplicates.ts'
import { EndpointRules } from './endpoint-rules.ts'
import { MethodBits } from './method-bits.ts'
import { type Miss, NOT_FOUND, type RedirectMiss, type RouteMatch, WEBSOCKET_MISMATCH } from './outcome.ts'
import type { Rule, RuleFactory } from './rule.ts'
import { RuleTree } from './rule-tree.ts'
import { type MapSettings, type RoutingMapOptions, toSettings } from './settings.ts'
import type { State } from './state.ts'
import { Walk } from './walk.ts'

/**
 * The rules of an application: which rule fits a path, and which URL an endpoint has.
 *
 * @throws {RuleSyntaxError} if a rule names a converter that the map lacks, or one that does not take its arguments
 * @example
 * const map = new RoutingMap([new Rule('/year/<int(min=1900):year>/', { endpoint: 'year' })])
 * const urls = map.bind('example.org')
 * urls.match('/year/1984/') // { endpoint: 'year', args: { year: 1984 }, rule }
 * urls.build('year', { year: 1984 }) // '/year/1984/'
 *
 * Source: werkzeug.routing.Map
 */
export class RoutingMap<Endpoint = unknown> {
  /** The options, complete. */
  readonly settings: MapSettings
  readonly #rules: Rule<Endpoint>[] = []
  readonly #shared: SharedParts = { pool: { texts: new Map(), patterns: new Map() }, methods: new MethodBits() }
  readonly #tree: RuleTree = new RuleTree(this.#shared.methods)
  readonly #endpoints: Map<unknown, EndpointRules> = new Map()
  readonly #duplicates: Duplicate<Endpoint>[] = []
  /** Not in use just now; a converter that matches by this map itself gets another one. */
  #idle: Walk | null = null

  constructor(rules: Iterable<RuleFactory<Endpoint>> = [], options: RoutingMapOptions = {}) {
    this.settings = toSettings(options)
    for (const rule of rules) this.add(rule)
  }

  /** Adds a rule, or all rules of a factory. Of rules that fit equally well, the first added wins. */
  add(factory: RuleFactory<Endpoint>): this {
    for (const rule of factory.toRules()) {
      const group = this.rulesOf(rule.endpoint)
      const bound = new BoundRule(rule, this.settings, this.#shared, group)
      this.#rules.push(rule)
      group.add(bound)
      this.#endpoints.set(rule.endpoint, group)
      if (!rule.buildOnly) this.#noteDuplicate(this.#tree.add(bound), bound)
    }
    return this
  }

  #noteDuplicate(state: State, added: BoundRule): void {
    const by = state.rules.find((earlier) => earlier !== added && hides(earlier, added))
    if (by !== undefined) this.#duplicates.push({ rule: added.rule as Rule<Endpoint>, by: by.rule as Rule<Endpoint> })
  }

  /** All rules, in order of addition. */
  get rules(): readonly Rule<Endpoint>[] {
    return this.#rules
  }

  /**
   * Rules that an earlier rule hides: same parts once compiled (names of variables do not matter), same kind of
   * connection, overlapping methods. Not build-only ones.
   */
  duplicates(): readonly Duplicate<Endpoint>[] {
    return this.#duplicates
  }

  /**
   * The rules of an endpoint in the order of building.
   *
   * @internal
   */
  rulesOf(endpoint: unknown): EndpointRules {
    return this.#endpoints.get(endpoint) ?? new EndpointRules()
  }

  /**
   * Binds the map to a host, for matching and building there.
   *
   * @param host name and, unless it is the scheme's own, port: where the application is served
   * @throws {BadHost} for a name that IDNA cannot encode
   */
  bind(host: string, options: BindOptions = {}): UrlAdapter<Endpoint> {
    return new UrlAdapter<Endpoint>(this, host, options)
  }

  /**
   * Matches without an adapter and without errors: the way for a server, where misses are as usual as matches. A result
   * with `miss` is none; of a redirect, `UrlAdapter.locate` gives the URL.
   *
   * @param path percent-decoded
   * @param method upper-case
   * @param domain subdomain, or with `hostMatching` the whole host, lower-case
   * @example
   * const found = map.matchPath('/year/1984/', 'GET')
   * if (found.miss === undefined) found.args // { year: 1984 }
   */
  matchPath(
    path: string,
    method: string,
    domain: string = this.settings.defaultSubdomain,
    websocket: boolean = false,
  ): RouteMatch<Endpoint> | Miss {
    const walk = this.#idle ?? new Walk()
    this.#idle = null
    walk.begin(this.#tree, domain, method, websocket)
    const plain = withOneSlash(path)
    const found = walk.search(plain)
      ? this.#conclude(walk, plain, method, domain)
      : this.#searchMerged(walk, plain, domain)
    walk.end()
    this.#idle = walk
    return found
  }

  /**
   * States visited by the last match, for tests.
   *
   * @internal
   */
  get lastSteps(): number {
    return this.#idle?.steps ?? 0
  }

  #searchMerged(walk: Walk, path: string, domain: string): Miss {
    if (this.settings.mergeSlashes && path.includes('//')) {
      const merged = path.replace(/\/{2,}/g, '/')
      if (walk.search(merged)) {
        if (walk.slashRequired) return toPath(`${merged}/`, domain)
        if (walk.rule?.mergeSlashes) return toPath(merged, domain)
      }
    }
    if (walk.allowed !== null && walk.allowed.size > 0) {
      return { miss: 'method-not-allowed', allowed: [...walk.allowed].sort() }
    }
    return walk.mismatch ? WEBSOCKET_MISMATCH : NOT_FOUND
  }

  #conclude(walk: Walk, path: string, method: string, domain: string): RouteMatch<Endpoint> | Miss {
    if (walk.slashRequired) return toPath(`${path}/`, domain)
    const bound = walk.rule as BoundRule
    const args = walk.args as Record<string, unknown>
    if (bound.mayRedirect) {
      const elsewhere = this.settings.redirectDefaults ? this.#redirectByDefaults(bound, args, method) : null
      if (elsewhere !== null) return elsewhere
      if (bound.rule.redirectTo !== undefined) return { miss: 'redirect', to: { kind: 'rule', bound, args } }
    }
    return { endpoint: bound.endpoint as Endpoint, args, rule: bound.rule as Rule<Endpoint> }
  }

  #redirectByDefaults(bound: BoundRule, args: Record<string, unknown>, method: string): RedirectMiss | null {
    const { group } = bound
    if (bound.rule.alias) return this.#redirectAlias(group, args, method)
    const values = new Map(Object.entries(args))
    const shorter = group.findShorter(bound, values, method)
    if (shorter === null) return null
    const path = shorter.buildPath(values)
    const domain = shorter.buildDomain(values)
    return path === null || domain === null ? null : toPath(path, domain, true)
  }

  /** An alias that no other rule can stand for is an ordinary rule: it must not redirect to itself. */
  #redirectAlias(group: EndpointRules, args: Record<string, unknown>, method: string): RedirectMiss | null {
    const values = new Map(Object.entries(args).filter(([, value]) => value != null))
    const built = buildUrl(
      group.rules.filter(({ rule }) => !rule.alias),
      values,
      { method, host: null, query: null },
    )
    if (built === null) return null
    const { path, domain, websocket } = built
    return { miss: 'redirect', to: { kind: 'alias', path, domain, websocket } }
  }
}

/** Any number of slashes at the beginning counts as one; the empty path stays empty. */
function withOneSlash(path: string): string {
  if (path.charCodeAt(0) === 47 && path.charCodeAt(1) !== 47) return path
  return path === '' ? path : `/${path.replace(/^\/+/, '')}`
}

function toPath(path: string, domain: string, encoded: boolean = false): RedirectMiss {
  return { miss: 'redirect', to: { kind: 'path', path, domain, encoded } }
}
