import { RoutingError } from './errors.ts'
import type { Rule } from './rule.ts'
import { parseRuleText } from './rule-text.ts'
import { similarity } from './similarity.ts'

/** No rule of the endpoint can be built from these values. Source: werkzeug.routing.BuildError */
export class BuildError extends RoutingError {
  readonly code = 'ROUTING_BUILD'
  readonly status = 500
  readonly endpoint: unknown
  /** Names of the values given. */
  readonly given: readonly string[]
  /** The method asked for, or null. */
  readonly method: string | null
  /** The rule that comes nearest, or null in an empty map. */
  readonly suggested: Rule | null

  constructor(endpoint: unknown, given: readonly string[], method: string | null, rules: readonly Rule[]) {
    const suggested = findNearest(rules, endpoint, given, method)
    super(describe(endpoint, given, method, suggested))
    this.endpoint = endpoint
    this.given = given
    this.method = method
    this.suggested = suggested
  }
}

function namesOf(rule: Rule): string[] {
  const texts = [rule.subdomain, rule.host, rule.rule]
  const tokens = texts.flatMap((text) => (text === undefined ? [] : parseRuleText(text)))
  const variables = tokens.flatMap((token) => (token.kind === 'variable' ? [token.name] : []))
  return [...variables, ...Object.keys(rule.defaults ?? {})]
}

function toText(endpoint: unknown): string {
  if (typeof endpoint === 'string') return endpoint
  if (typeof endpoint === 'function') return endpoint.name
  if (typeof endpoint === 'object' && endpoint !== null && 'name' in endpoint && typeof endpoint.name === 'string') {
    return endpoint.name
  }
  return Object.prototype.toString.call(endpoint)
}

function findNearest(
  rules: readonly Rule[],
  endpoint: unknown,
  given: readonly string[],
  method: string | null,
): Rule | null {
  let nearest: Rule | null = null
  let best = -1
  for (const rule of rules) {
    const alike = rule.endpoint === endpoint ? 1 : similarity(toText(rule.endpoint), toText(endpoint)) * 0.999
    const names = new Set(namesOf(rule))
    const fits = Number(given.every((name) => names.has(name)))
    const allowed = Number(method !== null && rule.methods !== null && rule.methods.has(method))
    const score = 0.98 * alike + 0.01 * fits + 0.01 * allowed
    if (score > best) {
      best = score
      nearest = rule
    }
  }
  return nearest
}

function describe(endpoint: unknown, given: readonly string[], method: string | null, nearest: Rule | null): string {
  const asked = method === null ? '' : ` with method ${method}`
  const values = given.length === 0 ? 'no values' : `the values ${[...given].sort().join(', ')}`
  const problem = `Cannot build a URL for the endpoint '${toText(endpoint)}'${asked} from ${values}.`
  if (nearest === null) return `${problem} The map has no rules.`
  if (nearest.endpoint !== endpoint) return `${problem} Did you mean the endpoint '${toText(nearest.endpoint)}'?`
  return `${problem} Nearest is ${nearest.rule}${reason(nearest, given, method)}.`
}

function reason(rule: Rule, given: readonly string[], method: string | null): string {
  const defaults = new Set(Object.keys(rule.defaults ?? {}))
  const missing = namesOf(rule).filter((name) => !given.includes(name) && !defaults.has(name))
  if (method !== null && rule.methods !== null && !rule.methods.has(method)) {
    return `, which allows ${[...rule.methods].sort().join(', ')}`
  }
  return missing.length > 0 ? `, which also needs ${missing.sort().join(', ')}` : ', which does not take one of them'
}
