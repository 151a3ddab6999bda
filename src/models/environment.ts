import type { Cursor } from '../database/cursor.ts'
import { UnknownModelError } from '../errors/model-errors.ts'
import type { ModelCache } from './cache.ts'
import type { Context } from './context.ts'
import type { ModelDefinition } from './model-definition.ts'
import type { Model } from './model.ts'
import type { AnyRecords, Models, RecordsOf } from './models.ts'
import type { Registry } from './registry.ts'
import { transactionOf, type Transaction } from './transaction.ts'

/** The id of the superuser, who has all rights. */
export const SUPERUSER_ID = 1

/** What tells environments of one transaction apart: the user's id where that is all, else a text. */
export type EnvironmentKey = string | number | null

/** Whose an environment is. */
export interface EnvironmentOptions {
  /** null: nobody, who may nothing. */
  uid?: number | null
  /** Whether access is not checked. Default: for the superuser. */
  su?: boolean
  context?: Context
}

/**
 * The way to records, with the rights of a user: `env['res.partner']` is an empty recordset of that model.
 *
 * Source: odoo.api.Environment.
 */
class EnvironmentBase {
  readonly transaction: Transaction
  readonly uid: number | null
  readonly su: boolean
  readonly context: Context
  #key: EnvironmentKey | undefined = undefined
  #caches: Map<string, ModelCache> | null = null

  /** @internal Use `registry.env(cr)` or `env.with(…)`. */
  constructor(transaction: Transaction, uid: number | null, su: boolean, context: Context) {
    this.transaction = transaction
    this.uid = uid
    this.su = su
    this.context = context
  }

  /** What may be told of it, where it comes into an answer by mistake. */
  toJSON(): object {
    return { database: this.cr.database.name, uid: this.uid, su: this.su, context: this.context }
  }

