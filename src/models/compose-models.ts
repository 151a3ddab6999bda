import type { Warning } from '../errors/warnings.ts'
import { addAutomaticFields } from './automatic-fields.ts'
import { checkModels } from './check-models.ts'
import { modelNameOf } from './class-model.ts'
import { addDelegatedFields } from './delegated-fields.ts'
import { draftModel } from './draft-model.ts'
import type { FieldDefinition } from './field-definition.ts'
import { finishFields } from './finish-fields.ts'
import type { ModelDefinition } from './model-definition.ts'
import type { FieldDraft, ModelDraft } from './model-draft.ts'
import { modelFamilies, type ListedModel, type Owners } from './model-families.ts'
import type { ModelClass } from './model.ts'
import { Problems } from './problems.ts'
import { readDeclarations } from './read-declarations.ts'
import { recordsConstructor } from './records-constructor.ts'
import { completeRelatedFields } from './related-fields.ts'

/** What the models of a set of addons are together. */
export interface ComposedModels {
  /** By name, in the order of their first declarations. */
  readonly definitions: ReadonlyMap<string, ModelDefinition>
  readonly warnings: readonly Warning[]
}

/**
 * Combines the model classes of a set of addons: for each model all classes that declare, extend or mix into it, the last in
 * the order of addons outermost, with their fields. The classes are not changed: they can be in any number of registries.
 *
 * @param listed in the order of addons, and of the manifest inside one addon
 * @param allOwners every class of every addon, installed or not, with its addon: a field of one that is not installed says so
 * @throws {ModelDefinitionError} naming all that is wrong with the declarations
 *
 * Source: odoo.modules.registry.Registry.setup_models, odoo.models.BaseModel._build_model.
 */
export function composeModels(listed: readonly ListedModel[], allOwners: Owners = new Map()): ComposedModels {
  const { families, warnings: left } = modelFamilies(listed, allOwners)
  const warnings = [...left]
  const owners: Owners = new Map(listed.map(({ modelClass, addon }) => [modelClass, addon]))
  const drafts = new Map<string, ModelDraft>()
  for (const family of families.values()) {
    const draft = draftModel(family, families, owners)
    addAutomaticFields(draft, families.has('res.users'))
    drafts.set(family.name, draft)
  }
  const problems = new Problems()
  addDelegatedFields(drafts, problems)
  nameByDelegation(drafts.values())
  completeRelatedFields(drafts, problems)
  finishFields(drafts, problems, warnings)
  checkModels(drafts, problems)
  problems.throwIfAny()
  const elsewhere = fieldsElsewhere(owners, allOwners)
  const definitions = [...drafts].map(
    ([name, draft]) => [name, define(draft, elsewhere.get(name) ?? new Map())] as const,
  )
  return { definitions: new Map(definitions), warnings }
}

// A delegated `name` names the record, too, and a delegated `active` archives it.
function nameByDelegation(drafts: Iterable<ModelDraft>): void {
  for (const draft of drafts) {
    const states = draft.classes.some(({ modelClass }) => Object.hasOwn(modelClass, 'recName'))
    if (draft.recName === null && !states && draft.fields.has('name')) draft.recName = 'name'
    if (draft.activeName === null && draft.fields.get('active')?.type === 'boolean') draft.activeName = 'active'
  }
}

function define({ composite, fields, ...draft }: ModelDraft, elsewhere: ReadonlyMap<string, string>): ModelDefinition {
  const defined = new Map([...fields].map(([name, field]) => [name, freeze(field)]))
  const records = recordsConstructor(composite, draft.name, defined, elsewhere)
  const definition: ModelDefinition = Object.freeze({ ...draft, fields: defined, records })
  Object.defineProperty(records.prototype, 'definition', { value: definition })
  // Which class of several stated it last says nothing: what one takes in has a name, too.
  for (const name of [
    'model',
    'table',
    'description',
    'abstract',
    'transient',
    'auto',
    'logAccess',
    'order',
    'recName',
  ] as const) {
    Object.defineProperty(composite, name, { value: name === 'model' ? draft.name : draft[name], configurable: true })
  }
  return definition
}

function freeze({ options: _options, ...field }: FieldDraft): FieldDefinition {
  return Object.freeze(field)
}

/** By model: the fields that classes declare which do not count here → their addon. */
function fieldsElsewhere(owners: Owners, allOwners: Owners): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>()
  for (const [modelClass, addon] of allOwners) {
    const name = owners.has(modelClass) ? null : modelNameOf(modelClass)
    if (name === null) continue
    const fields = found.get(name) ?? new Map<string, string>()
    for (const field of namesIn(modelClass)) if (!fields.has(field)) fields.set(field, addon)
    found.set(name, fields)
  }
  return found
}

// What is wrong with a class is said where its addon is installed.
function namesIn(modelClass: ModelClass): Iterable<string> {
  try {
    return readDeclarations(modelClass).keys()
  } catch {
    return []
  }
}
