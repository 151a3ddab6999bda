import type { Environment } from './environment.ts'
import type { FieldKind } from './kinds/field-kind.ts'

/** The types of fields. */
export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'selection'
  | 'json'
  | 'binary'
  | 'many2one'
  | 'one2many'
  | 'many2many'
  | 'reference'

/** A text in the source's language, or one for each language: `{ en_US: 'Price', de_DE: 'Preis' }`. */
export type Label = string | Readonly<Record<string, string>>

/** What becomes of a record whose many2one's target is deleted. */
export type OnDelete = 'set null' | 'restrict' | 'cascade'

/** Name and label of a choice. */
export type SelectionItem = readonly [value: string, label: Label]

/** A field of a model in one registry: what all its declarations say together. */
export interface FieldDefinition {
  readonly name: string
  readonly type: FieldType
  /** How values of this type are stored, checked and shown. */
  readonly kind: FieldKind
  /** The name of the model it belongs to. */
  readonly model: string
  /** The addons that declare or change it, the first declaration's first. */
  readonly addons: readonly string[]
  readonly label: Label
  readonly help: Label | null
  readonly required: boolean
  readonly readonly: boolean
  /** true or 'btree', 'trigram' where the database has the extension, or none. */
  readonly index: boolean | 'btree' | 'btree_not_null' | 'trigram'
  /** Whether `copy()` takes the value along. */
  readonly copy: boolean
  /** External ids of the groups that may use it, as `base.group_user,!base.group_portal`; null for everybody. */
  readonly groups: string | null
  /** Whether it has a column (or a relation's table) of its own. */
  readonly store: boolean
  /** The column's type in SQL, null where it has no column (one2many, many2many, not stored). */
  readonly columnType: string | null
  readonly default: DefaultValue | undefined
  /** The name of the method that computes it, or null. A related field has none. */
  readonly compute: string | null
  /** Whether it is computed with all rights; default: where it is stored. */
  readonly computeSudo: boolean
  /** The name of the method that is called after it was written, or null. */
  readonly inverse: string | null
  /** The name of the method that turns `(operator, value)` into a domain, or null. */
  readonly search: string | null
  /** The paths it is computed from, of all `@api.depends` of its method; a related field's own path. */
  readonly depends: readonly string[]
  /** The path whose value it shows, or null. */
  readonly related: readonly string[] | null
  /** many2one, one2many, many2many: the other model. */
  readonly comodel: string | null
  /** one2many: the many2one (or integer) on the other side. */
  readonly inverseName: string | null
  /** many2many: the table, its column for this side, its column for the other. */
  readonly relation: { readonly table: string; readonly column: string; readonly otherColumn: string } | null
  readonly ondelete: OnDelete
  /** one2many, many2many: what further counts as linked; many2one: what can be chosen. */
  readonly domain: readonly unknown[]
  /** For relations: whether archived records are among the values even without `active_test: false`. */
  readonly context: Readonly<Record<string, unknown>>
  /** selection: the choices; reference: the models. A method's name where they are computed. */
  readonly selection: readonly SelectionItem[] | string | null
  /** monetary: the field with the currency. */
  readonly currencyField: string | null
  /** float, monetary: `[precision, scale]`, or null. */
  readonly digits: readonly [number, number] | null
  /** char: the greatest length in characters, or null. */
  readonly size: number | null
  /** Delegated (`static inherits`): the many2one to the model that really has it, or null. */
  readonly inherited: string | null
  /** id, create_uid and the like: written by the framework only. */
  readonly automatic: boolean
  /** How values of one group are put together by readGroup: sum, avg, min, max, count, …, or null. */
  readonly aggregator: string | null
}

/** A value, or a function that gives one (perhaps later). */
export type DefaultValue = unknown | ((env: Environment) => unknown)
