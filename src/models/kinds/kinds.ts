import type { FieldType } from '../field-definition.ts'
import { binaryKind } from './binary-kind.ts'
import { booleanKind } from './boolean-kind.ts'
import { selectionKind } from './choice-kind.ts'
import { dateKind, datetimeKind } from './date-kinds.ts'
import type { FieldKind } from './field-kind.ts'
import { htmlKind } from './html-kind.ts'
import { jsonKind } from './json-kind.ts'
import { floatKind, integerKind, monetaryKind } from './number-kinds.ts'
import { many2oneKind, referenceKind, x2manyKind } from './relational-kinds.ts'
import { charKind, textKind } from './text-kind.ts'

/** What each type of field does with its values. */
export const kinds: Readonly<Record<FieldType, FieldKind>> = Object.freeze({
  char: charKind,
  text: textKind,
  html: htmlKind,
  integer: integerKind,
  float: floatKind,
  monetary: monetaryKind,
  boolean: booleanKind,
  date: dateKind,
  datetime: datetimeKind,
  selection: selectionKind,
  json: jsonKind,
  binary: binaryKind,
  many2one: many2oneKind,
  one2many: x2manyKind,
  many2many: x2manyKind,
  reference: referenceKind,
})
