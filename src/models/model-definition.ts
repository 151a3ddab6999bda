import type { Environment } from './environment.ts'
import type { FieldDefinition, Label } from './field-definition.ts'
import type { Model, ModelClass } from './model.ts'

/** A model in one registry: all classes that make it, combined. */
export interface ModelDefinition {
  /** `'shop.book'` */
  readonly name: string
  /** What it is called, for people. */
  readonly description: Label
  readonly table: string
  /** Has no table and no records of its own. */
  readonly abstract: boolean
  /** Records are removed after a while; everybody sees only their own. */
  readonly transient: boolean
  /** Whether tables follow the declarations; false where the model is a view of the database's own. */
  readonly auto: boolean
  /** Whether it has create_uid, create_date, write_uid, write_date. */
  readonly logAccess: boolean
  /** As in SQL, of field names: `'name, id desc'`. */
  readonly order: string
  /** The field that names a record, or null. */
  readonly recName: string | null
  /** The many2one that makes it a tree: 'parent_id' unless it says otherwise. */
  readonly parentName: string
  /** The boolean that archives records: 'active' (or 'x_active') where the model has it, else null. */
  readonly activeName: string | null
  /** Delegation: the other model → the many2one to it. */
  readonly inherits: ReadonlyMap<string, string>
  /** The names of the models whose classes it takes in (`static inherit`), without itself. */
  readonly inherit: readonly string[]
  /** By name, in the order of declaration; `id` first. */
  readonly fields: ReadonlyMap<string, FieldDefinition>
  readonly sqlConstraints: readonly SqlConstraint[]
  /** Methods with `@api.constrains`: called after one of their fields was written. */
  readonly constraints: ReadonlyArray<{ readonly method: string; readonly fields: readonly string[] }>
  /** Names of the methods with `@api.ondelete`, called before records are deleted. */
  readonly ondelete: readonly string[]
  /** Names of the methods with `@api.autovacuum`. */
  readonly autovacuum: readonly string[]
  /** From the oldest ancestor to the youngest, each with its addon. */
  readonly classes: ReadonlyArray<{ readonly modelClass: ModelClass; readonly addon: string }>
  /** The addon that declares it first. */
  readonly addon: string
  /** Makes a recordset; its prototype has the accessors of the fields. */
  readonly records: RecordsConstructor
}

/** A constraint that the database itself keeps. */
export interface SqlConstraint {
  /** `<table>_<name>`, at most 63 characters. */
  readonly name: string
  /** `'unique (isbn)'` */
  readonly definition: string
  readonly message: Label
  readonly addon: string
}

/** Makes recordsets of one model in one registry. Checks nothing. */
export type RecordsConstructor = new (
  env: Environment,
  ids: readonly number[],
  prefetchIds: Iterable<number> | null,
) => Model
