import { AccessError } from '../../errors/business-errors.ts'
import { DomainError, NotLoadedError } from '../../errors/model-errors.ts'
import { domainTools } from '../domain/combine-domains.ts'
import type { Domain } from '../domain/domain.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { Registry } from '../registry.ts'
import { AccessCache } from './access-cache.ts'
import { evaluateRule } from './evaluate-rule.ts'
import { followsFromProfile, KnownDomains, type AccessSources } from './known-domains.ts'
import {
  hasTables,
  loadGroups,
  loadProfile,
  loadRights,
  loadRules,
  type RuleRow,
  type UserProfile,
} from './load-access.ts'
import type { AccessOperation } from './operations.ts'
import { parseRuleText, type RuleExpression } from './rule-text.ts'

export type { AccessOperation } from './operations.ts'
export type { UserProfile } from './load-access.ts'

/** How many parsed rules are remembered. */
const MOST_RULES = 5000
/** How many `inherits` lead one after the other. */
const MOST_PARENTS = 16

const NO_GROUPS: ReadonlySet<number> = new Set()

const REFUSALS: Readonly<Record<AccessOperation, string>> = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
}

/**
 * Who may do what in one registry: rights of groups on models, rules on records, groups on fields. Where the addon base is not
 * installed there are no rights, and only the superuser may do anything.
 *
 * Source: odoo's ir.model.access, ir.rule, res.users.has_group.
 */
export class AccessControl {
  readonly #registry: Registry
  readonly #cache = new AccessCache()
  readonly #parsed = new Map<string, RuleExpression>()
  readonly #domains = new KnownDomains()

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** What is known of the environment's user; null for nobody, and where there are no users. */
  async profile(env: Environment): Promise<UserProfile | null> {
    const { uid } = env
    if (uid === null) return null
    return this.#cache.get(env, uid, async () => ((await this.#hasTables(env)) ? loadProfile(env.cr, uid) : null))
  }

  /**
   * The companies that the user works for: the context's `allowed_company_ids`, else all of the user's, the own one first.
   *
   * @throws {NotLoadedError} where the user is not known yet
   * @throws {AccessError} where the context names a company that is not the user's, without all rights
   *
   * Source: odoo.api.Environment.companies.
   */
  companyIds(env: Environment): readonly number[] {
    const given = env.context['allowed_company_ids']
    const asked: readonly unknown[] = Array.isArray(given) ? given : []
    const chosen = asked.length === 0 ? null : asked.filter((id): id is number => Number.isSafeInteger(id))
    if (chosen !== null && env.su) return chosen
    const own = this.#knownProfile(env)?.companyIds ?? []
    if (chosen === null) return own
    if (chosen.length === asked.length && chosen.every((id) => own.includes(id))) return chosen
    throw new AccessError('Access to unauthorized or invalid companies.')
  }

