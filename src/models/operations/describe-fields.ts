import type { FieldDefinition } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { Model } from '../model.ts'

/** What a user interface needs to know of a field. Source: odoo.models.Model.fields_get. */
export interface FieldDescription {
  readonly name: string
  readonly type: string
  readonly string: string
  readonly help: string | null
  readonly required: boolean
  readonly readonly: boolean
  readonly store: boolean
  readonly searchable: boolean
  readonly sortable: boolean
  readonly groups?: string
  readonly relation?: string
  readonly relation_field?: string
  readonly domain?: readonly unknown[]
  readonly context?: Readonly<Record<string, unknown>>
  readonly selection?: ReadonlyArray<readonly [string, string]>
  readonly currency_field?: string
  readonly digits?: readonly [number, number]
  readonly size?: number
  readonly depends: readonly string[]
  readonly related?: string
  readonly aggregator?: string
}

/** Describes the fields that the user may use; see `Model.fieldsGet`. */
export async function describeFields(
  records: Model,
  names: readonly string[] | undefined,
  attributes: readonly string[] | undefined,
): Promise<Record<string, FieldDescription>> {
  const { env, definition } = records
  if (!env.su) await env.registry.access.check(env, definition.name, 'read')
  const described = Object.create(null) as Record<string, FieldDescription>
  for (const field of definition.fields.values()) {
    if (names !== undefined && names.length > 0 && !names.includes(field.name)) continue
    if (field.groups !== null && !env.su && !(await env.registry.access.fieldAllowed(env, field))) continue
    const description = await describe(records, field)
    described[field.name] =
      attributes === undefined || attributes.length === 0 ? description : only(description, attributes)
  }
  return described
}

async function describe(records: Model, field: FieldDefinition): Promise<FieldDescription> {
  const { lang } = records.env
  const searchable = field.store || field.search !== null || field.related !== null || field.type === 'one2many'
  return {
    name: field.name,
    type: field.type,
    string: labelIn(field.label, lang),
    help: field.help === null ? null : labelIn(field.help, lang),
    required: field.required,
    readonly: field.readonly || (field.compute !== null && field.inverse === null && !field.store) || field.automatic,
    store: field.store,
    searchable,
    sortable: field.name === 'id' || (field.store && field.columnType !== null && field.type !== 'binary'),
    depends: field.depends,
    ...(field.groups === null ? {} : { groups: field.groups }),
    ...(field.comodel === null ? {} : { relation: field.comodel, domain: field.domain, context: field.context }),
    ...(field.inverseName === null ? {} : { relation_field: field.inverseName }),
    ...(field.selection === null ? {} : { selection: await choices(records, field) }),
    ...(field.currencyField === null || field.type !== 'monetary' ? {} : { currency_field: field.currencyField }),
    ...(field.digits === null ? {} : { digits: field.digits }),
    ...(field.size === null ? {} : { size: field.size }),
    ...(field.related === null ? {} : { related: field.related.join('.') }),
    ...(field.aggregator === null ? {} : { aggregator: field.aggregator }),
  }
}

/** The choices of a field with their labels in the user's language. */
export async function choices(records: Model, field: FieldDefinition): Promise<Array<[string, string]>> {
  const { selection, inherited, name } = field
  if (selection === null) return []
  if (inherited !== null) {
    // A delegated field's method is the other model's.
    const { env, definition } = records
    const other = env.registry.field(definition.name, inherited).comodel as string
    return choices(env.records(other), env.registry.field(other, name))
  }
  const items =
    typeof selection === 'string'
      ? ((await (records as unknown as Record<string, () => unknown>)[selection]?.()) as Array<[string, string]>)
      : selection
  return items.map(([value, label]) => [value, labelIn(label, records.env.lang)])
}

function only(description: FieldDescription, attributes: readonly string[]): FieldDescription {
  return Object.fromEntries(
    Object.entries(description).filter(([name]) => attributes.includes(name)),
  ) as unknown as FieldDescription
}
