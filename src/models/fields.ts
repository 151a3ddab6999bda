import { FieldDeclaration } from './field-declaration.ts'
import type { FieldType, SelectionItem } from './field-definition.ts'
import type {
  CharOptions,
  FieldOptions,
  FloatOptions,
  HtmlOptions,
  Many2manyOptions,
  Many2oneOptions,
  MonetaryOptions,
  One2manyOptions,
  ReferenceOptions,
  SelectionExtension,
  SelectionOptions,
} from './field-options.ts'
import type { Model } from './model.ts'
import type { RecordsOf } from './models.ts'

/** A field for each type; each is typed as the value that a record's attribute has. */
export interface Fields {
  /** A text of one line. Source: odoo.fields.Char. */
  char(options?: CharOptions): string
  /** A text of many lines. Source: odoo.fields.Text. */
  text(options?: FieldOptions<string>): string
  /** HTML, which is cleaned of what could run as a program. Source: odoo.fields.Html. */
  html(options?: HtmlOptions): string
  /** A whole number of 32 bits. Source: odoo.fields.Integer. */
  integer(options?: FieldOptions<number>): number
  /** A number; an exact one with `digits`. Source: odoo.fields.Float. */
  float(options?: FloatOptions): number
  /** An amount of money, exact. Source: odoo.fields.Monetary. */
  monetary(options?: MonetaryOptions): number
  /** Yes or no; never empty. Source: odoo.fields.Boolean. */
  boolean(options?: FieldOptions<boolean>): boolean
  /** A day, `'YYYY-MM-DD'`. Source: odoo.fields.Date. */
  date(options?: FieldOptions<string | Date>): string
  /** A moment. Texts are in UTC. Source: odoo.fields.Datetime. */
  datetime(options?: FieldOptions<Date | string>): Date
  /**
   * One of some values. The values are the attribute's type: state a wider one, `fields.selection<string>([…])`, where other
   * addons shall add values. Source: odoo.fields.Selection.
   *
   * @param items `[['draft', 'Draft'], ['done', 'Done']]`, or the name of the method that gives them
   */
  selection<Value extends string>(
    items: ReadonlyArray<readonly [value: Value, label: SelectionItem[1]]>,
    options?: SelectionOptions,
  ): Value
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the author states the values
  selection<Value extends string = string>(method: string, options?: SelectionOptions): Value
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the author states the values
  selection<Value extends string = string>(options: SelectionExtension): Value
  /** Any JSON. Source: odoo.fields.Json. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the author states what the JSON is like
  json<Value = unknown>(options?: FieldOptions): Value
  /** Bytes; as JSON they are base64. Source: odoo.fields.Binary. */
  binary(options?: FieldOptions<Uint8Array | string>): Uint8Array
  /** A record of another model, or none. Source: odoo.fields.Many2one. */
  many2one<const Comodel extends string>(comodel: Comodel, options?: Many2oneOptions): RecordsOf<Comodel>
  /**
   * The records of another model whose many2one is this record. Source: odoo.fields.One2many.
   *
   * @param inverseName that many2one
   */
  one2many<const Comodel extends string>(
    comodel: Comodel,
    inverseName: string,
    options?: One2manyOptions,
  ): RecordsOf<Comodel>
  /** Any records of another model, kept in a table of its own. Source: odoo.fields.Many2many. */
  many2many<const Comodel extends string>(comodel: Comodel, options?: Many2manyOptions): RecordsOf<Comodel>
  /**
   * A record of one of several models. Source: odoo.fields.Reference.
   *
   * @param models `[['res.partner', 'Partner']]`, or the name of the method that gives them
   */
  reference(models: readonly SelectionItem[] | string, options?: ReferenceOptions): Model | null
  reference(options: ReferenceOptions): Model | null
}

/**
 * The fields that a model's class declares. What they give is a declaration, typed as the value: attributes of records
 * have values, and classes of models have no instances.
 *
 * @throws nothing: what is wrong with a declaration is said when models are put together (ModelDefinitionError)
 *
 * @example
 * ```ts
 * import { Model, fields } from 'pergola/models'
 * class Book extends Model {
 *   static override model = 'shop.book'
 *   name = fields.char({ required: true, index: true })
 *   pages = fields.integer({ default: 0 })
 *   state = fields.selection([['draft', 'Draft'], ['sold', 'Sold']], { default: 'draft' })
 *   author_id = fields.many2one('shop.author', { ondelete: 'cascade' })
 *   tag_ids = fields.many2many('shop.tag')
 *   author_name = fields.char({ related: 'author_id.name' })
 * }
 * ```
 *
 * Source: odoo.fields.
 */
export const fields: Fields = Object.freeze({
  char: plain('char'),
  text: plain('text'),
  html: plain('html'),
  integer: plain('integer'),
  float: plain('float'),
  monetary: plain('monetary'),
  boolean: plain('boolean'),
  date: plain('date'),
  datetime: plain('datetime'),
  selection: chosen('selection'),
  json: plain('json'),
  binary: plain('binary'),
  many2one: (comodel: string, options?: Many2oneOptions) => declare('many2one', { ...options, comodel }),
  one2many: (comodel: string, inverseName: string, options?: One2manyOptions) =>
    declare('one2many', { ...options, comodel, inverseName }),
  many2many: (comodel: string, options?: Many2manyOptions) => declare('many2many', { ...options, comodel }),
  reference: chosen('reference'),
}) as unknown as Fields

function declare(type: FieldType, options: object = {}): FieldDeclaration {
  return new FieldDeclaration(type, options as Record<string, unknown>)
}

function plain(type: FieldType): (options?: object) => FieldDeclaration {
  return (options) => declare(type, options)
}

/** Choices, or the name of a method that gives them, may stand before the options. */
function chosen(type: FieldType): (first?: unknown, options?: object) => FieldDeclaration {
  return (first, options) =>
    typeof first === 'string' || Array.isArray(first)
      ? declare(type, { ...options, selection: first })
      : declare(type, first as object | undefined)
}