  /** Whether the user belongs to a group, by its external id. Source: odoo res.users.has_group. */
  async hasGroup(env: Environment, xmlId: string): Promise<boolean> {
    const profile = await this.profile(env)
    if (profile === null) return false
    const id = (await this.#groups(env)).get(xmlId)
    return id !== undefined && profile.groupIds.has(id)
  }

  /** The external ids of the user's groups. */
  async groupNames(env: Environment): Promise<string[]> {
    const profile = await this.profile(env)
    if (profile === null) return []
    return [...(await this.#groups(env))].filter(([, id]) => profile.groupIds.has(id)).map(([name]) => name)
  }

  /**
   * Whether the user belongs to one of some groups, and to none of those with `!` before them; `'.'` is nobody's.
   *
   * Source: odoo.models.Model.user_has_groups.
   *
   * @param spec `'base.group_user,!base.group_portal'`
   */
  async hasGroups(env: Environment, spec: string): Promise<boolean> {
    const profile = await this.profile(env)
    const groups = profile === null ? null : await this.#groups(env)
    return fits(spec, groups, profile)
  }

  /** @throws {AccessError} where the user may not do it with any record of the model */
  async check(env: Environment, model: string, operation: AccessOperation): Promise<void> {
    if (await this.allows(env, model, operation)) return
    const { description } = this.#registry.definition(model)
    throw new AccessError(
      `You are not allowed to ${REFUSALS[operation]} '${labelIn(description, env.lang) || model}' (${model}) records.\n\n` +
        'Contact your administrator to request access if necessary.',
    )
  }

  /** Whether the user may do it with some records of the model, as far as rights of groups go. */
  async allows(env: Environment, model: string, operation: AccessOperation): Promise<boolean> {
    if (env.su) return true
    if (!(await this.#hasTables(env))) return false
    const rights = await this.#cache.get(env, 'rights', () => loadRights(env.cr))
    return hasRight(rights, model, operation, await this.profile(env))
  }

  /**
   * Which records the rules leave, of those of the model: all global rules, and one of those of the user's groups, must
   * fit; the rules of the models that it delegates to count too. Of a transient model, everybody has their own.
   *
   * @returns null where no rule says anything. To be compiled with all rights
   * @throws {DomainError} naming the rule whose text is wrong
   */
  async domain(env: Environment, model: string, operation: AccessOperation): Promise<Domain | null> {
    if (env.su) return null
    const lasting = { value: true }
    const domain = await this.#domain(env, model, operation, lasting, 0)
    const sources = this.#sources(env)
    if (lasting.value && sources !== null) this.#domains.set(sources, env.key, model, operation, domain)
    return domain
  }

  /** The same, where it is known already that the user has the right, and which domain it is; undefined where not. */
  knownDomain(env: Environment, model: string, operation: AccessOperation): Domain | null | undefined {
    const sources = this.#sources(env)
    if (sources === null || !hasRight(sources.rights, model, operation, sources.profile)) return undefined
    return this.#domains.get(sources, env.key, model, operation)
  }

  /** Whether the user may use a field. */
  async canUseField(env: Environment, field: FieldDefinition): Promise<boolean> {
    return this.fieldAllowed(env, field)
  }

  /** The same, at once where it is known. */
  fieldAllowed(env: Environment, field: FieldDefinition): boolean | Promise<boolean> {
    if (field.groups === null || env.su) return true
    const profile = env.uid === null ? null : (this.#cache.known(env, env.uid) as UserProfile | null | undefined)
    const groups = this.#cache.known(env, 'groups') as ReadonlyMap<string, number> | undefined
    const changed = env.transaction.hasChanged('access')
    if (profile === undefined || (profile !== null && groups === undefined) || changed)
      return this.hasGroups(env, field.groups)
    return fits(field.groups, groups ?? null, profile)
  }

  /** Forgets everything: groups, users, rules or rights changed. */
  clear(): void {
    this.#cache.clear()
  }

  /** What is known for certain of rights, rules and the user; null where something must be read. */
  #sources(env: Environment): AccessSources | null {
    if (env.uid === null) return null
    const profile = this.#cache.known(env, env.uid) as UserProfile | null | undefined
    const rights = this.#cache.known(env, 'rights') as AccessSources['rights'] | undefined
    const rules = this.#cache.known(env, 'rules') as AccessSources['rules'] | undefined
    return profile && rights && rules ? { profile, rights, rules } : null
  }

  /** @param lasting becomes false where the domain follows from more than the user's profile */
  async #domain(
    env: Environment,
    model: string,
    operation: AccessOperation,
    lasting: { value: boolean },
    depth: number,
  ): Promise<Domain | null> {
    if (depth > MOST_PARENTS) throw new DomainError(`The model ${model} delegates in a circle.`)
    const definition = this.#registry.definition(model)
    const everybody: Domain[] = []
    const ofGroups: Domain[] = []
    if (definition.transient && definition.logAccess) everybody.push([['create_uid', '=', env.uid ?? 0]])
    const groupIds = (await this.profile(env))?.groupIds ?? NO_GROUPS
    for (const rule of await this.#rules(env, model)) {
      if (!rule.operations.has(operation)) continue
      if (rule.groupIds.length === 0) everybody.push(await this.#evaluate(env, rule, lasting))
      else if (intersects(rule.groupIds, groupIds)) ofGroups.push(await this.#evaluate(env, rule, lasting))
    }
    for (const [parent, field] of definition.inherits) {
      const domain = await this.#domain(env, parent, operation, lasting, depth + 1)
      if (domain !== null) everybody.push([[field, 'any', domain]])
    }
    if (ofGroups.length > 0) everybody.push(domainTools.or(ofGroups))
    return everybody.length === 0 ? null : domainTools.and(everybody)
  }

  /**
   * The domain that a rule's text means for the environment's user.
   *
   * @throws {DomainError} telling what is wrong with the text
   */
  async ruleDomain(env: Environment, text: string): Promise<Domain> {
    return evaluateRule(env, this.#parse(text))
  }

  #parse(text: string): RuleExpression {
    let expression = this.#parsed.get(text)
    if (expression === undefined) {
      expression = parseRuleText(text)
      if (this.#parsed.size >= MOST_RULES) this.#parsed.clear()
      this.#parsed.set(text, expression)
    }
    return expression
  }

  async #evaluate(env: Environment, rule: RuleRow, lasting: { value: boolean }): Promise<Domain> {
    try {
      const expression = this.#parse(rule.text)
      if (!followsFromProfile(expression)) lasting.value = false
      return await evaluateRule(env, expression)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      throw new DomainError(
        `The rule ${JSON.stringify(rule.name)} of ${rule.model} is wrong: ${error.message.replace(/\.$/, '')}.`,
        {
          cause: error,
        },
      )
    }
  }

  async #rules(env: Environment, model: string): Promise<readonly RuleRow[]> {
    if (!(await this.#hasTables(env))) return []
    const rules = await this.#cache.get(env, 'rules', () => loadRules(env.cr))
    return rules.get(model) ?? []
  }

  #groups(env: Environment): Promise<ReadonlyMap<string, number>> {
    return this.#cache.get(env, 'groups', () => loadGroups(env.cr))
  }

  #knownProfile(env: Environment): UserProfile | null {
    if (env.uid === null) return null
    const profile = this.#cache.lastKnown(env, env.uid) as UserProfile | null | undefined
    if (profile !== undefined) return profile
    throw new NotLoadedError('The companies of the user are not loaded: `await env.ready()` first.')
  }

  #hasTables(env: Environment): Promise<boolean> {
    return this.#cache.get(env, 'tables', () => hasTables(env.cr))
  }
}

function hasRight(
  rights: AccessSources['rights'],
  model: string,
  operation: AccessOperation,
  profile: UserProfile | null,
): boolean {
  const right = rights.get(`${operation} ${model}`)
  if (right === undefined) return false
  return right.everybody || (profile !== null && intersects(right.groupIds, profile.groupIds))
}

function intersects(ids: Iterable<number>, held: ReadonlySet<number>): boolean {
  for (const id of ids) if (held.has(id)) return true
  return false
}

function fits(spec: string, groups: ReadonlyMap<string, number> | null, profile: UserProfile | null): boolean {
  const belongs = (xmlId: string): boolean => {
    const id = groups?.get(xmlId)
    return id !== undefined && profile !== null && profile.groupIds.has(id)
  }
  const names = spec
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const excluded = names.filter((name) => name.startsWith('!'))
  if (excluded.some((name) => belongs(name.slice(1).trim()))) return false
  const wanted = names.filter((name) => !name.startsWith('!'))
  return wanted.length === 0 || wanted.some(belongs)
}
