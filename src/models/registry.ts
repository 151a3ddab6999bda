import type { Cursor } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import type { SqlError } from '../database/sql-state.ts'
import { UnknownFieldError, UnknownModelError } from '../errors/model-errors.ts'
import { AccessControl } from './access/access-control.ts'
import { BoundedCache } from './caches.ts'
import { ExternalIds } from './data/external-ids.ts'
import {
  createEnvironment,
  environmentClass,
  type Environment,
  type EnvironmentClass,
  type EnvironmentOptions,
} from './environment.ts'
import type { FieldDefinition } from './field-definition.ts'
import { labelIn } from './label.ts'
import type { ModelDefinition } from './model-definition.ts'
import { flushPending } from './operations/flush.ts'
import { Triggers } from './operations/triggers.ts'
import { suggestion } from './suggestion.ts'
import type { Transaction } from './transaction.ts'

/** What a registry is made of. */
export interface RegistryParts {
  database: Database
  definitions: ReadonlyMap<string, ModelDefinition>
  /** The names of the installed addons, in their order. */
  addons: readonly string[]
  /** Models of addons that are not installed → the addon. */
  elsewhere?: ReadonlyMap<string, string>
}

/**
 * The models of one database, as its installed addons make them together, and what is remembered about them.
 *
 * Source: odoo.modules.registry.Registry.
 */
export class Registry {
  readonly database: Database
  readonly definitions: ReadonlyMap<string, ModelDefinition>
  readonly addons: readonly string[]
  /** What users may do. */
  readonly access: AccessControl
  /** Records by external ids. */
  readonly externalIds: ExternalIds
  /** What methods with `@api.ormcache` gave. */
  readonly caches: BoundedCache<unknown> = new BoundedCache(8192)
  /** Which computed fields follow from which. @internal */
  readonly triggers: Triggers
  /** The class of its environments. @internal */
  readonly Environment: EnvironmentClass
  readonly #elsewhere: ReadonlyMap<string, string>

  constructor({ database, definitions, addons, elsewhere = new Map() }: RegistryParts) {
    this.database = database
    this.definitions = definitions
    this.addons = addons
    this.#elsewhere = elsewhere
    this.access = new AccessControl(this)
    this.externalIds = new ExternalIds(this)
    this.triggers = new Triggers(definitions)
    this.Environment = environmentClass(definitions.keys())
  }

  /** The database's name. Source: odoo.modules.registry.Registry.db_name. */
  get name(): string {
    return this.database.name
  }

  /** Whether there is such a model. */
  has(model: string): boolean {
    return this.definitions.has(model)
  }

  /**
   * An environment on a cursor.
   *
   * @param options default: the superuser
   */
  env(cr: Cursor, options: EnvironmentOptions = { uid: 1 }): Environment {
    return createEnvironment(this, cr, options)
  }

  /** @throws {UnknownModelError} */
  definition(model: string): ModelDefinition {
    const found = this.definitions.get(model)
    if (found === undefined) throw new UnknownModelError(this.unknownModel(model))
    return found
  }

  /** @throws {UnknownFieldError} */
  field(model: string, name: string): FieldDefinition {
    const { fields } = this.definition(model)
    const found = fields.get(name)
    if (found !== undefined) return found
    const hint = suggestion(name, fields.keys())
    throw new UnknownFieldError(`The model ${model} has no field ${JSON.stringify(name)}${hint}`)
  }

  /** @internal */
  unknownModel(model: string): string {
    const addon = this.#elsewhere.get(model)
    const place = `the database ${JSON.stringify(this.name)}`
    return addon === undefined
      ? `There is no model ${JSON.stringify(model)} in ${place}.`
      : `The model ${model} belongs to the addon ${addon}, which is not installed in ${place}.`
  }

  /** Writes what was assigned to attributes. @internal */
  flush(transaction: Transaction): Promise<void> {
    return flushPending(transaction)
  }

  /**
   * Forgets what is remembered, so that it is read anew.
   *
   * @param kind 'access' for rights, 'ids' for external ids; always what methods gave
   */
  clearCaches(kind: string = 'all'): void {
    this.caches.clear()
    if (kind === 'all' || kind === 'access') this.access.clear()
    if (kind === 'all' || kind === 'ids') this.externalIds.clear()
  }

  /** The message of a constraint of the database's, or null where it is none of a model. */
  constraintMessage({ constraint }: SqlError, lang: string | null = null): string | null {
    if (constraint === undefined) return null
    for (const { sqlConstraints } of this.definitions.values()) {
      const found = sqlConstraints.find(({ name }) => name === constraint)
      if (found !== undefined) return labelIn(found.message, lang)
    }
    return null
  }
}
