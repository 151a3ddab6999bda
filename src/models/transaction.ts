import type { Cursor } from '../database/cursor.ts'
import type { ModelCache } from './cache.ts'
import type { Environment, EnvironmentKey } from './environment.ts'
import type { FieldDefinition } from './field-definition.ts'
import type { Registry } from './registry.ts'

/** Assigned values that are not yet written: of one environment, by model, by id. */
export type PendingWrites = Map<Environment, Map<string, Map<number, Record<string, unknown>>>>

/** What all environments of one cursor share: what they know, and what they have still to write. Source: odoo.api.Transaction. */
export class Transaction {
  readonly cr: Cursor
  readonly registry: Registry
  /** By what they are for: see `environment`. */
  readonly environments: Map<EnvironmentKey, Environment> = new Map()
  // Most transactions only read: they have none of these.
  #pending: PendingWrites | null = null
  #computing: Map<FieldDefinition, ReadonlySet<number>> | null = null
  /** The kinds of remembered things that it changed. */
  #changed: Set<string> | null = null
  /** Those that the hooks of the commit tell others of. */
  #announced: Set<string> | null = null
  readonly #caches = new Map<EnvironmentKey, Map<string, ModelCache>>()

  constructor(cr: Cursor, registry: Registry) {
    this.cr = cr
    this.registry = registry
  }

  /** Whether something was assigned to attributes that is not yet written. */
  get hasPending(): boolean {
    return this.#pending !== null && this.#pending.size > 0
  }

  /** What was assigned to attributes, written before the next query. */
  get pending(): PendingWrites {
    return (this.#pending ??= new Map())
  }

  /** Of which records a field is just being computed: assigning it is the result, and nothing makes it forgotten. */
  computingOf(field: FieldDefinition): ReadonlySet<number> | undefined {
    return this.#computing?.get(field)
  }

  /** Whether it changed remembered things of a kind: what it reads is then not for others before it commits. */
  hasChanged(kind: string): boolean {
    return this.#changed !== null && this.#changed.has(kind)
  }

  /** Whether it changed remembered things of any kind. */
  get hasChanges(): boolean {
    return this.#changed !== null && this.#changed.size > 0
  }

  /** Forgets what it knows and was to write, since it was undone: all of it, or from a savepoint on. */
  reset(): void {
    this.#pending = null
    // The hooks may be gone with the savepoint; what changed before that is changed still.
    this.#announced = null
    const changed = this.#changed
    if (!this.cr.inTransaction) this.#changed = null
    else if (changed !== null) this.cr.postcommit.add(() => changed.clear())
    this.invalidate()
  }

  /** What environments with the same rights (`key`) know, by model. It stays the same map as long as the transaction. */
  cachesFor(key: EnvironmentKey): Map<string, ModelCache> {
    let models = this.#caches.get(key)
    if (models === undefined) this.#caches.set(key, (models = new Map()))
    return models
  }

  /** All that anybody knows of a model. */
  *cachesOf(model: string): Iterable<ModelCache> {
    for (const models of this.#caches.values()) {
      const cache = models.get(model)
      if (cache !== undefined) yield cache
    }
  }

  /**
   * Tells that remembered things of a kind are no longer true: here at once, in this and in other processes when the
   * transaction commits. Kinds: see `Registry.clearCaches`.
   */
  clearCaches(kind: string): void {
    this.registry.clearCaches(kind)
    const changed = (this.#changed ??= new Set()).add(kind)
    if (this.#announced?.has(kind) === true) return
    this.#announced = (this.#announced ?? new Set()).add(kind)
    this.cr.precommit.add(async () => {
      await this.registry.database.signals.raise(this.cr, kind)
    })
    // What was remembered meanwhile may be of before, or of what was never committed.
    const settle = (): void => {
      changed.delete(kind)
      this.#announced?.delete(kind)
      this.registry.clearCaches(kind)
    }
    this.cr.postcommit.add(settle)
    this.cr.postrollback.add(settle)
  }

  /** Keeps the values of fields of records while they are being computed. @returns what ends that */
  protect(fields: readonly FieldDefinition[], ids: readonly number[]): () => void {
    const computing = (this.#computing ??= new Map())
    const before = fields.map((field) => [field, computing.get(field)] as const)
    for (const [field, already] of before) computing.set(field, new Set([...(already ?? []), ...ids]))
    return () => {
      for (const [field, already] of before) {
        if (already === undefined) computing.delete(field)
        else computing.set(field, already)
      }
    }
  }

  /** Forgets a computed field of some records, or of all, but where it is just being computed. */
  forgetComputed(field: FieldDefinition, ids?: Iterable<number>): void {
    const kept = this.computingOf(field)
    if (kept === undefined) return this.invalidate(field.model, ids, [field.name])
    for (const cache of this.cachesOf(field.model)) {
      for (const id of ids ?? cache.keys()) if (!kept.has(id)) forget(cache, id, [field.name])
    }
  }

  /** Forgets values, so that they are read again: fields of some records, of all, or everything. */
  invalidate(model?: string, ids?: Iterable<number>, fields?: Iterable<string>): void {
    if (model === undefined) {
      for (const models of this.#caches.values()) for (const cache of models.values()) cache.clear()
      return
    }
    const names = fields === undefined ? null : [...fields]
    const chosen = ids === undefined ? null : [...ids]
    for (const cache of this.cachesOf(model)) {
      for (const id of chosen ?? cache.keys()) forget(cache, id, names)
    }
  }

  /** Forgets values in all environments but those that know as much as one. */
  invalidateElsewhere(env: Environment, model: string, ids: Iterable<number>, names: readonly string[]): void {
    const own = env.cacheOf(model)
    const chosen = [...ids]
    for (const cache of this.cachesOf(model)) {
      if (cache !== own) for (const id of chosen) forget(cache, id, names)
    }
  }
}

function forget(cache: ModelCache, id: number, names: readonly string[] | null): void {
  if (names === null) {
    cache.delete(id)
    return
  }
  const row = cache.get(id)
  if (row !== undefined) for (const name of names) delete row[name]
}

/** The transaction of a cursor in a registry: one for all its environments. */
export function transactionOf(cr: Cursor, registry: Registry): Transaction {
  const found = cr.attached.get(registry) as Transaction | undefined
  if (found !== undefined) return found
  const made = new Transaction(cr, registry)
  cr.attached.set(registry, made)
  cr.onUndone(() => made.reset())
  return made
}
