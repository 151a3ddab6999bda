import type { FieldDraft, ModelDraft, ModelDrafts } from './model-draft.ts'
import { placeOf } from './model-draft.ts'
import type { Problems } from './problems.ts'

/** Fields that each model has for itself. */
const OWN = new Set(['id', 'display_name', 'create_uid', 'create_date', 'write_uid', 'write_date'])

/**
 * Gives models that delegate (`static inherits`) the fields of their parents, as fields that show the parent's. Source:
 * odoo.models.BaseModel._add_inherited_fields.
 */
export function addDelegatedFields(models: ModelDrafts, problems: Problems): void {
  const done = new Set<string>()
  const visit = (model: ModelDraft, inside: readonly string[]): void => {
    if (inside.includes(model.name)) {
      problems.add(model.name, `delegates to itself: ${[...inside, model.name].join(' → ')}.`)
      return
    }
    if (done.has(model.name)) return
    for (const [parentName, link] of model.inherits) {
      const parent = models.get(parentName)
      if (parent === undefined) {
        problems.add(model.name, `static inherits names the model ${parentName}, which there is not.`)
        continue
      }
      if (!checkLink(model, parentName, link, problems)) continue
      visit(parent, [...inside, model.name])
      delegate(model, parent, link)
    }
    done.add(model.name)
  }
  for (const model of models.values()) visit(model, [])
}

function checkLink(model: ModelDraft, parent: string, link: string, problems: Problems): boolean {
  const field = model.fields.get(link)
  if (field?.type !== 'many2one' || field.comodel !== parent) {
    problems.add(
      model.name,
      `static inherits needs the field ${link} = fields.many2one('${parent}', { required: true }).`,
    )
    return false
  }
  if (model.abstract) return true
  if (!field.required) problems.add(placeOf(field), 'must be required, since the model delegates by it.')
  if (field.options['ondelete'] === undefined) field.ondelete = 'cascade'
  else if (field.ondelete === 'set null') problems.add(placeOf(field), "needs ondelete 'cascade' or 'restrict'.")
  return true
}

function delegate(model: ModelDraft, parent: ModelDraft, link: string): void {
  for (const field of parent.fields.values()) {
    if (OWN.has(field.name) || model.fields.has(field.name)) continue
    model.fields.set(field.name, delegated(model.name, field, link))
  }
}

function delegated(model: string, field: FieldDraft, link: string): FieldDraft {
  return {
    ...field,
    model,
    required: false,
    store: false,
    index: false,
    columnType: null,
    default: undefined,
    compute: null,
    computeSudo: false,
    inverse: null,
    search: null,
    depends: [`${link}.${field.name}`],
    related: [link, field.name],
    inherited: link,
    automatic: false,
    options: {},
  }
}
