import { placeOf, type FieldDraft, type ModelDraft, type ModelDrafts } from './model-draft.ts'
import { suggestion } from './suggestion.ts'
import type { Problems } from './problems.ts'

/** Says what is wrong with models that are otherwise complete: names that lead nowhere, fields that contradict themselves. */
export function checkModels(models: ModelDrafts, problems: Problems): void {
  for (const model of models.values()) {
    checkModel(model, problems)
    for (const field of model.fields.values()) {
      checkMethods(model, field, problems)
      checkComodel(models, model, field, problems)
      if (!model.abstract) checkDepends(models, model, field, problems)
      if (field.type === 'selection' && field.selection === null) problems.add(placeOf(field), 'has no choices.')
      if (field.required && field.type === 'many2one' && field.store && field.ondelete === 'set null') {
        problems.add(placeOf(field), "is required, so its ondelete cannot be 'set null'.")
      }
    }
  }
  checkRelationTables(models, problems)
}

function checkModel(model: ModelDraft, problems: Problems): void {
  const { name, fields, recName, abstract, constraints, order } = model
  for (const field of fields.values()) {
    if (field.name !== 'id' && field.name in model.composite.prototype) {
      problems.add(placeOf(field), 'a method or accessor of the model has the same name.')
    }
  }
  if (abstract) return
  if (recName !== null && !fields.has(recName))
    problems.add(name, `recName names ${recName}, which is no field${suggestion(recName, fields.keys())}`)
  for (const term of order.split(',')) {
    const [, field] = /^\s*(\w+)(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$/i.exec(term) ?? []
    if (field === undefined)
      problems.add(name, `order cannot be read: ${JSON.stringify(term.trim())}. Write 'name, id desc'.`)
    else if (!fields.has(field))
      problems.add(name, `order names ${field}, which is no field${suggestion(field, fields.keys())}`)
  }
  for (const constraint of constraints) {
    for (const field of constraint.fields) {
      if (!fields.has(field))
        problems.add(
          `${name}.${constraint.method}`,
          `@api.constrains names ${field}, which is no field${suggestion(field, fields.keys())}`,
        )
    }
  }
}

function checkMethods(model: ModelDraft, field: FieldDraft, problems: Problems): void {
  const named = { compute: field.compute, inverse: field.inverse, search: field.search, selection: field.selection }
  for (const [option, method] of Object.entries(named)) {
    // A field that shows another one has that one's choices, by that one's model.
    if (typeof method !== 'string' || field.inherited !== null) continue
    if (option === 'selection' && field.related !== null) continue
    if (typeof (model.composite.prototype as unknown as Record<string, unknown>)[method] === 'function') continue
    problems.add(placeOf(field), `the option ${option} names the method ${method}, which the model does not have.`)
  }
}

function checkComodel(models: ModelDrafts, model: ModelDraft, field: FieldDraft, problems: Problems): void {
  if (field.comodel === null) return
  const other = models.get(field.comodel)
  if (other === undefined) {
    problems.add(
      placeOf(field),
      `leads to the model ${field.comodel}, which there is not${suggestion(field.comodel, models.keys())}`,
    )
    return
  }
  if (field.type !== 'one2many' || field.related !== null) return
  const name = field.inverseName as string
  const inverse = other.fields.get(name)
  if (inverse === undefined) {
    problems.add(placeOf(field), `${other.name} has no field ${name}${suggestion(name, other.fields.keys())}`)
    return
  }
  const leadsHere = [model.name, ...model.inherit].includes(inverse.comodel ?? '')
  const fits = inverse.type === 'integer' || (inverse.type === 'many2one' && (leadsHere || model.abstract))
  if (!fits) problems.add(placeOf(field), `${placeOf(inverse)} is no many2one to ${model.name}.`)
}

function checkDepends(models: ModelDrafts, start: ModelDraft, field: FieldDraft, problems: Problems): void {
  if (field.related !== null) return
  for (const path of field.depends) {
    if (path === field.name && !field.store) problems.add(placeOf(field), 'is computed from itself, and not stored.')
    if (path.split('.').includes('id')) {
      problems.add(placeOf(field), `depends on ${path}: ids never change.`)
      continue
    }
    checkPath(models, start, field, path, problems)
  }
}

function checkPath(models: ModelDrafts, start: ModelDraft, field: FieldDraft, path: string, problems: Problems): void {
  let model: ModelDraft | undefined = start
  const names = path.split('.')
  for (const [index, name] of names.entries()) {
    const step: FieldDraft | undefined = model.fields.get(name)
    if (step === undefined) {
      problems.add(
        placeOf(field),
        `depends on ${path}: ${model.name} has no field ${name}${suggestion(name, model.fields.keys())}`,
      )
      return
    }
    if (index === names.length - 1) return
    model = step.comodel === null ? undefined : models.get(step.comodel)
    if (model === undefined) {
      // A comodel that there is not has been told of already.
      if (step.comodel === null) problems.add(placeOf(field), `depends on ${path}: ${name} leads to no other model.`)
      return
    }
  }
}

/** Two fields of one table would overwrite each other, unless they are its two sides. Source: odoo.fields.Many2many.setup_nonrelated. */
function checkRelationTables(models: ModelDrafts, problems: Problems): void {
  const seen = new Map<string, FieldDraft>()
  for (const field of [...models.values()].flatMap(({ fields }) => [...fields.values()])) {
    if (field.relation === null) continue
    const key = Object.values(field.relation).join(' ')
    const other = seen.get(key)
    seen.set(key, field)
    if (other === undefined) continue
    const explicit = field.options['relation'] !== undefined && other.options['relation'] !== undefined
    const both = [field, other].every(({ model }) => models.get(model)?.auto)
    const fine = field.model === other.model ? field.comodel === other.comodel && explicit : !both
    if (!fine)
      problems.add(placeOf(field), `uses the same table and columns as ${placeOf(other)}: state another relation.`)
  }
}
