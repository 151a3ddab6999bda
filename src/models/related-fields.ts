import { placeOf, type FieldDraft, type ModelDraft, type ModelDrafts } from './model-draft.ts'
import { suggestion } from './suggestion.ts'
import type { Problems } from './problems.ts'

/** What a field takes from the one that it shows, unless it says otherwise: the option's name → the attribute's. */
const TAKEN = {
  label: 'label',
  help: 'help',
  groups: 'groups',
  digits: 'digits',
  size: 'size',
  selection: 'selection',
  comodel: 'comodel',
  currency: 'currencyField',
  domain: 'domain',
  context: 'context',
  aggregator: 'aggregator',
  inverseName: 'inverseName',
  sanitize: 'kind',
} as const satisfies Record<string, keyof FieldDraft>

/** Completes the fields that show others, by what those are. Source: odoo.fields.Field.setup_related. */
export function completeRelatedFields(models: ModelDrafts, problems: Problems): void {
  const done = new Set<FieldDraft>()
  const visit = (model: ModelDraft, field: FieldDraft, inside: readonly FieldDraft[]): void => {
    if (field.related === null || done.has(field)) return
    done.add(field)
    const target = follow(models, model, field, problems)
    if (target === null) return
    if (inside.includes(target) || target === field) {
      problems.add(placeOf(field), 'shows itself.')
      return
    }
    visit(models.get(target.model) as ModelDraft, target, [...inside, field])
    take(field, target, problems)
  }
  for (const model of models.values()) for (const field of model.fields.values()) visit(model, field, [])
}

function follow(models: ModelDrafts, start: ModelDraft, field: FieldDraft, problems: Problems): FieldDraft | null {
  const path = field.related as readonly string[]
  let model: ModelDraft | undefined = start
  for (const [index, name] of path.entries()) {
    const step: FieldDraft | undefined = model.fields.get(name)
    const where = `${path.slice(0, index).join('.') || 'the model'} (${model.name})`
    if (step === undefined) {
      // A mixin may count on fields of the models that take it in.
      if (!start.abstract)
        problems.add(
          placeOf(field),
          `shows ${path.join('.')}: ${where} has no field ${name}${suggestion(name, model.fields.keys())}`,
        )
      return null
    }
    if (index === path.length - 1) return step
    model = step.comodel === null ? undefined : models.get(step.comodel)
    if (model === undefined) {
      problems.add(placeOf(field), `shows ${path.join('.')}: ${name} leads to no other model.`)
      return null
    }
  }
  return null
}

function take(field: FieldDraft, target: FieldDraft, problems: Problems): void {
  if (field.type !== target.type) {
    problems.add(
      placeOf(field),
      `is of the type ${field.type}, and ${placeOf(target)}, which it shows, ${target.type}.`,
    )
    return
  }
  const stated = field.options
  if (stated['comodel'] !== undefined && stated['comodel'] !== target.comodel) {
    problems.add(
      placeOf(field),
      `leads to ${field.comodel}, and ${placeOf(target)}, which it shows, to ${target.comodel}.`,
    )
  }
  const taken = Object.entries(TAKEN).filter(([option]) => stated[option] === undefined)
  Object.assign(field, Object.fromEntries(taken.map(([, attribute]) => [attribute, target[attribute]])))
}
