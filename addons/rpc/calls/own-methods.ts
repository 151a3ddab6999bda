import type { AnyRecords, Domain, Model, ReadOptions, SearchOptions, Values } from 'pergola/models'
import { checkAccess, hasAccess, readableOf } from './access-methods.ts'
import type { Parameter } from './parameters.ts'
import * as take from './values.ts'

/** A method that every model has for clients, with the parameters that Odoo's has. */
export interface OwnMethod {
  /** Whether it is called without records. */
  readonly model: boolean
  readonly readonly: boolean
  readonly parameters: readonly Parameter[]
  run(records: AnyRecords, args: readonly unknown[]): unknown
}

const domain: Parameter = { name: 'domain', take: take.domain }
const fields: Parameter = { name: 'fields', take: take.names }
const offset: Parameter = { name: 'offset', take: take.count }
const limit: Parameter = { name: 'limit', take: take.count }
const order: Parameter = { name: 'order', take: take.text }
const load: Parameter = { name: 'load', take: take.text }
const operation: Parameter = { name: 'operation', required: true, take: take.operation }
const required = (parameter: Parameter): Parameter => ({ ...parameter, required: true })

/** The methods of `Model` that clients may call, by the names that Odoo gives them. */
export const ownMethods: ReadonlyMap<string, OwnMethod> = new Map<string, OwnMethod>([
  [
    'search',
    {
      model: true,
      readonly: true,
      parameters: [required(domain), offset, limit, order],
      run: (records, [condition, from, most, by]) => records.search(condition as Domain, found(from, most, by)),
    },
  ],
  [
    'search_count',
    {
      model: true,
      readonly: true,
      parameters: [required(domain), limit],
      run: (records, [condition, most]) => records.searchCount(condition as Domain, given({ limit: most })),
    },
  ],
  [
    'search_read',
    {
      model: true,
      readonly: true,
      parameters: [domain, fields, offset, limit, order, load],
      run: (records, [condition = [], names, from, most, by, form]) =>
        records.searchRead(condition as Domain, names as never, { ...found(from, most, by), ...named(form) }),
    },
  ],
  [
    'read',
    {
      model: false,
      readonly: true,
      parameters: [fields, { ...load, take: take.text }],
      run: (records, [names, form]) => records.read(names as never, named(form)),
    },
  ],
  [
    'read_group',
    {
      model: true,
      readonly: true,
      parameters: [
        required(domain),
        required(fields),
        { name: 'groupby', required: true, take: take.oneOrMoreNames },
        offset,
        limit,
        { name: 'orderby', take: take.text },
        { name: 'lazy', isFlag: true, take: take.flag },
      ],
      run: (records, args) => grouped(records, args),
    },
  ],
  [
    'create',
    {
      model: true,
      readonly: false,
      parameters: [{ name: 'vals_list', aliases: ['vals', 'values'], required: true, take: take.valuesList }],
      run: (records, [values]) => records.create(values as Values),
    },
  ],
  [
    'write',
    {
      model: false,
      readonly: false,
      parameters: [{ name: 'vals', aliases: ['values'], required: true, take: take.values }],
      run: (records, [values]) => records.write(values as Values),
    },
  ],
  ['unlink', { model: false, readonly: false, parameters: [], run: (records) => records.unlink() }],
  [
    'copy',
    {
      model: false,
      readonly: false,
      parameters: [{ name: 'default', aliases: ['values'], take: take.values }],
      run: (records, [values]) => copied(records, values as Values | undefined),
    },
  ],
  [
    'name_search',
    {
      model: true,
      readonly: true,
      parameters: [
        { name: 'name', take: take.text },
        { ...domain, aliases: ['args'] },
        { name: 'operator', take: take.text },
        limit,
      ],
      run: (records, [name = '', condition, operator, most]) =>
        records.nameSearch(name as string, given({ domain: condition, operator, limit: most })),
    },
  ],
  [
    'name_create',
    {
      model: true,
      readonly: false,
      parameters: [{ name: 'name', required: true, take: take.text }],
      run: (records, [name]) => records.nameCreate(name as string),
    },
  ],
  [
    'fields_get',
    {
      model: true,
      readonly: true,
      parameters: [
        { name: 'allfields', aliases: ['fields'], take: take.names },
        { name: 'attributes', take: take.names },
      ],
      run: (records, [names, attributes]) => records.fieldsGet(names as string[] | undefined, given({ attributes })),
    },
  ],
  [
    'default_get',
    {
      model: true,
      readonly: true,
      parameters: [{ name: 'fields', aliases: ['fields_list'], required: true, take: take.names }],
      run: (records, [names]) => defaults(records, names as string[]),
    },
  ],
  ['exists', { model: false, readonly: true, parameters: [], run: readableOf }],
  [
    'has_access',
    {
      model: false,
      readonly: true,
      parameters: [operation],
      run: (records, [asked]) => hasAccess(records, asked as 'read'),
    },
  ],
  [
    'check_access',
    {
      model: false,
      readonly: true,
      parameters: [operation],
      run: (records, [asked]) => checkAccess(records, asked as 'read'),
    },
  ],
])

function found(offset: unknown, limit: unknown, order: unknown): SearchOptions {
  return given({ offset, limit, order })
}

/** How a many2one is read: only `_classic_read`, which is usual, has its name. */
function named(form: unknown): ReadOptions {
  return form === undefined || form === '_classic_read' ? {} : { names: false }
}

/** Options without those that were left out. */
function given(options: Readonly<Record<string, unknown>>): Record<string, never> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Record<string, never>
}

async function grouped(records: AnyRecords, args: readonly unknown[]): Promise<unknown> {
  const [condition, names, groupby, offset, limit, orderby, lazy = true] = args
  const options = { groupby: groupby as string[], ...given({ offset, limit, orderby, lazy }) }
  return records.readGroup(condition as Domain, names as string[], options)
}

async function copied(records: AnyRecords, values: Values | undefined): Promise<Model> {
  const copies: number[] = []
  for (const record of records) copies.push(...(await record.copy(values)).ids)
  return records.browse(copies)
}

/** Defaults of fields that the user may use. */
async function defaults(records: AnyRecords, names: readonly string[]): Promise<Record<string, unknown>> {
  const { env, definition } = records
  await env.registry.access.check(env, definition.name, 'create')
  const usable: string[] = []
  for (const name of names) {
    if (await env.registry.access.canUseField(env, env.registry.field(definition.name, name))) usable.push(name)
  }
  return records.defaultGet(usable)
}
