import { ModelDefinitionError } from '../errors/model-errors.ts'
import type { FieldDeclaration } from './field-declaration.ts'
import { optionNames } from './field-options.ts'
import { suggestion } from './suggestion.ts'

type Check = readonly [test: (value: unknown) => boolean, expected: string]

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const isItem = (item: unknown): boolean =>
  Array.isArray(item) && item.length === 2 && isText(item[0]) && isLabel(item[1])

function isLabel(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (isObject(value) && Object.values(value as object).every((each) => typeof each === 'string'))
  )
}

const flag: Check = [(value) => typeof value === 'boolean', 'true or false']
const method: Check = [isText, 'the name of a method']
const label: Check = [isLabel, 'a text, or texts by language']
const sqlName: Check = [
  (value) => typeof value === 'string' && /^[a-z_][a-z0-9_$]{0,62}$/.test(value),
  'a name for SQL: lower case, at most 63 characters',
]
const items: Check = [(value) => Array.isArray(value) && value.every(isItem), "choices as [['value', 'Label']]"]
const oneOf = (...values: readonly unknown[]): Check => [
  (value) => values.includes(value),
  values.map((value) => JSON.stringify(value)).join(', '),
]

const checks: Readonly<Record<string, Check>> = {
  label,
  help: label,
  required: flag,
  readonly: flag,
  index: oneOf(true, false, 'btree', 'btree_not_null', 'trigram'),
  compute: method,
  inverse: method,
  search: method,
  related: [(value) => isText(value) && /^\w+(\.\w+)+$/.test(value as string), "a path as 'partner_id.name'"],
  store: flag,
  computeSudo: flag,
  copy: flag,
  groups: [
    (value) => typeof value === 'string' && (value === '.' || /^\s*!?\w+\.\w+(\s*,\s*!?\w+\.\w+)*\s*$/.test(value)),
    "external ids of groups as 'base.group_user,!base.group_portal', or '.' for nobody",
  ],
  aggregator: oneOf(null, 'sum', 'avg', 'min', 'max', 'count', 'count_distinct', 'bool_and', 'bool_or', 'array_agg'),
  size: [
    (value) => Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 10_485_760,
    'a positive number',
  ],
  digits: [isDigits, '[precision, scale]'],
  currency: [isText, 'the name of a field'],
  sanitize: flag,
  selection: [(value) => isText(value) || items[0](value), `${items[1]} or the name of a method`],
  selectionAdd: items,
  comodel: [isText, 'the name of a model'],
  inverseName: [isText, 'the name of a field'],
  relation: sqlName,
  column: sqlName,
  otherColumn: sqlName,
  ondelete: oneOf('set null', 'restrict', 'cascade'),
  domain: [Array.isArray, 'a domain: a list of conditions'],
  context: [isObject, 'an object'],
}

function isDigits(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2 || !value.every((each) => Number.isInteger(each))) return false
  const [precision, scale] = value as [number, number]
  return precision > 0 && precision <= 1000 && scale >= 0 && scale <= precision
}

/**
 * Checks the options of one declaration.
 *
 * @param place how messages name the field: `Book.price`
 * @throws {ModelDefinitionError} for an option that the type does not have, or a value that cannot be
 */
export function checkOptions(place: string, { type, options }: FieldDeclaration): void {
  for (const [name, value] of Object.entries(options)) {
    if (!optionNames[type].has(name)) throw unknownOption(place, type, name)
    if (value === undefined) continue
    const check = checks[name]
    if (check !== undefined && !check[0](value)) {
      throw new ModelDefinitionError(`${place}: the option ${name} of fields.${type} takes ${check[1]}.`)
    }
  }
}

function unknownOption(place: string, type: FieldDeclaration['type'], name: string): ModelDefinitionError {
  return new ModelDefinitionError(
    `${place}: fields.${type} has no option ${JSON.stringify(name)}${suggestion(name, optionNames[type])}`,
  )
}
