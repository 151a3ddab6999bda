import { RecordConstructionError } from '../errors/model-errors.ts'
import type { Values } from './context.ts'
import type { Domain, FieldPath } from './domain/domain.ts'
import type { Label } from './field-definition.ts'
import { copyRecords, valuesToCopy } from './operations/copy.ts'
import { createRecords } from './operations/create.ts'
import { displayNameDomain, displayNameOf } from './operations/display-name.ts'
import { writtenDefaults } from './operations/defaults.ts'
import { describeFields, type FieldDescription } from './operations/describe-fields.ts'
import { loadPaths } from './operations/load.ts'
import { createByName, findByName, type NamePair, type NameSearchOptions } from './operations/names.ts'
import { groupRecords, type Group, type GroupOptions } from './operations/group.ts'
import { readValues, type ReadOptions, type ReadRow } from './operations/read.ts'
import { countRecords, existing, searchRecords, type SearchOptions } from './operations/search.ts'
import { lockRecords } from './operations/lock.ts'
import { unlinkRecords } from './operations/unlink.ts'
import { writeRecords } from './operations/write.ts'
import { hasCycle } from './operations/cycle.ts'
import { Recordset } from './recordset.ts'

/** A class of a model, as a manifest lists it. */
export type ModelClass = typeof Model

/** Whether model classes are being read: nothing else constructs them. */
let reading = false

/** Constructs a class once to see the fields it declares. @internal */
export function constructForReading(modelClass: ModelClass): object {
  reading = true
  try {
    return new (modelClass as unknown as new () => object)()
  } finally {
    reading = false
  }
}

/**
 * A recordset: records of one model, in an order, each with an id. A single record is a recordset of one. A model is
 * declared by a class with fields; addons extend it by subclassing, or by `static inherit`.
 *
 * Values are read by `load`, `read`, `search…`; attributes are synchronous after that.
 *
 * Source: odoo.models.Model.
 *
 * @example
 * ```ts
 * import { Model, fields, api } from 'pergola/models'
 * class Book extends Model {
 *   static override model = 'shop.book'
 *   static override description = 'Book'
 *   name = fields.char({ required: true })
 *   price = fields.monetary()
 * }
 * ```
 */
export class Model extends Recordset {
  /** The model's name, `'shop.book'`. An extension by subclassing inherits it. Source: odoo `_name`. */
  static model: string = ''
  /** What it is called, for people. Source: `_description`. */
  static description: Label = ''
  /** Extends another model (or takes in several) by name. Source: `_inherit`. */
  static inherit: string | readonly string[] = []
  /** Delegates: `{ 'res.partner': 'partner_id' }` gives the model the partner's fields. Source: `_inherits`. */
  static inherits: Readonly<Record<string, string>> = {}
  /** The table; default: the name with `_` for `.`. Source: `_table`. */
  static table: string = ''
  /** The order of a search: `'name, id desc'`. Source: `_order`. */
  static order: string = ''
  /** The field that names a record; default `name`. Source: `_rec_name`. */
  static recName: string | null = null
  /** The many2one that makes a tree. Source: `_parent_name`. */
  static parentName: string = 'parent_id'
  /** `[['isbn_uniq', 'unique (isbn)', 'The ISBN is taken.']]`. Source: `_sql_constraints`. */
  static sqlConstraints: ReadonlyArray<readonly [name: string, definition: string, message: Label]> = []
  /** Whether it has create_uid, create_date, write_uid and write_date. Source: `_log_access`. */
  static logAccess: boolean = true
  /** Whether its table follows the declaration. Source: `_auto`. */
  static auto: boolean = true
  /** Whether it has no table and no records. Source: `_abstract`; extend `AbstractModel`. */
  static abstract: boolean = false
  /** Whether its records are removed after a while. Source: `_transient`; extend `TransientModel`. */
  static transient: boolean = false

  constructor() {
    super()
    if (!reading)
      throw new RecordConstructionError(
        'Records are not made by `new`: use `env[name]` and its `browse`, `search` or `create`.',
      )
  }

  /**
   * Reads values, so that the attributes are there: fields, or paths through relations (`'author_id.name'`); without any,
   * all that are stored with the record. What is known already is not read again; records that came together are read together.
   *
   * @returns the records themselves
   * @throws {MissingError} where one does not exist
   * @throws {AccessError} where the user may not read one, or a field
   * @throws {UnknownFieldError} for a name that is no field
   * @example
   * const book = await env['shop.book'].browse(3).load('name', 'author_id.name')
   * book.author_id.name // 'Michael Ende'
   *
   * Source: odoo.models.Model.fetch.
   */
  load(...paths: ReadonlyArray<FieldPath<this>>): Promise<this> {
    return loadPaths(this, paths)
  }

  /**
   * The values of some fields as JSON, a row for each record: many2one as `[id, name]`, dates as text, empty as null.
   * Source: odoo.models.Model.read.
   *
   * @param names default: all fields
   * @param options.names whether a many2one comes with its name (default), or as the id alone
   */
  async read(names?: ReadonlyArray<keyof this & string>, options: ReadOptions = {}): Promise<ReadRow[]> {
    return readValues(this, names, options)
  }

  /**
   * The records that a domain holds for and that the user may read. Archived ones only where the domain names `active`, or the
   * context says `active_test: false`. Source: odoo.models.Model.search.
   *
   * @example
   * await env['shop.book'].search([['author_id.name', 'ilike', 'ende'], ['price', '<', 20]], { order: 'price desc', limit: 10 })
   */
  async search(domain: Domain<this> = [], options: SearchOptions = {}): Promise<this> {
    return searchRecords(this, domain, options) as Promise<this>
  }

