import { crc32 } from 'node:zlib'
import { ModelDefinitionError } from '../errors/model-errors.ts'
import { compose } from '../inheritance/compose.ts'
import { leaves, linearize } from '../inheritance/linearize.ts'
import { authoredClasses, modelNameOf, ownStatic } from './class-model.ts'
import { draftField } from './field-draft.ts'
import { marksAlong } from './marks-along.ts'
import { marksOf } from './method-marks.ts'
import { mergeDeclarations } from './merge-declarations.ts'
import { classesOf, inheritOf, type ModelFamily, type Owners } from './model-families.ts'
import type { SqlConstraint } from './model-definition.ts'
import type { ModelDraft } from './model-draft.ts'
import { Model, type ModelClass } from './model.ts'

/** A model with what its own classes say; what other models have to do with it comes later. */
export function draftModel(
  family: ModelFamily,
  families: ReadonlyMap<string, ModelFamily>,
  owners: Owners,
): ModelDraft {
  const { name, first } = family
  const composite = combined(family, families)
  const youngestFirst = authoredClasses(composite)
  const addonOf = nearestOwner(youngestFirst, owners, first.addon)
  const classes = youngestFirst.toReversed().map((modelClass) => ({ modelClass, addon: addonOf(modelClass) }))
  // What a model is called, and where it is kept, is not taken from those that it takes in.
  const own = youngestFirst.filter((each) => [name, null].includes(modelNameOf(each)))
  const { abstract, transient } = first.modelClass
  const auto = youngest(own, 'auto') ?? !abstract
  const table = youngest(own, 'table') || name.replaceAll('.', '_')
  assertNames(name, table)
  const fields = [...mergeDeclarations(classes)].map(
    ([field, declaration]) => [field, draftField(name, field, declaration)] as const,
  )
  const draft: ModelDraft = {
    name,
    description: youngest(own, 'description') || name,
    table,
    abstract,
    transient,
    auto: auto && !abstract,
    logAccess: youngest(own, 'logAccess') ?? (auto && !abstract),
    order: youngest(youngestFirst, 'order') || 'id',
    recName: youngest(youngestFirst, 'recName') ?? null,
    parentName: youngest(youngestFirst, 'parentName') ?? 'parent_id',
    activeName: null,
    inherits: new Map(classes.flatMap(({ modelClass }) => Object.entries(ownStatic(modelClass, 'inherits') ?? {}))),
    inherit: inheritOf(name, families),
    fields: new Map(fields),
    sqlConstraints: sqlConstraints(table, classes),
    constraints: [],
    ondelete: [],
    autovacuum: [],
    classes,
    addon: first.addon,
    composite,
  }
  if (youngest(youngestFirst, 'recName') === undefined)
    draft.recName = ['name', 'x_name'].find((each) => draft.fields.has(each)) ?? null
  draft.activeName = ['active', 'x_active'].find((each) => draft.fields.get(each)?.type === 'boolean') ?? null
  return { ...draft, ...markedMethods(composite) }
}

function combined(family: ModelFamily, families: ReadonlyMap<string, ModelFamily>): ModelClass {
  const outermostFirst = classesOf(family.name, families)
  const outer = new Set(leaves(outermostFirst))
  // What extends a model by its name knows nothing of the classes beneath it: where those begin has to be said.
  const innermostFirst = outermostFirst.filter((each) => outer.has(each) || isTop(each)).toReversed()
  try {
    const options = { name: family.first.modelClass.name }
    return compose(Model, innermostFirst, options)
  } catch (error) {
    const names = outermostFirst.map((each) => each.name).join(', ')
    const message = `The classes of ${family.name} (${names}) cannot be combined: ${(error as Error).message}`
    throw new ModelDefinitionError(message, { cause: error })
  }
}

function isTop(modelClass: ModelClass): boolean {
  return authoredClasses(modelClass).length === 1
}

function youngest<Name extends Parameters<typeof ownStatic>[1]>(
  youngestFirst: readonly ModelClass[],
  name: Name,
): ModelClass[Name] | undefined {
  const stating = youngestFirst.find((each) => ownStatic(each, name) !== undefined)
  return stating === undefined ? undefined : ownStatic(stating, name)
}

function assertNames(name: string, table: string): void {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(name)) {
    throw new ModelDefinitionError(`${JSON.stringify(name)} is no name for a model: write it as 'shop.book'.`)
  }
  if (!/^[a-z_][a-z0-9_$]{0,62}$/.test(table)) {
    throw new ModelDefinitionError(`${name}: ${JSON.stringify(table)} is no name for a table: state \`static table\`.`)
  }
}

/** By name, the youngest counts. Their names in the database are at most 63 characters. Source: odoo.tools.make_identifier. */
function sqlConstraints(table: string, classes: ModelDraft['classes']): SqlConstraint[] {
  const found = new Map<string, SqlConstraint>()
  for (const { modelClass, addon } of classes) {
    for (const stated of ownStatic(modelClass, 'sqlConstraints') ?? []) {
      const [name, definition, message] = stated
      if (stated.length !== 3 || !/^\w+$/.test(name) || typeof definition !== 'string') {
        throw new ModelDefinitionError(
          `${modelClass.name}: sqlConstraints are of ['name', 'unique (name)', 'Message'].`,
        )
      }
      const full = `${table}_${name}`
      const short = full.length <= 63 ? full : `${full.slice(0, 54)}_${crc32(full).toString(16).padStart(8, '0')}`
      found.set(name, { name: short, definition, message, addon })
    }
  }
  return [...found.values()]
}

function markedMethods(composite: ModelClass): Pick<ModelDraft, 'autovacuum' | 'constraints' | 'ondelete'> {
  const marked = new Set(
    linearize(composite)
      .toReversed()
      .flatMap(({ prototype }) => Object.entries(Object.getOwnPropertyDescriptors(prototype as object)))
      .filter(([, { value }]) => Object.keys(marksOf(value)).length > 0)
      .map(([name]) => name),
  )
  const methods = [...marked].map((method) => ({ method, marks: marksAlong(composite, method) }))
  return {
    constraints: methods.flatMap(({ method, marks }) =>
      marks.constrains ? [{ method, fields: marks.constrains }] : [],
    ),
    ondelete: methods.flatMap(({ method, marks }) => (marks.ondelete ? [method] : [])),
    autovacuum: methods.flatMap(({ method, marks }) => (marks.autovacuum ? [method] : [])),
  }
}

// A class that no manifest lists belongs to the addon of the class that extends it.
function nearestOwner(
  youngestFirst: readonly ModelClass[],
  owners: Owners,
  otherwise: string,
): (each: ModelClass) => string {
  return (each) => {
    const heir = youngestFirst.findLast((candidate) => owners.has(candidate) && linearize(candidate).includes(each))
    return owners.get(each) ?? (heir === undefined ? otherwise : (owners.get(heir) as string))
  }
}
