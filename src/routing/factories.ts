import type { Rule, RuleFactory, RuleOptions } from './rule.ts'
import { fillTemplate } from './rule-template-text.ts'

function* allRules<Endpoint>(factories: Iterable<RuleFactory<Endpoint>>): Generator<Rule<Endpoint>> {
  for (const factory of factories) yield* factory.toRules()
}

/**
 * Puts a prefix before the path of every rule. The prefix may hold placeholders; slashes at its end are dropped.
 *
 * @example new Submount('/blog', [new Rule('/', { endpoint: 'index' }), new Rule('/<slug>', { endpoint: 'entry' })])
 *
 * Source: werkzeug.routing.Submount
 */
export class Submount<Endpoint = unknown> implements RuleFactory<Endpoint> {
  readonly prefix: string
  readonly rules: readonly RuleFactory<Endpoint>[]
  constructor(prefix: string, rules: Iterable<RuleFactory<Endpoint>>) {
    this.prefix = prefix.replace(/(?<!\/)\/+$/, '').replace(/^\/+$/, '')
    this.rules = [...rules]
  }
  *toRules(): Generator<Rule<Endpoint>> {
    for (const rule of allRules(this.rules)) yield rule.with({ rule: this.prefix + rule.rule })
  }
}

/**
 * Puts every rule under a subdomain, also those of groups inside that have another: the outermost wins.
 *
 * @example new Subdomain('kb', [new Rule('/', { endpoint: 'kb.index' })])
 *
 * Source: werkzeug.routing.Subdomain
 */
export class Subdomain<Endpoint = unknown> implements RuleFactory<Endpoint> {
  readonly subdomain: string
  readonly rules: readonly RuleFactory<Endpoint>[]
  constructor(subdomain: string, rules: Iterable<RuleFactory<Endpoint>>) {
    this.subdomain = subdomain
    this.rules = [...rules]
  }
  *toRules(): Generator<Rule<Endpoint>> {
    for (const rule of allRules(this.rules)) yield rule.with({ subdomain: this.subdomain })
  }
}

/**
 * Puts a prefix before every endpoint; these must be text.
 *
 * @throws {TypeError} when its rules are asked for and one has another endpoint
 * @example new EndpointPrefix('blog/', [new Rule('/', { endpoint: 'index' })])
 *
 * Source: werkzeug.routing.EndpointPrefix
 */
export class EndpointPrefix implements RuleFactory<string> {
  readonly prefix: string
  readonly rules: readonly RuleFactory<string>[]
  constructor(prefix: string, rules: Iterable<RuleFactory<string>>) {
    this.prefix = prefix
    this.rules = [...rules]
  }
  *toRules(): Generator<Rule<string>> {
    for (const rule of allRules(this.rules)) {
      if (typeof rule.endpoint !== 'string') throw new TypeError(`The endpoint of ${rule.rule} is no text.`)
      yield rule.with({ endpoint: this.prefix + rule.endpoint })
    }
  }
}

/**
 * Rules with gaps: `$name` or `${name}` in path, subdomain, host, redirect, endpoint and text defaults; `$$` is a `$`.
 *
 * @example
 * const resource = new RuleTemplate([new Rule('/$name/<int:id>', { endpoint: '$name.show' })])
 * new RoutingMap([resource.apply({ name: 'user' }), resource.apply({ name: 'page' })])
 *
 * Source: werkzeug.routing.RuleTemplate
 */
export class RuleTemplate<Endpoint = unknown> {
  readonly rules: readonly RuleFactory<Endpoint>[]
  constructor(rules: Iterable<RuleFactory<Endpoint>>) {
    this.rules = [...rules]
  }

  /** The rules with the gaps filled. @throws {RuleSyntaxError} for a gap without a value, or a `$` that begins none */
  apply(values: Readonly<Record<string, unknown>>): RuleFactory<Endpoint> {
    const filled = Array.from(allRules(this.rules), (rule) => fill(rule, values))
    return { toRules: () => filled }
  }
}

function fill<Endpoint>(rule: Rule<Endpoint>, values: Readonly<Record<string, unknown>>): Rule<Endpoint> {
  const each = <T>(value: T): T => (typeof value === 'string' ? (fillTemplate(value, values) as T & string) : value)
  const defaults = Object.entries(rule.defaults ?? {}).map(([name, value]) => [name, each(value)] as const)
  const changes: RuleOptions<Endpoint> & { rule: string } = {
    rule: each(rule.rule),
    endpoint: each(rule.endpoint),
    subdomain: each(rule.subdomain),
    host: each(rule.host),
    redirectTo: each(rule.redirectTo),
    defaults: rule.defaults === null ? undefined : Object.fromEntries(defaults),
  }
  return rule.with(changes)
}
