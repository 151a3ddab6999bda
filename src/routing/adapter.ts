import type { BoundRule } from './bound-rule.ts'
import { buildUrl, type BuiltUrl, toPairs } from './build-url.ts'
import { BuildError } from './build-error.ts'
import { encodePath, encodeQuery } from './encode.ts'
import { MethodNotAllowed, NotFound, RequestRedirect, type RoutingError, WebsocketMismatch } from './errors.ts'
import { normalizeHost } from './host.ts'
import type { Miss, RedirectMiss, RouteMatch } from './outcome.ts'
import { resolveRedirect } from './redirect-to.ts'
import type { RoutingMap } from './routing-map.ts'

/** Where a map is bound to. */
export interface BindOptions {
  /** The subdomain; by default the map's. Not with `hostMatching`. */
  readonly subdomain?: string | undefined
  /** `http` (default), `https`, `ws`, `wss`; empty for URLs that begin with `//`. */
  readonly scheme?: string | undefined
  /** The path below which the application is mounted. */
  readonly scriptName?: string | undefined
  /** For calls that name no method. Default GET. */
  readonly defaultMethod?: string | undefined
}

/** A query: text without `?`, or names and values; lists repeat their name. */
export type Query = string | URLSearchParams | Readonly<Record<string, unknown>>

export interface MatchOptions {
  /** In any case. */
  readonly method?: string | undefined
  /** Kept by redirects. */
  readonly query?: Query | undefined
  /** Whether the request is a websocket handshake; by default, if the scheme is ws or wss. */
  readonly websocket?: boolean | undefined
}

export interface BuildOptions {
  /** Upper-case. By default a rule for the adapter's method, or else for any. */
  readonly method?: string | undefined
  /** An absolute URL, even if a path would do. */
  readonly forceExternal?: boolean | undefined
  /** Whether values that the rule does not name become the query. Default true. */
  readonly appendUnknown?: boolean | undefined
  /** Instead of the adapter's. */
  readonly scheme?: string | undefined
}

/** What is built from: names and values, where null means absent; `URLSearchParams` give a list for a repeated name. */
export type BuildValues = Readonly<Record<string, unknown>> | URLSearchParams

/**
 * A map bound to a host: matches paths and builds URLs. Made by `RoutingMap.bind`.
 *
 * Source: werkzeug.routing.MapAdapter
 */
export class UrlAdapter<Endpoint = unknown> {
  readonly map: RoutingMap<Endpoint>
  readonly host: string
  readonly subdomain: string
  readonly scheme: string
  /** Begins and ends with a slash. */
  readonly scriptName: string
  readonly defaultMethod: string
  readonly #websocket: boolean

  constructor(map: RoutingMap<Endpoint>, host: string, options: BindOptions = {}) {
    if (map.settings.hostMatching && options.subdomain !== undefined) {
      throw new TypeError('A map with host matching cannot be bound to a subdomain.')
    }
    this.map = map
    this.host = normalizeHost(host)
    this.subdomain = options.subdomain ?? map.settings.defaultSubdomain
    this.scheme = options.scheme ?? 'http'
    this.scriptName = `/${options.scriptName ?? ''}/`.replace(/\/{2,}/g, '/')
    this.defaultMethod = options.defaultMethod ?? 'GET'
    this.#websocket = this.scheme === 'ws' || this.scheme === 'wss'
  }

  /** The domain that rules are compared with: the subdomain, or with host matching the host. */
  get domain(): string {
    return this.map.settings.hostMatching ? this.host : this.subdomain
  }

  /**
   * The rule that fits a path best, with its arguments.
   *
   * @param path percent-decoded (see `decodePath`), without the prefix that the application is mounted at
   * @throws {NotFound} if no rule fits
   * @throws {MethodNotAllowed} if rules fit, but none allows the method
   * @throws {WebsocketMismatch} if only rules of the other kind fit
   * @throws {RequestRedirect} if the canonical URL is another one
   * @example urls.match('/shop/3', { method: 'GET' }) // { endpoint: 'page', args: { id: 3 }, rule }
   */
  match(path: string, options: MatchOptions = {}): RouteMatch<Endpoint> {
    const found = this.find(path, options.method, options.websocket)
    if (found.miss === undefined) return found
    throw this.toError(found, options.query)
  }

