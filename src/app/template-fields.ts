import { NotLoadedError } from '../errors/model-errors.ts'
import type { FieldDefinition } from '../models/field-definition.ts'
import { labelIn } from '../models/label.ts'
import { Recordset } from '../models/recordset.ts'
import type { FieldDescription, Formatter } from '../qweb/field-description.ts'
import { formatValue } from '../qweb/formatters.ts'

/** Fields without which a value cannot be printed: they are loaded, and the template is rendered again. */
export class FieldsNeeded extends Error {
  readonly records: Recordset
  readonly fields: readonly string[]

  constructor(records: Recordset, fields: readonly string[]) {
    super(`${records.definition.name}: ${fields.join(', ')} must be loaded`)
    this.records = records
    this.fields = fields
  }
}

/** What the widgets read of records, where these have it. */
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  many2one: ['display_name'],
  many2many: ['display_name'],
  one2many: ['display_name'],
  contact: [
    'display_name',
    'name',
    'street',
    'street2',
    'zip',
    'city',
    'country_id.display_name',
    'phone',
    'mobile',
    'email',
  ],
  monetary: ['name', 'symbol', 'position', 'decimal_places'],
}

/** Field types that are printed like another. */
const TYPES: Readonly<Record<string, string>> = { reference: 'many2one', binary: 'image' }

/** How a field of records is printed by `t-field`. Source: odoo.addons.base.models.ir_qweb_fields. */
export function describeField(record: unknown, name: string): FieldDescription | undefined {
  if (!(record instanceof Recordset)) return undefined
  const field = record.definition.fields.get(name)
  return field === undefined ? undefined : { type: TYPES[field.type] ?? field.type, options: optionsOf(field, record) }
}

function optionsOf(field: FieldDefinition, { env: { lang } }: Recordset): Readonly<Record<string, unknown>> {
  const { type, digits, currencyField, selection } = field
  if (type === 'monetary') return { currency_field: currencyField }
  if (type === 'float' && digits !== null) return { digits }
  if (type !== 'selection' || !Array.isArray(selection)) return {}
  return {
    selection: (selection as ReadonlyArray<readonly [string, string]>).map(([key, label]) => [
      key,
      labelIn(label, lang),
    ]),
  }
}

/** Formatters that know records: they say what of them is still to be loaded, and show images by their URL. */
export const recordFormatters: Readonly<Record<string, Formatter>> = {
  ...Object.fromEntries(Object.keys(READ_BY).map((type) => [type, needing(type)])),
  image: (value, options, environment) => {
    const { record, field } = environment
    if (!(record instanceof Recordset) || field === '') return formatValue('image', value, options, environment)
    const { base_path: base = '' } = environment as { readonly base_path?: string }
    const url = `${base}/web/image/${record.definition.name}/${record.id}/${field}`
    const alt = options['alt'] ?? ''
    return formatValue('image_url', url, { ...options, alt }, environment)
  },
}

function needing(type: string): Formatter {
  return (value, options, environment) => {
    try {
      return formatValue(type, named(value), options, environment)
    } catch (error) {
      if (!(error instanceof NotLoadedError)) throw error
      throw (type === 'monetary' ? currencyNeeded(options, environment) : neededOf(type, value, options)) ?? error
    }
  }
}

/** A single record is asked for its name, before a formatter tries others. */
function named(value: unknown): unknown {
  if (value instanceof Recordset) for (const record of value) void record.display_name
  return value
}

function neededOf(type: string, value: unknown, { fields }: Readonly<Record<string, unknown>>): FieldsNeeded | null {
  if (!(value instanceof Recordset)) return null
  const has = (path: unknown): path is string =>
    typeof path === 'string' && value.definition.fields.has(path.split('.')[0] as string)
  const named: readonly unknown[] = type === 'contact' && Array.isArray(fields) ? fields : []
  return new FieldsNeeded(value, [...new Set([...(READ_BY[type] ?? []), ...named].filter(has))])
}

function currencyNeeded(
  options: Readonly<Record<string, unknown>>,
  { record }: { readonly record: unknown },
): FieldsNeeded | null {
  const given = options['display_currency']
  if (given instanceof Recordset) return neededOf('monetary', given, {})
  const field = options['currency_field']
  if (!(record instanceof Recordset) || typeof field !== 'string') return null
  return new FieldsNeeded(
    record,
    (READ_BY['monetary'] ?? []).map((name) => `${field}.${name}`),
  )
}