  /** How many records a domain holds for. Source: odoo.models.Model.search_count. */
  async searchCount(domain: Domain<this> = [], options: { limit?: number } = {}): Promise<number> {
    return countRecords(this, domain, options)
  }

  /** `search` and `read` at once. Source: odoo.models.Model.search_read. */
  async searchRead(
    domain: Domain<this> = [],
    names?: ReadonlyArray<keyof this & string>,
    options: SearchOptions & ReadOptions = {},
  ): Promise<ReadRow[]> {
    const found = await this.search(domain, options)
    return found.read(names, options)
  }

  /** `search` and `load` at once. Source: odoo.models.Model.search_fetch. */
  async searchFetch(
    domain: Domain<this>,
    paths: ReadonlyArray<FieldPath<this>>,
    options: SearchOptions = {},
  ): Promise<this> {
    const found = await this.search(domain, options)
    return found.load(...paths)
  }

  /**
   * Groups records and puts their values together. Source: odoo.models.Model.read_group.
   *
   * @param domain which records
   * @param fields what is put together: `'price'` (by its own way, mostly the sum), `'price:avg'`, `'dearest:max(price)'`
   * @param groupby fields, for dates also `'date:month'` (hour, day, week, month, quarter, year, or numbers as `month_number`); or all options
   * @returns a row for each group: the values, the group's, `__count`, and the `__domain` of its records
   * @example
   * await env['shop.book'].readGroup([], ['price:avg'], 'category_id')
   * // [{ category_id: [3, 'Novels'], price: 12.5, __count: 40, category_id_count: 40, __domain: [['category_id', '=', 3]] }, …]
   */
  async readGroup(
    domain: Domain<this>,
    fields: readonly string[],
    groupby: string | readonly string[] | GroupOptions,
  ): Promise<Group[]> {
    return groupRecords(this, domain, fields, groupby)
  }

  /**
   * Makes records. Source: odoo.models.Model.create.
   *
   * @param values of one record, or a list; what is left out has its default. One2many and many2many take commands
   * (`Command.create({ … })`), ids, or records
   * @throws {ValidationError} for values that a field cannot hold, or that break a constraint
   * @throws {AccessError} where the user may not make such records
   */
  async create(values: Values | readonly Values[] = {}): Promise<this> {
    return createRecords(
      this,
      Array.isArray(values) ? (values as readonly Values[]) : [values as Values],
    ) as Promise<this>
  }

  /** Gives all the records the same values. Source: odoo.models.Model.write. */
  async write(values: Values): Promise<true> {
    await writeRecords(this, values)
    return true
  }

  /** Deletes the records. Source: odoo.models.Model.unlink. */
  async unlink(): Promise<true> {
    await unlinkRecords(this)
    return true
  }

  /** Makes a record like each of these, but for some values. Source: odoo.models.Model.copy. */
  async copy(values: Values = {}): Promise<this> {
    return copyRecords(this, values) as Promise<this>
  }

  /** What copies of the records are made of, with some values changed; override it to change others. Source: odoo.models.Model.copy_data. */
  async copyData(values: Values = {}): Promise<Values[]> {
    return valuesToCopy(this, values)
  }

  /** Those of the records that exist. Source: odoo.models.Model.exists. */
  async exists(): Promise<this> {
    return existing(this) as Promise<this>
  }

  /** Ids and names of records whose name matches. Source: odoo.models.Model.name_search. */
  async nameSearch(name: string = '', options: NameSearchOptions = {}): Promise<NamePair[]> {
    return findByName(this, name, options)
  }

  /** Makes a record by its name alone, and gives its id and name. Source: odoo.models.Model.name_create. */
  async nameCreate(name: string): Promise<NamePair> {
    return createByName(this, name)
  }

  /** What the fields are, for user interfaces: type, label, choices and the like. Source: odoo.models.Model.fields_get. */
  async fieldsGet(
    names?: readonly string[],
    options: { attributes?: readonly string[] } = {},
  ): Promise<Record<string, FieldDescription>> {
    return describeFields(this, names, options.attributes)
  }

  /** The values that a new record would have. Source: odoo.models.Model.default_get. */
  async defaultGet(names: readonly string[]): Promise<Record<string, unknown>> {
    return writtenDefaults(this, names)
  }

  /**
   * Locks the records' rows until the transaction ends. Source: odoo.models.Model.lock_for_update.
   *
   * @throws {LockError} where somebody else has locked one
   */
  async lockForUpdate(): Promise<this> {
    await lockRecords(this)
    return this
  }

  /** Whether following a many2one leads from a record back to itself. Source: odoo.models.Model._has_cycle. */
  async hasCycle(field: string = this.definition.parentName): Promise<boolean> {
    return hasCycle(this, field)
  }

  /** Gives each record its `display_name`: by default the value of the field that names it. Source: odoo `_compute_display_name`. */
  computeDisplayName(): void | Promise<void> {
    for (const record of this) record.display_name = displayNameOf(record)
  }

  /** The domain that finds records by a name; override it to search other fields too. Source: odoo `_search_display_name`. */
  searchDisplayName(operator: string, value: unknown): Domain | Promise<Domain> {
    return displayNameDomain(this.definition, operator, value)
  }
}
