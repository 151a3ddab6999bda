import { warningCodes, type Warning } from '../errors/warnings.ts'
import { marksAlong } from './marks-along.ts'
import { placeOf, type FieldDraft, type ModelDraft, type ModelDrafts } from './model-draft.ts'
import type { Problems } from './problems.ts'

/** Fills in what follows from other fields and models: tables of many2many, currencies, `ondelete`, dependencies, columns. */
export function finishFields(models: ModelDrafts, problems: Problems, warnings: Warning[]): void {
  for (const model of models.values()) {
    for (const field of model.fields.values()) {
      if (field.type === 'many2one') finishMany2one(models, model, field)
      if (field.type === 'many2many' && field.related === null) finishMany2many(models, model, field, problems)
      if (field.type === 'monetary') finishMonetary(model, field, warnings)
      if (field.compute !== null) finishComputed(model, field)
      field.columnType = field.store ? field.kind.columnType(field) : null
    }
  }
}

// Source: odoo.fields.Many2one.setup_nonrelated.
function finishMany2one(models: ModelDrafts, model: ModelDraft, field: FieldDraft): void {
  if (field.options['ondelete'] !== undefined || field.ondelete !== 'set null') return
  const passing = model.transient && models.get(field.comodel ?? '')?.transient === false
  if (field.required) field.ondelete = passing ? 'cascade' : 'restrict'
}

// Source: odoo.fields.Many2many.setup_nonrelated.
function finishMany2many(models: ModelDrafts, model: ModelDraft, field: FieldDraft, problems: Problems): void {
  const other = models.get(field.comodel ?? '')
  if (other === undefined || !field.store || model.abstract) return
  const { relation, column, otherColumn } = field.options as {
    relation?: string
    column?: string
    otherColumn?: string
  }
  if (relation === undefined && model.table === other.table) {
    problems.add(
      placeOf(field),
      'needs the option relation: a table between a model and itself has no name of its own.',
    )
    return
  }
  const made = {
    table: relation ?? `${[model.table, other.table].toSorted().join('_')}_rel`,
    column: column ?? `${model.table}_id`,
    otherColumn: otherColumn ?? `${other.table}_id`,
  }
  if (made.column === made.otherColumn) {
    problems.add(placeOf(field), `needs the options column and otherColumn: both would be ${made.column}.`)
  }
  const long = Object.values(made).find((name) => name.length > 63)
  if (long !== undefined)
    problems.add(placeOf(field), `the name ${long} is too long: state relation, column or otherColumn.`)
  field.relation = Object.freeze(made)
}

// Source: odoo.fields.Monetary.get_currency_field.
function finishMonetary(model: ModelDraft, field: FieldDraft, warnings: Warning[]): void {
  const stated = field.currencyField
  field.currencyField =
    [stated ?? 'currency_id', 'currency_id', 'x_currency_id'].find((name) => model.fields.has(name)) ?? null
  if (stated === null || field.currencyField === stated || model.abstract) return
  const instead = field.currencyField === null ? 'it is not rounded' : `${field.currencyField} is used`
  const message = `${placeOf(field)}: there is no field ${stated} for its currency: ${instead}.`
  warnings.push({ code: warningCodes.unknownCurrency, message })
}

/** What all overrides of its method depend on; what names a record depends on the field that is its name. */
function finishComputed(model: ModelDraft, field: FieldDraft): void {
  const { depends = [] } = marksAlong(model.composite, field.compute as string)
  const naming = field.name === 'display_name' && field.compute === 'computeDisplayName' ? model.recName : null
  const named =
    naming === null ? [] : [model.fields.get(naming)?.type === 'many2one' ? `${naming}.display_name` : naming]
  field.depends = [...new Set([...named, ...depends])]
}
