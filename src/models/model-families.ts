import { ModelDefinitionError } from '../errors/model-errors.ts'
import { nearestName } from '../errors/nearest-name.ts'
import { warningCodes, type Warning } from '../errors/warnings.ts'
import { authoredClasses, declaresModel, modelNameOf, takenIn } from './class-model.ts'
import type { ModelClass } from './model.ts'

/** A class of a model, and the addon whose manifest lists it. */
export interface ListedModel {
  readonly addon: string
  readonly modelClass: ModelClass
}

/** The classes that make one model. */
export interface ModelFamily {
  readonly name: string
  /** The class that declares it first. */
  readonly first: ListedModel
  /** Its own classes and the models that it takes in, the outermost first. Source: odoo's `__base_classes`. */
  readonly bases: ReadonlyArray<ModelClass | string>
}

/** The addon of each class. */
export type Owners = ReadonlyMap<ModelClass, string>

/**
 * Puts classes together by the model that they declare or extend. A class whose parents do not count here is left out, with
 * a warning. Source: odoo.models.MetaModel, BaseModel._build_model.
 *
 * @param listed in the order of addons, and of the manifest inside one addon
 * @param allOwners every class of every addon, installed or not, with its addon
 * @throws {ModelDefinitionError} for a class that belongs to no model, and a model that is declared twice
 */
export function modelFamilies(
  listed: readonly ListedModel[],
  allOwners: Owners,
): { families: ReadonlyMap<string, ModelFamily>; warnings: readonly Warning[] } {
  const all = parentsFirst(withAncestors(listed, allOwners))
  const { usable, warnings } = withoutForeign(all, allOwners)
  const families = new Map<string, { name: string; first: ListedModel; bases: Array<ModelClass | string> }>()
  for (const each of usable.filter(({ modelClass }) => declaresModel(modelClass))) {
    const name = modelNameOf(each.modelClass) as string
    const before = families.get(name)
    if (before !== undefined) throw declaredTwice(name, before.first, each)
    families.set(name, { name, first: each, bases: [each.modelClass, ...takenIn(each.modelClass, name)] })
  }
  for (const { modelClass } of usable) {
    if (declaresModel(modelClass)) continue
    const name = modelNameOf(modelClass) as string
    const family = families.get(name) as { bases: Array<ModelClass | string> }
    family.bases = extended(modelClass, name, family.bases)
  }
  return { families, warnings }
}

// What is named again moves to the end, as in Odoo's LastOrderedSet.
function extended(
  modelClass: ModelClass,
  name: string,
  bases: ReadonlyArray<ModelClass | string>,
): Array<ModelClass | string> {
  const added = takenIn(modelClass, name).flatMap((taken) => (taken === name ? bases : [taken]))
  return [modelClass, ...lastOfEach(added)]
}

/**
 * All classes of a model, the outermost first, those of the models that it takes in included.
 *
 * @throws {ModelDefinitionError} where models take in each other in a circle
 */
export function classesOf(
  name: string,
  families: ReadonlyMap<string, ModelFamily>,
  inside: readonly string[] = [],
): ModelClass[] {
  if (inside.includes(name)) {
    throw new ModelDefinitionError(`Models take in each other in a circle: ${[...inside, name].join(' → ')}.`)
  }
  const { bases } = families.get(name) as ModelFamily
  return lastOfEach(
    bases.flatMap((base) => (typeof base === 'string' ? classesOf(base, families, [...inside, name]) : [base])),
  )
}

/** The models that a model takes in, directly or through others. */
export function inheritOf(name: string, families: ReadonlyMap<string, ModelFamily>): readonly string[] {
  const found = new Set<string>()
  const visit = (each: string): void => {
    for (const base of families.get(each)?.bases ?? []) {
      if (typeof base !== 'string' || base === name || found.has(base)) continue
      found.add(base)
      visit(base)
    }
  }
  visit(name)
  return [...found]
}

function lastOfEach<Item>(items: readonly Item[]): Item[] {
  return items.filter((item, index) => items.lastIndexOf(item) === index)
}

