import type { FieldDefinition } from '../field-definition.ts'

/**
 * What a type of field does with its values. Four forms: what somebody **gives** (to create, write, or by assignment), what
 * the **cache** holds, what the **column** takes and gives, what is **read** (JSON, as read() and RPC give it).
 *
 * | type | cache | read |
 * |---|---|---|
 * | char, text, html, selection | string | string |
 * | integer, float, monetary | number | number |
 * | boolean | boolean, never null | boolean |
 * | date | `'YYYY-MM-DD'` | the same |
 * | datetime | `Date` | `'YYYY-MM-DD HH:MM:SS'` in UTC |
 * | json | any JSON | the same |
 * | binary | Uint8Array | base64 text |
 * | many2one | id | `[id, name]`, see read() |
 * | one2many, many2many | array of ids | array of ids |
 * | reference | `'res.partner,3'` | the same |
 *
 * Empty is null everywhere, but false for a boolean and `[]` for one2many and many2many.
 */
export interface FieldKind {
  /** Whether the value is a set of other records: many2one, one2many, many2many, reference. */
  readonly relational: boolean
  /** The column's type; null where there is none. */
  columnType(field: Pick<FieldDefinition, 'digits' | 'size' | 'comodel'>): string | null
  /**
   * What was given, as the cache holds it; `false`, `undefined` and `''` (but for texts) are null. Takes every form that Odoo's users give.
   *
   * @throws {ValidationError} naming the field's label, for what it cannot hold
   */
  toCache(given: unknown, field: FieldDefinition): unknown
  /** The parameter for the column. */
  toColumn(cached: unknown, field: FieldDefinition): unknown
  /** What `pg` gave, as the cache holds it. */
  fromColumn(raw: unknown, field: FieldDefinition): unknown
  /** As JSON. */
  toRead(cached: unknown, field: FieldDefinition): unknown
}
