import { SingletonError } from '../errors/model-errors.ts'
import type { Context } from './context.ts'
import type { Domain } from './domain/domain.ts'
import type { Environment } from './environment.ts'
import type { ModelDefinition } from './model-definition.ts'
import type { RecordsOf } from './models.ts'
import { isId } from './kinds/recordset-value.ts'
import { mappedPath, type Mapped } from './operations/mapped.ts'
import { matching } from './operations/matching.ts'
import { sortedRecords, type SortOptions } from './operations/sorted.ts'

/**
 * Records of one model, in an order, each once: the part of `Model` that asks the database nothing.
 *
 * Source: odoo.models.BaseModel.
 */
export abstract class Recordset {
  /** Whose eyes the records are seen with. */
  declare readonly env: Environment
  /** The records' ids, in order. Source: odoo.models.Model.ids. */
  declare readonly ids: readonly number[]
  /** A single record's id. Of several it throws, of none it is null at run time. Source: odoo.models.Model.id. */
  declare readonly id: number
  /** What a single record is called: see `computeDisplayName`. */
  declare display_name: string
  /** Who made it, and when; not where `static logAccess` is false. */
  declare readonly create_uid: RecordsOf<'res.users'>
  declare readonly create_date: Date
  /** Who changed it last, and when. */
  declare readonly write_uid: RecordsOf<'res.users'>
  declare readonly write_date: Date
  /** Records that are likely to be read together with these. @internal */
  declare readonly prefetchIds: Iterable<number> | null
  /** What the model is, in this registry. @internal */
  declare readonly definition: ModelDefinition

  /** How many records it has. */
  get length(): number {
    return this.ids.length
  }

  /** What a single record is called; see `computeDisplayName`. Needs `load('display_name')`. */
  get displayName(): string {
    return this.display_name
  }

  /** Each record, as a recordset of one. */
  *[Symbol.iterator](): IterableIterator<this> {
    const prefetchIds = this.prefetchIds ?? this.ids
    for (const id of this.ids) yield this.withIds([id], prefetchIds)
  }

  /** The record at a place, counted from the end where negative; an empty recordset where there is none. */
  at(index: number): this {
    const id = this.ids.at(index)
    return this.withIds(id === undefined ? [] : [id], this.prefetchIds ?? this.ids)
  }

  /** Some of the records by their places, as arrays have it. */
  slice(start?: number, end?: number): this {
    return this.withIds(this.ids.slice(start, end), this.prefetchIds ?? this.ids)
  }

  /**
   * Records by their ids, without asking whether they exist. Source: odoo.models.Model.browse.
   *
   * @param ids one, several, or none
   * @throws {TypeError} for what is no positive integer of 32 bits
   */
  browse(ids: number | readonly number[] | null = []): this {
    const list = ids === null ? [] : typeof ids === 'number' ? [ids] : ids
    for (const id of list) {
      if (!isId(id)) throw new TypeError(`${JSON.stringify(id)} is not the id of a record.`)
    }
    return this.withIds(list.length < 2 ? list : [...new Set(list)])
  }

  /**
   * The recordset itself, which must have one record. Source: odoo.models.Model.ensure_one.
   *
   * @throws {SingletonError} where it has none, or several
   */
  ensureOne(): this {
    if (this.ids.length === 1) return this
    throw new SingletonError(`One record is expected, not ${this.describe()}.`)
  }

  /** The records of this and the others, each once, in order. Source: Odoo's `|`. */
  union(...others: readonly this[]): this {
    return combined(this, others, (ids) => [...new Set([...this.ids, ...ids.flat()])])
  }

  /** The records of this and the others, repeated ones too. Source: Odoo's `+`. */
  concat(...others: readonly this[]): this {
    return combined(this, others, (ids) => [...this.ids, ...ids.flat()])
  }

  /** The records that are in this and in the other. Source: Odoo's `&`. */
  intersection(other: this): this {
    return combined(this, [other], ([ids]) => this.ids.filter((id) => ids?.includes(id)))
  }

  /** The records that are not in the other. Source: Odoo's `-`. */
  difference(other: this): this {
    const left = new Set(combined(this, [other], ([ids]) => ids ?? []).ids)
    return this.withIds(this.ids.filter((id) => !left.has(id)))
  }

  /** Whether a single record is among these. Source: Odoo's `in`. */
  includes(record: Recordset): boolean {
    record.ensureOne()
    return record.definition.name === this.definition.name && this.ids.includes(record.ids[0] as number)
  }

  /** Whether the other has the same records, in whatever order. Source: Odoo's `==`. */
  equals(other: Recordset): boolean {
    return other.definition.name === this.definition.name && sameSet(this.ids, other.ids)
  }

  /** Whether all records are in the other. Source: Odoo's `<=`. */
  isSubset(other: Recordset): boolean {
    return other.definition.name === this.definition.name && new Set(this.ids).isSubsetOf(new Set(other.ids))
  }

  /** Whether all records of the other are in this one. Source: Odoo's `>=`. */
  isSuperset(other: Recordset): boolean {
    return other.isSubset(this)
  }

