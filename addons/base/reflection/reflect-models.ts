import type { Cursor } from 'pergola/database'
import type { FieldDefinition, Label, ModelDefinition } from 'pergola/models'

// All in few statements: a registry has thousands of fields, and most of them are as they were.

/** Brings `ir_model`, `ir_model_fields` and their external ids up to what the registry has. */
export async function reflectModels(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  await removeGone(cr, definitions)
  await writeModels(cr, definitions)
  await writeFields(cr, definitions)
  await nameModels(cr, definitions)
  await nameFields(cr, definitions)
}

async function removeGone(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  const models = definitions.map(({ name }) => name)
  const fields = definitions.flatMap(({ name, fields: all }) => [...all.keys()].map((field) => `${name},${field}`))
  await cr.query(
    `with gone as (
       delete from ir_model_fields where state = 'base' and not (model || ',' || name) = any($1::text[]) returning id
     ) delete from ir_model_data where model = 'ir.model.fields' and res_id in (select id from gone)`,
    [fields],
  )
  await cr.query(
    `with gone as (delete from ir_model where state = 'base' and not model = any($1::text[]) returning id)
     delete from ir_model_data where model = 'ir.model' and res_id in (select id from gone)`,
    [models],
  )
}

async function writeModels(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  const rows = definitions.map(({ name: model, description, order, transient }) => ({
    model,
    name: english(description) || model,
    order,
    transient,
  }))
  await cr.query(
    `insert into ir_model as m (model, name, "order", transient, state)
     select model, name, "order", transient, 'base'
     from jsonb_to_recordset($1::jsonb) as x(model text, name text, "order" text, transient boolean)
     on conflict (model) do update set name = excluded.name, "order" = excluded."order", transient = excluded.transient
     where (m.name, m."order", m.transient) is distinct from (excluded.name, excluded."order", excluded.transient)`,
    [JSON.stringify(rows)],
  )
}

/** Column → its type in SQL, of what is reflected of a field. */
const COLUMNS = {
  model: 'text',
  name: 'text',
  field_description: 'text',
  help: 'text',
  ttype: 'text',
  relation: 'text',
  relation_field: 'text',
  relation_table: 'text',
  column1: 'text',
  column2: 'text',
  related: 'text',
  compute: 'text',
  depends: 'text',
  required: 'boolean',
  readonly: 'boolean',
  index: 'boolean',
  store: 'boolean',
  copied: 'boolean',
  size: 'int4',
  on_delete: 'text',
  groups: 'text',
  selection: 'jsonb',
} as const

type Column = keyof typeof COLUMNS

async function writeFields(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  const rows = definitions.flatMap(({ fields }) => [...fields.values()].map(toRow))
  const names = Object.keys(COLUMNS).map((name) => `"${name}"`)
  const list = (prefix: string): string => names.map((name) => `${prefix}${name}`).join(', ')
  const types = Object.entries(COLUMNS).map(([name, type]) => `"${name}" ${type}`)
  await cr.query(
    `insert into ir_model_fields as f (${list('')}, model_id, state)
     select ${list('x.')}, m.id, 'base' from jsonb_to_recordset($1::jsonb) as x(${types.join(', ')})
     join ir_model m on m.model = x.model
     on conflict (model, name) do update set (${list('')}) = row(${list('excluded.')})
     where (${list('f.')}) is distinct from (${list('excluded.')})`,
    [JSON.stringify(rows)],
  )
}

function toRow(field: FieldDefinition): Record<Column, unknown> {
  const { relation, selection } = field
  return {
    model: field.model,
    name: field.name,
    field_description: english(field.label) || field.name,
    help: field.help === null ? null : english(field.help),
    ttype: field.type,
    relation: field.comodel,
    relation_field: field.inverseName,
    relation_table: relation?.table ?? null,
    column1: relation?.column ?? null,
    column2: relation?.otherColumn ?? null,
    related: field.related?.join('.') ?? null,
    compute: field.compute,
    depends: field.depends.join(',') || null,
    required: field.required,
    readonly: field.readonly,
    index: field.index !== false,
    store: field.store,
    copied: field.copy,
    size: field.size,
    on_delete: field.type === 'many2one' ? field.ondelete : null,
    groups: field.groups,
    selection: Array.isArray(selection) ? selection.map(([value, label]) => [value, english(label as Label)]) : null,
  }
}

/** `model_<name>`, in the addon that declares the model. */
async function nameModels(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  const rows = definitions.map(({ name, addon }) => ({
    module: addon,
    name: `model_${underscored(name)}`,
    model: name,
  }))
  await cr.query(
    `${NAMED} select x.module, x.name, 'ir.model', m.id, true
     from jsonb_to_recordset($1::jsonb) as x(module text, name text, model text) join ir_model m on m.model = x.model ${RENAMED}`,
    [JSON.stringify(rows)],
  )
}

/** `field_<model>__<field>`, in the addon that declares the field first. */
async function nameFields(cr: Cursor, definitions: readonly ModelDefinition[]): Promise<void> {
  const rows = definitions.flatMap(({ name: model, addon, fields }) =>
    [...fields.values()].map(({ name: field, addons }) => ({
      module: addons[0] ?? addon,
      name: `field_${underscored(model)}__${field}`,
      model,
      field,
    })),
  )
  await cr.query(
    `${NAMED} select x.module, x.name, 'ir.model.fields', f.id, true
     from jsonb_to_recordset($1::jsonb) as x(module text, name text, model text, field text)
     join ir_model_fields f on f.model = x.model and f.name = x.field ${RENAMED}`,
    [JSON.stringify(rows)],
  )
}

const NAMED = 'insert into ir_model_data as d (module, name, model, res_id, noupdate)'
const RENAMED = `on conflict (module, name) do update set model = excluded.model, res_id = excluded.res_id
  where (d.model, d.res_id) is distinct from (excluded.model, excluded.res_id)`

function underscored(model: string): string {
  return model.replaceAll('.', '_')
}

/** What is kept of a label is its English text. */
function english(label: Label): string {
  if (typeof label === 'string') return label
  return label['en_US'] ?? Object.values(label)[0] ?? ''
}
