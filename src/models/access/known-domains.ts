import type { Domain } from '../domain/domain.ts'
import type { EnvironmentKey } from '../environment.ts'
import type { Right, RuleRow, UserProfile } from './load-access.ts'
import type { AccessOperation } from './operations.ts'
import type { RuleExpression } from './rule-text.ts'

/** How many are remembered of one user. */
const MOST_DOMAINS = 1000

/** What rights follow from: the same objects as long as nothing changed. */
export interface AccessSources {
  readonly profile: UserProfile
  readonly rights: ReadonlyMap<string, Right>
  readonly rules: ReadonlyMap<string, readonly RuleRow[]>
}

/** The domains of environments of one key, by model and operation. */
type DomainsOfKey = Map<string, Partial<Record<AccessOperation, Domain | null>>>

interface Known extends AccessSources {
  readonly domains: Map<EnvironmentKey, DomainsOfKey>
  count: number
}

/**
 * The domains of rules that were evaluated for a user. They hold for whoever reads the same profile, rights and rules: whatever
 * changes one of these, also in one transaction alone, is another object.
 */
export class KnownDomains {
  readonly #known = new WeakMap<UserProfile, Known>()

  /** @param key the environment's */
  get(
    sources: AccessSources,
    key: EnvironmentKey,
    model: string,
    operation: AccessOperation,
  ): Domain | null | undefined {
    return this.#of(sources)?.domains.get(key)?.get(model)?.[operation]
  }

  set(
    sources: AccessSources,
    key: EnvironmentKey,
    model: string,
    operation: AccessOperation,
    domain: Domain | null,
  ): void {
    let known = this.#of(sources)
    if (known === undefined || known.count >= MOST_DOMAINS)
      this.#known.set(sources.profile, (known = { ...sources, domains: new Map(), count: 0 }))
    known.count++
    const { domains } = known
    const models = domains.get(key) ?? (new Map() as DomainsOfKey)
    domains.set(key, models.set(model, { ...models.get(model), [operation]: domain }))
  }

  #of({ profile, rights, rules }: AccessSources): Known | undefined {
    const known = this.#known.get(profile)
    return known?.rights === rights && known.rules === rules ? known : undefined
  }
}

/** Whether a rule says the same as long as the user's profile is the same: it names no values of the user's record. */
export function followsFromProfile(expression: RuleExpression): boolean {
  if (expression.kind === 'list') return expression.items.every(followsFromProfile)
  if (expression.kind === 'sum') return expression.parts.every(followsFromProfile)
  if (expression.kind === 'value' || expression.path[0] !== 'user') return true
  const [, ...rest] = expression.path
  return rest.length === 0 || (rest.length === 1 && (rest[0] === 'id' || rest[0] === 'ids'))
}
