import type { Domain } from '../domain/domain.ts'
import type { Right, RuleRow, UserProfile } from './load-access.ts'
import type { RuleExpression } from './rule-text.ts'

/** How many are remembered of one user. */
const MOST_DOMAINS = 1000

/** What rights follow from: the same objects as long as nothing changed. */
export interface AccessSources {
  readonly profile: UserProfile
  readonly rights: ReadonlyMap<string, Right>
  readonly rules: ReadonlyMap<string, readonly RuleRow[]>
}

interface Known extends AccessSources {
  readonly domains: Map<string, Domain | null>
}

/**
 * The domains of rules that were evaluated for a user. They hold for whoever reads the same profile, rights and rules: whatever
 * changes one of these, also in one transaction alone, is another object.
 */
export class KnownDomains {
  readonly #known = new WeakMap<UserProfile, Known>()

  get(sources: AccessSources, key: string): Domain | null | undefined {
    return this.#of(sources)?.domains.get(key)
  }

  set(sources: AccessSources, key: string, domain: Domain | null): void {
    let known = this.#of(sources)
    if (known === undefined) this.#known.set(sources.profile, (known = { ...sources, domains: new Map() }))
    if (known.domains.size >= MOST_DOMAINS) known.domains.clear()
    known.domains.set(key, domain)
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
