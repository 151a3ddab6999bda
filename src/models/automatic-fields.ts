import { draftField } from './field-draft.ts'
import type { FieldType } from './field-definition.ts'
import type { FieldDraft, ModelDraft } from './model-draft.ts'

/**
 * Adds the fields that every model has: `id` in the first place, `display_name`, and who made and changed a record, and when.
 * What a class declares itself is kept. Source: odoo.models.BaseModel._add_magic_fields.
 *
 * @param hasUsers whether there are users; without, their ids are plain numbers
 */
export function addAutomaticFields(model: ModelDraft, hasUsers: boolean): void {
  const declared = [...model.fields]
  model.fields.clear()
  model.fields.set('id', automatic(model, 'id', 'integer', 'ID'))
  for (const [name, field] of declared) model.fields.set(name, field)
  addMissing(model, displayName(model))
  if (!model.logAccess) return
  const user = hasUsers ? 'many2one' : 'integer'
  addMissing(model, automatic(model, 'create_uid', user, 'Created by'))
  addMissing(model, automatic(model, 'create_date', 'datetime', 'Created on'))
  addMissing(model, automatic(model, 'write_uid', user, 'Last Updated by'))
  addMissing(model, automatic(model, 'write_date', 'datetime', 'Last Updated on'))
}

function automatic(model: ModelDraft, name: string, type: FieldType, label: string): FieldDraft {
  const options = {
    label,
    readonly: true,
    copy: false,
    aggregator: null,
    ...(type === 'many2one' ? { comodel: 'res.users' } : {}),
  }
  return { ...draftField(model.name, name, { type, options, addons: [model.addon] }), automatic: true }
}

function displayName(model: ModelDraft): FieldDraft {
  const options = {
    label: 'Display Name',
    compute: 'computeDisplayName',
    ...(typeof (model.composite.prototype as { searchDisplayName?: unknown }).searchDisplayName === 'function'
      ? { search: 'searchDisplayName' }
      : {}),
  }
  return draftField(model.name, 'display_name', { type: 'char', options, addons: [model.addon] })
}

function addMissing(model: ModelDraft, field: FieldDraft): void {
  if (!model.fields.has(field.name)) model.fields.set(field.name, field)
}