  /** As `match`, but a miss is returned instead of thrown. */
  find(path: string, method: string = this.defaultMethod, websocket?: boolean): RouteMatch<Endpoint> | Miss {
    return this.map.matchPath(path, method.toUpperCase(), this.domain, websocket ?? this.#websocket)
  }

  /** The error for a miss. */
  toError(miss: Miss, query?: Query): RoutingError {
    if (miss.miss === 'method-not-allowed') return new MethodNotAllowed(miss.allowed)
    if (miss.miss === 'websocket-mismatch') return new WebsocketMismatch()
    if (miss.miss === 'redirect') return new RequestRedirect(this.locate(miss, query))
    return new NotFound()
  }

  /** The absolute URL of a redirect. A query is kept, except by `redirectTo`. */
  locate({ to }: RedirectMiss, query?: Query): string {
    if (to.kind === 'rule') {
      return resolveRedirect(this, to.bound, to.args)
    }
    const rest = toQueryText(query)
    const suffix = rest === '' ? '' : `?${rest}`
    if (to.kind === 'alias') return this.#join(to, { forceExternal: true }) + suffix
    const path = to.encoded ? to.path : encodePath(to.path)
    return `${this.base(to.domain)}${withoutSlashes(path)}${suffix}`
  }

  /** Scheme, host and mount prefix, ending with a slash. */
  base(domain: string | null = null): string {
    return `${this.scheme || 'http'}://${this.#hostOf(domain)}${this.scriptName}`
  }

  /** Whether `match` would find a rule; a redirect counts. */
  test(path: string, options: Omit<MatchOptions, 'query'> = {}): boolean {
    const { miss } = this.find(path, options.method, options.websocket)
    return miss === undefined || miss === 'redirect'
  }

  /** The methods that rules allow for a path, sorted; empty if none fits, or if one allows every method. */
  allowedMethods(path: string): readonly string[] {
    const found = this.find(path, '--')
    return found.miss === 'method-not-allowed' ? found.allowed : []
  }

  /**
   * The URL of an endpoint: a path if it is on this host, else absolute.
   *
   * @param values for the rule's variables; what the rule does not name becomes the query
   * @throws {BuildError} if no rule can be built; it names the nearest
   * @example urls.build('page', { id: 3, tab: 'notes' }) // '/shop/3?tab=notes'
   */
  build(endpoint: Endpoint, values: BuildValues = {}, options: BuildOptions = {}): string {
    const given = toValues(values)
    const method = options.method ?? null
    const built = this.#buildFor(endpoint, given, method, options.appendUnknown ?? true)
    if (built === null) throw new BuildError(endpoint, [...given.keys()], method, this.map.rules)
    return this.#join(built, options)
  }

  /** Without a method: first rules that allow the adapter's, then any. */
  #buildFor(
    endpoint: Endpoint,
    values: ReadonlyMap<string, unknown>,
    method: string | null,
    append: boolean,
  ): BuiltUrl | null {
    const { comparePairs, hostMatching } = this.map.settings
    const rules: readonly BoundRule[] = this.map.rulesOf(endpoint).rules
    const query = append ? { comparePairs } : null
    const host = hostMatching ? this.host : null
    const built = buildUrl(rules, values, { method: method ?? this.defaultMethod, host, query })
    return built !== null || method !== null ? built : buildUrl(rules, values, { method: null, host, query })
  }

  #join({ domain, path, websocket }: BuiltUrl, options: BuildOptions): string {
    const asked = options.scheme ?? this.scheme
    const secure = asked === 'https' || asked === 'wss'
    const rest = withoutSlashes(path)
    if (!options.forceExternal && !websocket && domain === this.domain) return this.scriptName + rest
    const plain = secure ? 'https' : 'http'
    const scheme = websocket ? (secure ? 'wss' : 'ws') : asked === '' ? '' : plain
    return `${scheme === '' ? '' : `${scheme}:`}//${this.#hostOf(domain)}${this.scriptName}${rest}`
  }

  #hostOf(domain: string | null): string {
    if (this.map.settings.hostMatching) return domain || this.host
    const subdomain = domain ?? this.subdomain
    return subdomain === '' ? this.host : `${subdomain}.${this.host}`
  }
}

const SLASH = 47

/** No value can make a path that begins with two slashes, which browsers take for a host. */
function withoutSlashes(path: string): string {
  if (path.charCodeAt(0) === SLASH && path.charCodeAt(1) !== SLASH) return path.slice(1)
  return path.replace(/^\/+/, '')
}

function toQueryText(query: Query | undefined): string {
  if (query === undefined || query === null) return ''
  if (typeof query === 'string') return query
  const pairs: Iterable<[string, unknown]> = query instanceof URLSearchParams ? query : Object.entries(query)
  return encodeQuery(Array.from(pairs).flatMap(([key, value]) => toPairs(key, value)))
}

function toValues(values: BuildValues): Map<string, unknown> {
  if (!(values instanceof URLSearchParams)) {
    const present = new Map<string, unknown>()
    for (const key of Object.keys(values)) {
      const value = values[key]
      if (value !== null && value !== undefined) present.set(key, value)
    }
    return present
  }
  return new Map(
    Array.from(new Set(values.keys()), (key) => {
      const all = values.getAll(key)
      return [key, all.length === 1 ? all[0] : all]
    }),
  )
}