  /**
   * The values of a path, or of a function, for each record; records are joined to one recordset, each once.
   * Source: odoo.models.Model.mapped.
   *
   * @throws {NotLoadedError} where a value was not loaded
   * @example
   * books.mapped('author_id.name')         // ['Michael Ende', …]
   * books.mapped('author_id')              // a recordset of authors
   * books.mapped((book) => book.price * 2)
   */
  mapped<Result>(path: (record: this) => Result): Mapped<Result>
  mapped<Name extends keyof this & string>(path: Name): Mapped<this[Name]>
  mapped(path: string): unknown[] | Recordset
  mapped(path: string | ((record: this) => unknown)): unknown {
    return mappedPath(this, path as string | ((record: Recordset) => unknown))
  }

  /** The records for which a function, or the value at a path, is true. Source: odoo.models.Model.filtered. */
  filtered(condition: string | ((record: this) => unknown)): this {
    return matching(this, condition as string | ((record: Recordset) => unknown)) as this
  }

  /** The records that a domain holds for, by values that are loaded. Source: odoo.models.Model.filtered_domain. */
  filteredDomain(domain: Domain<this>): this {
    return matching(this, domain) as this
  }

  /** The records in groups by a path or function. Source: odoo.models.Model.grouped. */
  grouped<Key>(key: string | ((record: this) => Key)): Map<Key, this> {
    const groups = new Map<unknown, { readonly value: Key; readonly ids: number[] }>()
    for (const record of this) {
      const value = (typeof key === 'string' ? mappedPath(record, key) : key(record)) as Key
      const [only] = typeof key === 'string' && Array.isArray(value) ? (value as Key[]) : [value]
      const same = comparable(only)
      const group = groups.get(same)
      if (group === undefined) groups.set(same, { value: only as Key, ids: [...record.ids] })
      else group.ids.push(...record.ids)
    }
    return new Map([...groups.values()].map(({ value, ids }) => [value, this.withIds(ids)]))
  }

  /**
   * The records in another order. Source: odoo.models.Model.sorted.
   *
   * @param key a field, a list as in SQL (`'price desc, name'`), a function that gives what to compare; default: the model's order
   */
  sorted(key?: string | ((record: this) => unknown), options: SortOptions = {}): this {
    return sortedRecords(this, key as string | ((record: Recordset) => unknown) | undefined, options) as this
  }

  /** The same records in another environment. Source: odoo.models.Model.with_env. */
  withEnv(env: Environment): this {
    return env === this.env ? this : (env.records(this.definition.name, this.ids, this.prefetchIds) as unknown as this)
  }

  /** The same records as another user sees them, with that user's rights. Source: odoo.models.Model.with_user. */
  withUser(user: number | Recordset): this {
    const uid = typeof user === 'number' ? user : (user.ensureOne().ids[0] as number)
    return this.withEnv(this.env.with({ uid }))
  }

  /** The same records with all rights, or (`false`) without. Source: odoo.models.Model.sudo. */
  sudo(su: boolean = true): this {
    return this.withEnv(this.env.with({ su }))
  }

  /**
   * The same records with other values in the context. Source: odoo.models.Model.with_context.
   *
   * @param options.replace whether nothing of the present context is kept
   */
  withContext(values: Context, options: { replace?: boolean } = {}): this {
    return this.withEnv(this.env.with({ context: options.replace ? values : { ...this.env.context, ...values } }))
  }

  /** The same records for another company. Source: odoo.models.Model.with_company. */
  withCompany(company: number | Recordset | null): this {
    const id = company === null || typeof company === 'number' ? company : (company.ids[0] ?? null)
    if (id === null) return this
    const allowed = this.env.context['allowed_company_ids']
    const others = Array.isArray(allowed) ? allowed.filter((each) => each !== id) : []
    return this.withContext({ allowed_company_ids: [id, ...others] })
  }

  /** Other records of the same model and environment. @internal */
  withIds(ids: readonly number[], prefetchIds: Iterable<number> | null = null): this {
    return new this.definition.records(this.env, ids, prefetchIds) as unknown as this
  }

  /** As Odoo shows it: `shop.book(3, 4)`. */
  toString(): string {
    return this.describe()
  }

  /** @internal */
  describe(): string {
    const shown = this.ids.slice(0, 10).join(', ')
    return `${this.definition.name}(${shown}${this.ids.length > 10 ? ', …' : ''})`
  }

  /** Ids, where a recordset ends up in JSON. */
  toJSON(): readonly number[] {
    return this.ids
  }
}

Object.defineProperty(Recordset.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Recordset) {
    return this.describe()
  },
})

// A private method would need a constructor, which records never see.
function combined<Records extends Recordset>(
  records: Records,
  others: readonly Recordset[],
  combine: (ids: Array<readonly number[]>) => readonly number[],
): Records {
  const { name } = records.definition
  for (const other of others) {
    if (other.definition.name === name) continue
    throw new TypeError(`Records of ${name} and of ${other.definition.name} cannot be put together.`)
  }
  return records.withIds(combine(others.map(({ ids }) => ids)))
}

function sameSet(left: readonly number[], right: readonly number[]): boolean {
  const set = new Set(left)
  return set.size === new Set(right).size && right.every((id) => set.has(id))
}

/** What is the same for equal keys of groups: records count by their ids, moments by their time. */
function comparable(key: unknown): unknown {
  if (key instanceof Recordset) return `records ${key.definition.name} ${key.ids.toSorted((a, b) => a - b).join()}`
  if (key instanceof Date) return `moment ${key.getTime()}`
  return typeof key === 'string' ? `text ${key}` : key
}
