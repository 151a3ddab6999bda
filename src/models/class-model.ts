import { linearize } from '../inheritance/linearize.ts'
import { AbstractModel, TransientModel } from './abstract-model.ts'
import { Model, type ModelClass } from './model.ts'

/** The static members by which a class says what it is. */
type Stated =
  | 'abstract'
  | 'auto'
  | 'description'
  | 'inherit'
  | 'inherits'
  | 'logAccess'
  | 'model'
  | 'order'
  | 'parentName'
  | 'recName'
  | 'sqlConstraints'
  | 'table'
  | 'transient'

/** What a class itself states, not what it inherits; undefined where it says nothing. */
export function ownStatic<Name extends Stated>(modelClass: ModelClass, name: Name): ModelClass[Name] | undefined {
  return Object.hasOwn(modelClass, name) ? modelClass[name] : undefined
}

/** Classes of the framework, which state defaults and are no part of a model. */
const roots = new Set<unknown>([Model, AbstractModel, TransientModel])

/** A class and its ancestors that addons wrote, the youngest first. */
export function authoredClasses(modelClass: ModelClass): ModelClass[] {
  return (linearize(modelClass) as ModelClass[]).filter((each) => !roots.has(each) && each.prototype instanceof Model)
}

/** The models that a class names in `static inherit`. */
export function ownInherit(modelClass: ModelClass): readonly string[] {
  const stated = ownStatic(modelClass, 'inherit') ?? []
  return typeof stated === 'string' ? (stated === '' ? [] : [stated]) : stated
}

/** The model that a class declares or extends: as it says, as its parent, or the only one that it names in `inherit`; or null. */
export function modelNameOf(modelClass: ModelClass): string | null {
  const stated = ownStatic(modelClass, 'model')
  if (stated !== undefined && stated !== '') return stated
  const parent = parentModel(modelClass)
  if (parent !== null) return parent
  const named = ownInherit(modelClass)
  return named.length === 1 ? (named[0] as string) : null
}

/** The model of the nearest ancestor that has one, or null. */
export function parentModel(modelClass: ModelClass): string | null {
  for (const each of authoredClasses(modelClass).slice(1)) {
    const name = modelNameOf(each)
    if (name !== null) return name
  }
  return null
}

/** Whether a class begins a model, and does not extend one that is there. */
export function declaresModel(modelClass: ModelClass): boolean {
  const stated = ownStatic(modelClass, 'model')
  return (
    stated !== undefined &&
    stated !== '' &&
    !ownInherit(modelClass).includes(stated) &&
    parentModel(modelClass) !== stated
  )
}

/** The models that a class takes in, in the order of Odoo's `_inherit`; its own name stands for what is there of it already. */
export function takenIn(modelClass: ModelClass, name: string): readonly string[] {
  const ancestors = authoredClasses(modelClass)
    .slice(1)
    .map((each) => modelNameOf(each))
  const named = ownInherit(modelClass)
  const first = declaresModel(modelClass) || named.includes(name) ? [] : [name]
  const others = ancestors.filter((each): each is string => each !== null && each !== name)
  return [...new Set([...first, ...named, ...others])]
}
