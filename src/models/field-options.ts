import type { Domain } from './domain/domain.ts'
import type { Environment } from './environment.ts'
import type { FieldType, Label, OnDelete, SelectionItem } from './field-definition.ts'
import type { Model } from './model.ts'

/** A value, or a function that gives it, perhaps later. */
export type Default<Value> =
  Value | null | false | ((env: Environment) => Value | null | false | Promise<Value | null | false>)

/** Options of every field; `Value` is what a record is given for it. Source: odoo.fields.Field. */
export interface FieldOptions<Value = unknown> {
  /** What it is called, for people. Default: made of its name, `author_id` → `Author`. Source: odoo `string`. */
  readonly label?: Label
  /** A sentence about it. */
  readonly help?: Label
  /** Whether a record must have a value. */
  readonly required?: boolean
  /** Whether user interfaces do not let it be changed. Default: computed and related fields without `inverse`. */
  readonly readonly?: boolean
  /** Whether the column has an index. `btree_not_null` is for columns that are mostly empty, `trigram` for `ilike`. */
  readonly index?: boolean | 'btree' | 'btree_not_null' | 'trigram'
  /** What a new record has. */
  readonly default?: Default<Value>
  /** The name of the method that computes it: it assigns the field of each record. */
  readonly compute?: string
  /** The name of the method that is called after the computed field was written. */
  readonly inverse?: string
  /** The name of the method `(operator, value) => domain` that finds records by a field that has no column. */
  readonly search?: string
  /** The path whose value it shows: `'partner_id.name'`. */
  readonly related?: string
  /** Whether a computed or related field has a column. */
  readonly store?: boolean
  /** Whether it is computed with all rights. Default: if it is stored or related. */
  readonly computeSudo?: boolean
  /** Whether `copy()` takes the value along. Default: all but computed fields and one2many. */
  readonly copy?: boolean
  /** Who may use it, by external ids of groups: `'base.group_user,!base.group_portal'`; `'.'`: only with all rights. */
  readonly groups?: string
  /** How `readGroup` puts values together: sum, avg, min, max, count, count_distinct, bool_and, bool_or, array_agg; null: not at all. */
  readonly aggregator?: string | null
}

/** Options of `fields.char`. */
export interface CharOptions extends FieldOptions<string> {
  /** The greatest length in characters. */
  readonly size?: number
}

/** Options of `fields.html`. */
export interface HtmlOptions extends FieldOptions<string> {
  /** Whether what could run as a program is taken out. Default: yes. */
  readonly sanitize?: boolean
}

/** Options of `fields.float`. */
export interface FloatOptions extends FieldOptions<number> {
  /** `[precision, scale]`: exact, with that many decimals. */
  readonly digits?: readonly [precision: number, scale: number]
}

/** Options of `fields.monetary`. */
export interface MonetaryOptions extends FloatOptions {
  /** The many2one to the currency. Default: `currency_id`, else `x_currency_id`. Source: odoo `currency_field`. */
  readonly currency?: string
}

/** Options of `fields.selection` where the choices stand before them. */
export type SelectionOptions = FieldOptions<string>

/** Options of `fields.selection` in an extension, or of a related one. */
export interface SelectionExtension extends FieldOptions<string> {
  /** The choices, instead of those so far; or the name of the method that gives them. */
  readonly selection?: readonly SelectionItem[] | string
  /** Choices beside those so far. One that is there already says where the next ones stand. Source: odoo `selection_add`. */
  readonly selectionAdd?: readonly SelectionItem[]
}

/** Options of relational fields. */
export interface RelationalOptions<Value> extends FieldOptions<Value> {
  /** Which of the other model's records count (one2many, many2many) or can be chosen (many2one). */
  readonly domain?: Domain
  /** Context values for the other side: `{ active_test: false }`. */
  readonly context?: Readonly<Record<string, unknown>>
}

/** Options of `fields.many2one`. */
export interface Many2oneOptions extends RelationalOptions<number | Model> {
  /** What becomes of the record when the other is deleted. Default: `set null`, `restrict` where it is required. */
  readonly ondelete?: OnDelete
}

/** What a one2many or many2many is given: ids, commands or records. */
export type ManyValue = readonly unknown[] | Model

/** Options of `fields.one2many`. */
export type One2manyOptions = RelationalOptions<ManyValue>

/** Options of `fields.many2many`. */
export interface Many2manyOptions extends RelationalOptions<ManyValue> {
  /** The table. Default: both models' tables in alphabetic order, and `_rel`. */
  readonly relation?: string
  /** The table's column for this model. Default: this model's table and `_id`. Source: odoo `column1`. */
  readonly column?: string
  /** The table's column for the other model. Source: odoo `column2`. */
  readonly otherColumn?: string
  /** Whether the other record can be deleted while it is linked. Default: `cascade`: the link goes. */
  readonly ondelete?: 'cascade' | 'restrict'
}

/** Options of `fields.reference`. */
export interface ReferenceOptions extends FieldOptions<string | Model> {
  readonly selection?: readonly SelectionItem[] | string
  readonly selectionAdd?: readonly SelectionItem[]
}

const common = [
  'label',
  'help',
  'required',
  'readonly',
  'index',
  'default',
  'compute',
  'inverse',
  'search',
  'related',
  'store',
  'computeSudo',
  'copy',
  'groups',
  'aggregator',
]

const more: Readonly<Record<FieldType, readonly string[]>> = {
  char: ['size'],
  text: [],
  html: ['sanitize'],
  integer: [],
  float: ['digits'],
  monetary: ['digits', 'currency'],
  boolean: [],
  date: [],
  datetime: [],
  selection: ['selection', 'selectionAdd'],
  json: [],
  binary: [],
  many2one: ['domain', 'context', 'ondelete', 'comodel'],
  one2many: ['domain', 'context', 'comodel', 'inverseName'],
  many2many: ['domain', 'context', 'comodel', 'relation', 'column', 'otherColumn', 'ondelete'],
  reference: ['selection', 'selectionAdd'],
}

/** The options that a type of field has, by name. */
export const optionNames: Readonly<Record<FieldType, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(more).map(([type, names]) => [type, new Set([...common, ...names])]),
) as unknown as Record<FieldType, ReadonlySet<string>>
