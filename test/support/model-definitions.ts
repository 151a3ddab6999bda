import type { FieldDefinition, FieldType } from '../../src/models/field-definition.ts'
import type { FieldKind } from '../../src/models/kinds/field-kind.ts'
import type { ModelDefinition, RecordsConstructor, SqlConstraint } from '../../src/models/model-definition.ts'

const COLUMN_TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  char: 'varchar',
  text: 'text',
  html: 'text',
  integer: 'int4',
  float: 'float8',
  monetary: 'numeric',
  boolean: 'bool',
  date: 'date',
  datetime: 'timestamp',
  selection: 'varchar',
  json: 'jsonb',
  binary: 'bytea',
  many2one: 'int4',
  reference: 'varchar',
}

const plainKind: FieldKind = {
  relational: false,
  columnType: () => null,
  toCache: (given) => given,
  toColumn: (cached) => cached,
  fromColumn: (raw) => raw,
  toRead: (cached) => cached,
}

/** A field as composition would give it. */
export function sampleField(model: string, name: string, given: Partial<FieldDefinition>): FieldDefinition {
  const type = given.type ?? 'char'
  return {
    name,
    type,
    kind: plainKind,
    model,
    addons: ['test'],
    label: name,
    help: null,
    required: false,
    readonly: false,
    index: false,
    copy: true,
    groups: null,
    store: true,
    columnType: COLUMN_TYPES[type] ?? null,
    default: undefined,
    compute: null,
    computeSudo: false,
    inverse: null,
    search: null,
    depends: [],
    related: null,
    comodel: null,
    inverseName: null,
    relation: null,
    ondelete: 'set null',
    domain: [],
    context: {},
    selection: null,
    currencyField: null,
    digits: null,
    size: null,
    inherited: null,
    automatic: false,
    aggregator: null,
    ...given,
  }
}

/** A model as composition would give it, without records. */
export function sampleModel(
  name: string,
  fields: Readonly<Record<string, Partial<FieldDefinition>>>,
  given: Partial<ModelDefinition> & { sql?: Readonly<Record<string, string>> } = {},
): ModelDefinition {
  const { sql = {}, ...rest } = given
  const table = given.table ?? name.replaceAll('.', '_')
  const sqlConstraints = Object.entries(sql).map(([key, definition]): SqlConstraint => ({
    name: `${table}_${key}`,
    definition,
    message: key,
    addon: 'test',
  }))
  const all = { id: { type: 'integer', automatic: true } as const, ...fields }
  return {
    name,
    description: name,
    table,
    abstract: false,
    transient: false,
    auto: true,
    logAccess: false,
    order: 'id',
    recName: null,
    parentName: 'parent_id',
    activeName: null,
    inherits: new Map(),
    inherit: [],
    fields: new Map(Object.entries(all).map(([key, field]) => [key, sampleField(name, key, field)])),
    sqlConstraints,
    constraints: [],
    ondelete: [],
    autovacuum: [],
    classes: [],
    addon: 'test',
    records: Object as unknown as RecordsConstructor,
    ...rest,
  }
}
