import { BadRequest, HttpPermanentRedirect, MethodNotAllowed } from '../errors/http-errors.ts'
import { warningCodes, type Warning } from '../errors/warnings.ts'
import type { UrlAdapter } from '../routing/adapter.ts'
import type { ConverterClass } from '../routing/converter.ts'
import type { Miss, RedirectMiss } from '../routing/outcome.ts'
import { Rule, type RuleOptions } from '../routing/rule.ts'
import { RoutingMap } from '../routing/routing-map.ts'
import { preflightResponse } from './cors.ts'
import type { Endpoint } from './endpoint.ts'
import { HttpRequest } from './http-request.ts'
import type { Match, RequestState } from './request-state.ts'
import { Response } from './response.ts'

// Rules with a host, in a table that has such rules, stand beside rules for any host: these have a variable for it.
const ANY_HOST = '_host'

const EVERY_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** How a table is made. */
export interface RoutingTableOptions {
  readonly converters: ReadonlyMap<string, ConverterClass>
  /** Whether only endpoints with `auth: 'none'` are there, as it is without a database. */
  readonly onlyWithoutUser: boolean
}

/** Where a route is. */
export interface BuiltRoute {
  /** The host, where it is not the one that was asked for. */
  readonly host: string | null
  /** Percent-encoded, below the base path. */
  readonly path: string
  readonly websocket: boolean
}

/** Which endpoint answers which request, in one set of addons. */
export class RoutingTable {
  readonly endpoints: readonly Endpoint[]
  readonly warnings: readonly Warning[]
  readonly map: RoutingMap<Endpoint>
  /** The lowest of the numbers that routes state as their limits for bodies; Infinity where none does. */
  readonly lowestLimit: number
  readonly #byName: ReadonlyMap<string, Endpoint>
  readonly #usesHosts: boolean
  #urls: UrlAdapter<Endpoint> | null = null

  /** @param endpoints in the order of addons: of two with one rule, the first wins */
  constructor(endpoints: readonly Endpoint[], { converters, onlyWithoutUser }: RoutingTableOptions) {
    const warnings: Warning[] = []
    this.endpoints = endpoints.filter(({ options }) => !onlyWithoutUser || options.auth === 'none')
    this.#usesHosts = this.endpoints.some(
      ({ options }) => options.host !== undefined || options.subdomain !== undefined,
    )
    this.map = new RoutingMap([], {
      strictSlashes: false,
      mergeSlashes: false,
      converters,
      hostMatching: this.#usesHosts,
    })
    for (const endpoint of this.endpoints) this.#add(endpoint, warnings)
    warnings.push(
      ...this.map.duplicates().map(({ rule, by }) => duplicateWarning(rule.rule, rule.endpoint, by.endpoint)),
    )
    this.#byName = byName(this.endpoints, warnings)
    this.lowestLimit = Math.min(...this.endpoints.map(statedLimit))
    this.warnings = warnings
  }

  /** The endpoint of a name. */
  get(name: string): Endpoint | undefined {
    return this.#byName.get(name)
  }

  /** The names of all endpoints. */
  get names(): Iterable<string> {
    return this.#byName.keys()
  }

  /**
   * The path of an endpoint, made of values for its variables; others are not used.
   *
   * @param hostname the host that the URL is for, without port
   * @throws BuildError where values are missing, or refused
   */
  build(endpoint: Endpoint, args: Readonly<Record<string, unknown>>, hostname: string): BuiltRoute {
    const urls = this.#usesHosts ? this.map.bind(hostname) : (this.#urls ??= this.map.bind('localhost'))
    const values = this.#usesHosts ? { ...args, [ANY_HOST]: anyHost(endpoint, hostname) } : args
    const built = urls.build(endpoint, values, { appendUnknown: false })
    const [, scheme, host = '', path = built] = /^(?:(wss?|https?):)?\/\/([^/]*)(\/.*)$/s.exec(built) ?? []
    const isElsewhere = host !== '' && host !== urls.host
    return { host: isElsewhere ? host : null, path, websocket: scheme?.startsWith('ws') === true }
  }

  /**
   * Which endpoint answers a request: a match, an answer where none is needed, or null where no rule fits.
   *
   * @throws MethodNotAllowed where rules fit, but not the verb
   * @throws HttpPermanentRedirect where the canonical URL is another one
   * @throws BadRequest where only a websocket is served there, and for a path that is not well-formed
   */
  find(method: string, state: RequestState): Match | Response | null {
    const domain = this.#usesHosts ? hostOf(state) : undefined
    if (method === 'OPTIONS') return this.#answerOptions(state, domain)
    const found = this.map.matchPath(state.path, method, domain)
    if (found.miss === undefined) return this.#usesHosts ? withoutHost(found) : found
    return found.miss === 'not-found' ? null : this.#refuse(found, state)
  }

  /** Whether any rule fits a path, whatever the verb. */
  serves(path: string, state: RequestState): boolean {
    const domain = this.#usesHosts ? hostOf(state) : undefined
    return this.map.matchPath(path, state.source.method, domain).miss !== 'not-found'
  }

  #add(endpoint: Endpoint, warnings: Warning[]): void {
    for (const path of endpoint.paths) {
      try {
        this.map.add(new Rule<Endpoint>(path, this.#ruleOptions(endpoint)))
      } catch (error) {
        const message = `The rule ${path} of ${endpoint.name} is left out: ${(error as Error).message}`
        warnings.push({ code: warningCodes.brokenRule, message })
      }
    }
  }

  #ruleOptions(endpoint: Endpoint): RuleOptions<Endpoint> {
    const { methods, defaults, alias, buildOnly, redirectTo, websocket, strictSlashes, host, subdomain } =
      endpoint.options
    const to =
      typeof redirectTo === 'function'
        ? (_urls: unknown, args: Record<string, unknown>) => redirectTo(args)
        : redirectTo
    const options = { endpoint, methods, defaults, alias, buildOnly, redirectTo: to, websocket, strictSlashes }
    if (!this.#usesHosts) return options
    return { ...options, host: host ?? (subdomain === undefined ? `<${ANY_HOST}>` : `${subdomain}.<${ANY_HOST}>`) }
  }

  #refuse(miss: Exclude<Miss, { miss: 'not-found' }>, state: RequestState): never {
    if (miss.miss === 'method-not-allowed') {
      throw new MethodNotAllowed(undefined, { headers: { allow: allowHeader(miss.allowed) } })
    }
    if (miss.miss === 'websocket-mismatch') throw new BadRequest('This path is served over a websocket only.')
    throw new HttpPermanentRedirect(this.#locate(miss, state))
  }

  /** Where a redirect leads; without host where it stays on this one, so that no header can lead elsewhere. */
  #locate(miss: RedirectMiss, state: RequestState): string {
    const { host, scheme } = new HttpRequest(state)
    const urls = this.map.bind(host, { scheme, scriptName: state.app.settings.http.basePath })
    const location = urls.locate(miss, state.rawQuery)
    const origin = `${scheme}://${host.toLowerCase()}/`
    return location.startsWith(origin) ? location.slice(origin.length - 1) : location
  }

  /**
   * `OPTIONS` that no route lists is answered here, so that no endpoint runs by it: the preflight of a browser where
   * the route has `cors`, else the verbs.
   */
  #answerOptions(state: RequestState, domain: string | undefined): Match | Response | null {
    const found = this.map.matchPath(state.path, 'OPTIONS', domain)
    if (found.miss === undefined && found.endpoint.options.methods) return withoutHost(found)
    const allowed = this.#allowed(state, domain)
    if (allowed === null) return null
    const asked = state.source.header('access-control-request-method')?.toUpperCase()
    const method = asked !== undefined && allowed.includes(asked) ? asked : (allowed[0] as string)
    const target = this.map.matchPath(state.path, method, domain)
    const allow = allowHeader(allowed)
    const response =
      target.miss === undefined && target.endpoint.options.cors
        ? preflightResponse(state.source.header('origin'), target.endpoint)
        : new Response(null, { status: 204 })
    response.headers.set('allow', allow)
    return response
  }

  #allowed(state: RequestState, domain: string | undefined): readonly string[] | null {
    const probe = this.map.matchPath(state.path, '--', domain)
    if (probe.miss === undefined || probe.miss === 'redirect') return EVERY_METHOD
    return probe.miss === 'method-not-allowed' ? probe.allowed : null
  }
}

