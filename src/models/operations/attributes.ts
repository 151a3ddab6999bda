import { UserError } from '../../errors/business-errors.ts'
import { NotLoadedError, SingletonError } from '../../errors/model-errors.ts'
import { emptyRow } from '../cache.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { idsOfValue } from './commands.ts'
import { noteAssigned } from './pending.ts'
import { isWritable } from './split-values.ts'

/** What an attribute gives: the value that was loaded, relations as recordsets. */
export function readField(records: Model, field: FieldDefinition): unknown {
  const { ids, env } = records
  if (ids.length === 1) {
    const id = ids[0] as number
    return field.name === 'id' ? id : toRecord(records, field, cachedValue(env, field, id, records))
  }
  if (ids.length === 0) return toRecord(records, field, emptyValue(field))
  if (field.comodel !== null) return records.mapped(field.name)
  throw new SingletonError(`${field.name} was read of several records: ${records.describe()}.`)
}

/** Sets an attribute: it is written before the next query, or (in the method that computes it) is what was computed. */
export function assignField(records: Model, field: FieldDefinition, value: unknown): void {
  const { env } = records
  if (field.automatic) throw new UserError(`${field.model}.${field.name} is not for you to write.`)
  const computing = env.transaction.computingOf(field)
  const cached = field.kind.toCache(plainValue(field, value), field)
  const cache = env.cacheOf(field.model)
  for (const id of records.ids) {
    let row = cache.get(id)
    if (row === undefined) cache.set(id, (row = emptyRow()))
    row[field.name] = cached
    // The value of a field that is only computed is kept nowhere else.
    if (!computing?.has(id) && isWritable(field)) noteAssigned(env, field, id, cached)
  }
  if (computing === undefined || records.ids.some((id) => !computing.has(id))) forgetFollowing(records, field)
}

// What the record itself computes from the field holds no longer: loading it writes the assigned value first.
function forgetFollowing({ ids, env: { registry, transaction } }: Model, { model, name }: FieldDefinition): void {
  for (const { field, path } of registry.triggers.of(model, name)) {
    if (path.length === 0 && field.name !== name) transaction.forgetComputed(field, ids)
  }
}

/** What is known of a field of a record. @throws {NotLoadedError} where it was not loaded */
export function cachedValue(env: Environment, field: FieldDefinition, id: number, records?: Model): unknown {
  const value = knownValue(env, field, id)
  if (value !== undefined) return value
  throw new NotLoadedError(
    `${field.model}(${id}).${field.name} is not loaded: call await records.load('${field.name}') before.`,
    records === undefined ? {} : { missing: { records, field: field.name } },
  )
}

/** What is known of a field of a record, or undefined. With all rights, also what the user's own environment knows. */
export function knownValue(env: Environment, field: FieldDefinition, id: number): unknown {
  const value = env.cacheOf(field.model).get(id)?.[field.name]
  if (value !== undefined || !env.su || env.uid === null) return value
  return env.with({ su: false }).cacheOf(field.model).get(id)?.[field.name]
}

/** What a field without a value has in the cache. */
export function emptyValue({ type }: FieldDefinition): unknown {
  if (type === 'boolean') return false
  return type === 'one2many' || type === 'many2many' ? [] : null
}

/** A cached value as attributes give it. */
function toRecord({ env, prefetchIds }: Model, field: FieldDefinition, value: unknown): unknown {
  if (!field.kind.relational) return value
  if (field.type === 'reference') return value === null ? null : referenced(env, value as string)
  const ids = field.type !== 'many2one' ? (value as readonly number[]) : value === null ? [] : [value as number]
  return env.records(field.comodel as string, ids, prefetchIds === null ? null : new LinkedIds(env, field, prefetchIds))
}

/** The ids that a relation of several records leads to, as far as it is known: they are likely to be read together. */
class LinkedIds implements Iterable<number> {
  readonly #env: Environment
  readonly #field: FieldDefinition
  readonly #sources: Iterable<number>

  constructor(env: Environment, field: FieldDefinition, sources: Iterable<number>) {
    this.#env = env
    this.#field = field
    this.#sources = sources
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const cache = this.#env.cacheOf(this.#field.model)
    for (const source of this.#sources) {
      const value = cache.get(source)?.[this.#field.name]
      if (typeof value === 'number') yield value
      else if (Array.isArray(value)) yield* value as number[]
    }
  }
}

function referenced(env: Environment, value: string): Model {
  const comma = value.lastIndexOf(',')
  return env.records(value.slice(0, comma), [Number(value.slice(comma + 1))])
}

// A set of records may be assigned as a recordset, as ids or as commands; the cache holds ids.
function plainValue(field: FieldDefinition, value: unknown): unknown {
  if (field.type !== 'one2many' && field.type !== 'many2many') return value
  return idsOfValue(value, field)
}