/** Parents before their children, whatever a manifest's order; else as they are. */
function parentsFirst(listed: readonly ListedModel[]): ListedModel[] {
  const byClass = new Map(listed.map((each) => [each.modelClass, each]))
  const ordered = listed.flatMap(({ modelClass }) =>
    authoredClasses(modelClass)
      .toReversed()
      .flatMap((each) => byClass.get(each) ?? []),
  )
  return [...new Set(ordered)]
}

/** A parent that no manifest lists belongs to the addon of the class that extends it. */
function withAncestors(listed: readonly ListedModel[], allOwners: Owners): ListedModel[] {
  const seen = new Set(listed.map(({ modelClass }) => modelClass))
  return listed.flatMap((each) => {
    if (modelNameOf(each.modelClass) === null) throw nameless(each)
    const parents = authoredClasses(each.modelClass)
      .slice(1)
      .filter((parent) => !seen.has(parent) && !allOwners.has(parent) && declaresModel(parent))
    for (const parent of parents) seen.add(parent)
    return [...parents.toReversed().map((modelClass) => ({ addon: each.addon, modelClass })), each]
  })
}

function withoutForeign(
  all: readonly ListedModel[],
  allOwners: Owners,
): { usable: ListedModel[]; warnings: Warning[] } {
  const warnings: Warning[] = []
  const owners = new Map([...allOwners, ...all.map(({ modelClass, addon }) => [modelClass, addon] as const)])
  const listed = new Set(all.map(({ modelClass }) => modelClass))
  let usable = [...new Map(all.map((each) => [each.modelClass, each])).values()]
  for (;;) {
    const present = new Set(usable.map(({ modelClass }) => modelClass))
    const names = new Set(
      usable.filter((each) => declaresModel(each.modelClass)).map((each) => modelNameOf(each.modelClass)),
    )
    const problems = usable.flatMap((each) => {
      const missing = missingParent(each.modelClass, present, names, owners, listed)
      return missing === null ? [] : [{ each, missing }]
    })
    if (problems.length === 0) return { usable, warnings }
    for (const { each, missing } of problems) {
      const message = `The model class ${each.modelClass.name} (addon ${each.addon}) extends ${missing}: it is left out.`
      warnings.push({ code: warningCodes.foreignModel, message })
    }
    usable = usable.filter((each) => !problems.some((problem) => problem.each === each))
  }
}

/** What a class extends that is not there, in words, or null. */
function missingParent(
  modelClass: ModelClass,
  present: ReadonlySet<ModelClass>,
  names: ReadonlySet<string | null>,
  owners: Owners,
  listed: ReadonlySet<ModelClass>,
): string | null {
  const foreign = authoredClasses(modelClass).find((each) => owners.has(each) && !present.has(each))
  if (foreign !== undefined) {
    const why = listed.has(foreign) ? 'is left out' : 'does not count here'
    return `${foreign.name} of the addon ${owners.get(foreign)}, which ${why}`
  }
  const name = modelNameOf(modelClass) as string
  const unknown = [name, ...takenIn(modelClass, name)].find((each) => !names.has(each))
  if (unknown === undefined) return null
  const [, addon] = [...owners].find(([each]) => modelNameOf(each) === unknown && declaresModel(each)) ?? []
  const nearest = nearestName(
    unknown,
    [...names].filter((each) => each !== null),
  )
  const meant = nearest === undefined ? '' : ` (is ${nearest} meant?)`
  return addon === undefined
    ? `the model ${unknown}, which no addon declares${meant}`
    : `the model ${unknown} of the addon ${addon}, which does not count here`
}

function nameless({ modelClass, addon }: ListedModel): ModelDefinitionError {
  return new ModelDefinitionError(
    `${modelClass.name} (addon ${addon}) does not say which model it is: give it a \`static model\`, ` +
      'or extend one by subclassing or by `static inherit`.',
  )
}

function declaredTwice(name: string, first: ListedModel, second: ListedModel): ModelDefinitionError {
  return new ModelDefinitionError(
    `${first.modelClass.name} (addon ${first.addon}) and ${second.modelClass.name} (addon ${second.addon}) both declare ` +
      `the model ${name}: extend it by subclassing, or by \`static inherit = '${name}'\`.`,
  )
}