  /** Environments of one key may know the same. @internal */
  get key(): EnvironmentKey {
    if (this.#key === undefined) this.#key = keyOf(this.uid, this.su, this.context)
    return this.#key
  }

  get cr(): Cursor {
    return this.transaction.cr
  }

  get registry(): Registry {
    return this.transaction.registry
  }

  /**
   * The user's record, with the rights of the environment (Odoo's has all rights); empty for nobody. Its attributes need a `load`, as any
   * record's. Source: odoo.api.Environment.user.
   */
  get user(): RecordsOf<'res.users'> {
    return this.records('res.users', this.uid === null ? [] : [this.uid]) as RecordsOf<'res.users'>
  }

  /** The language of the context, or null. */
  get lang(): string | null {
    return typeof this.context.lang === 'string' && this.context.lang !== '' ? this.context.lang : null
  }

  /** The time zone of the context, or null. */
  get tz(): string | null {
    return typeof this.context.tz === 'string' && this.context.tz !== '' ? this.context.tz : null
  }

  /**
   * The company that the user works for: the first of the context's `allowed_company_ids`, else the user's own.
   *
   * @throws {NotLoadedError} where the user's is not known yet: `await env.ready()` reads it
   * @throws {AccessError} where the context names a company that is not the user's
   */
  get company(): RecordsOf<'res.company'> {
    return this.records(
      'res.company',
      this.registry.access.companyIds(this as unknown as Environment).slice(0, 1),
    ) as RecordsOf<'res.company'>
  }

  /** All companies that the user works for at the moment. */
  get companies(): RecordsOf<'res.company'> {
    return this.records(
      'res.company',
      this.registry.access.companyIds(this as unknown as Environment),
    ) as RecordsOf<'res.company'>
  }

  /** Reads what `company` and access checks need to know of the user. */
  async ready(): Promise<this> {
    await this.registry.access.profile(this as unknown as Environment)
    return this
  }

  /** The record with an external id, `'base.main_company'`. @throws {MissingError} where there is none, unless `optional` */
  async ref(xmlId: string): Promise<Model>
  async ref(xmlId: string, options: { optional: true }): Promise<Model | null>
  async ref(xmlId: string, options: { optional?: boolean } = {}): Promise<Model | null> {
    return this.registry.externalIds.record(this as unknown as Environment, xmlId, options.optional ?? false)
  }

  /** Another environment of the same transaction. */
  with(options: EnvironmentOptions): Environment {
    const { uid = this.uid, context = this.context } = options
    const su = options.su ?? (options.uid === undefined ? this.su : uid === SUPERUSER_ID)
    return environment(this.transaction, { uid, su, context })
  }

  /** Writes what was assigned to attributes. */
  async flush(): Promise<void> {
    if (this.transaction.hasPending) await this.registry.flush(this.transaction)
  }

  /** Whether the user belongs to a group, by its external id. */
  async hasGroup(xmlId: string): Promise<boolean> {
    return this.registry.access.hasGroup(this as unknown as Environment, xmlId)
  }

  /** What this environment knows of a model. @internal */
  cacheOf(model: string): ModelCache {
    const caches = (this.#caches ??= this.transaction.cachesFor(this.key))
    let cache = caches.get(model)
    if (cache === undefined) caches.set(model, (cache = new Map()))
    return cache
  }

  /** The definition of a model. @throws {UnknownModelError} @internal */
  definition(model: string): ModelDefinition {
    return this.registry.definition(model)
  }

  /** A recordset of a model whose name is not known before. @throws {UnknownModelError} */
  records(model: string, ids: readonly number[] = [], prefetchIds: Iterable<number> | null = null): AnyRecords {
    const { records: Records } = this.registry.definition(model)
    return new Records(this as unknown as Environment, ids, prefetchIds)
  }
}

/** See `EnvironmentBase`: its members, and a recordset for each model. */
export type Environment = EnvironmentBase & { readonly [Name in keyof Models]: Models[Name] }

// Names of models that a registry does not have come here; only those with a dot, so that nothing else is mistaken for one.
Object.setPrototypeOf(
  EnvironmentBase.prototype,
  new Proxy(Object.create(null) as object, {
    get(_target, name, receiver: EnvironmentBase) {
      if (typeof name !== 'string') return undefined
      if (name.includes('.')) throw new UnknownModelError(receiver.registry.unknownModel(name))
      return (Object.prototype as unknown as Record<string, unknown>)[name]
    },
    has: (_target, name) => Reflect.has(Object.prototype, name),
  }),
)

/** The class of a registry's environments. @internal */
export type EnvironmentClass = typeof EnvironmentBase

/** Makes the class of a registry's environments: with an accessor for each model. @internal */
export function environmentClass(models: Iterable<string>): EnvironmentClass {
  class RegistryEnvironment extends EnvironmentBase {}
  for (const model of models) {
    if (Object.hasOwn(EnvironmentBase.prototype, model)) continue
    const get = function (this: EnvironmentBase): AnyRecords {
      return this.records(model)
    }
    Object.defineProperty(RegistryEnvironment.prototype, model, { get, configurable: true })
  }
  return RegistryEnvironment
}

/** Whether a value is an environment. @internal */
export function isEnvironment(value: object): value is Environment {
  return value instanceof EnvironmentBase
}

/** The environment of a transaction for a user; one object for the same rights and context. @internal */
export function environment(transaction: Transaction, options: EnvironmentOptions): Environment {
  const { uid = null, context = {} } = options
  const su = options.su ?? uid === SUPERUSER_ID
  const identity: EnvironmentKey = su || !isEmpty(context) ? `${uid} ${su}${JSON.stringify(context)}` : uid
  let found = transaction.environments.get(identity)
  if (found === undefined) {
    found = new transaction.registry.Environment(transaction, uid, su, context) as Environment
    transaction.environments.set(identity, found)
  }
  return found
}

function keyOf(uid: number | null, su: boolean, context: Context): EnvironmentKey {
  const { allowed_company_ids: companies = null, lang = null, active_test: activeTest = true } = context
  const isSpecial = su || companies !== null || lang !== null || activeTest !== true
  return isSpecial ? `${uid} ${su}${JSON.stringify([companies, lang, activeTest])}` : uid
}

function isEmpty(context: Context): boolean {
  for (const name in context) if (Object.hasOwn(context, name)) return false
  return true
}

/** The environment of a cursor for a user. @internal */
export function createEnvironment(registry: Registry, cr: Cursor, options: EnvironmentOptions): Environment {
  return environment(transactionOf(cr, registry), options)
}