/** How long an endpoint's body may be, where its route says a number: a function may ask for what only a request has. */
export function statedLimit({ options: { maxContentLength } }: Endpoint): number {
  return typeof maxContentLength === 'number' ? maxContentLength : Infinity
}

function allowHeader(methods: readonly string[]): string {
  return [...new Set([...methods, 'OPTIONS'])].join(', ')
}

function hostOf(state: RequestState): string {
  return new HttpRequest(state).host.toLowerCase().replace(/:[0-9]+$/, '')
}

function withoutHost({ endpoint, args }: Match): Match {
  const { [ANY_HOST]: _host, ...rest } = args
  return { endpoint, args: rest }
}

// What stands for any host in the rule of a subdomain is the rest of the host.
function anyHost({ options: { subdomain } }: Endpoint, hostname: string): string {
  const prefix = `${subdomain}.`
  return subdomain !== undefined && hostname.startsWith(prefix) ? hostname.slice(prefix.length) : hostname
}

function byName(endpoints: readonly Endpoint[], warnings: Warning[]): Map<string, Endpoint> {
  const names = new Map<string, Endpoint>()
  for (const endpoint of endpoints) {
    const known = names.get(endpoint.name)
    if (known === undefined) names.set(endpoint.name, endpoint)
    else
      warnings.push({
        code: warningCodes.duplicateName,
        message: `Two routes are named ${endpoint.name}: the first counts.`,
      })
  }
  return names
}

function duplicateWarning(rule: string, hidden: Endpoint, winner: Endpoint): Warning {
  const message = `${place(hidden)} and ${place(winner)} have one rule, ${rule}: ${place(winner)} answers.`
  return { code: warningCodes.duplicateRule, message }
}

function place({ owners, methodName }: Endpoint): string {
  const { className = '', addon = '' } = owners[0] ?? {}
  return `${className}.${methodName} (addon ${addon})`
}
