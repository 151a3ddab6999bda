import { ModelDefinitionError } from '../errors/model-errors.ts'
import { checkOptions } from './check-options.ts'
import { declarationsMade, FieldDeclaration } from './field-declaration.ts'
import { inspectClass } from './inspect-class.ts'
import { constructForReading, Model, type ModelClass } from './model.ts'

/** The fields that one class itself declares, by name, in their order. */
export type Declarations = ReadonlyMap<string, FieldDeclaration>

const read = new WeakMap<ModelClass, Declarations>()

/** How many declarations constructing a class makes, its ancestors' included. */
const counts = new WeakMap<object, number>()

/** Names that every recordset has, though not on its prototype, or that would make a promise of it. */
const RESERVED = new Set(['env', 'ids', 'prefetchIds', 'definition', 'then', 'constructor', 'prototype'])

/**
 * The fields that a class itself declares, without its parents'. It is constructed once for that, and never again.
 *
 * @param modelClass a class of an author, not a composite
 * @throws {ModelDefinitionError} for what a model's class cannot have: other values than fields, private members, a
 * constructor, a field with a name that recordsets use, an option that there is not
 */
export function readDeclarations(modelClass: ModelClass): Declarations {
  let found = read.get(modelClass)
  if (found === undefined) {
    inspectClass(modelClass)
    found = ownDeclarations(modelClass)
    for (const [name, declaration] of found) checkField(modelClass, name, declaration)
    read.set(modelClass, found)
  }
  return found
}

function ownDeclarations(modelClass: ModelClass): Declarations {
  const parent = Object.getPrototypeOf(modelClass) as ModelClass
  const inherited = parent === Model || !isModelClass(parent) ? 0 : countOf(parent)
  const before = declarationsMade()
  const instance = constructed(modelClass)
  counts.set(modelClass, declarationsMade() - before)
  const own = Object.entries(instance).filter(([name, value]) => {
    if (value instanceof FieldDeclaration) return value.serial > before + inherited
    throw new ModelDefinitionError(notAField(modelClass, name, value))
  })
  return new Map(own as Array<[string, FieldDeclaration]>)
}

function countOf(modelClass: ModelClass): number {
  let count = counts.get(modelClass)
  if (count === undefined) {
    const before = declarationsMade()
    constructed(modelClass)
    counts.set(modelClass, (count = declarationsMade() - before))
  }
  return count
}

function isModelClass(candidate: ModelClass): boolean {
  return candidate.prototype instanceof Model
}

function constructed(modelClass: ModelClass): object {
  try {
    return constructForReading(modelClass)
  } catch (error) {
    throw new ModelDefinitionError(
      `The fields of ${modelClass.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

function notAField(modelClass: ModelClass, name: string, value: unknown): string {
  const why =
    value === undefined
      ? `Write "declare ${name}: …" where only its type is meant.`
      : 'Records are not made by constructors: use a field, a getter or a method.'
  return `${modelClass.name}.${name} is no field. ${why}`
}

function checkField(modelClass: ModelClass, name: string, declaration: FieldDeclaration): void {
  const place = `${modelClass.name}.${name}`
  if (!/^[a-z][a-z0-9_]{0,62}$/i.test(name)) {
    throw new ModelDefinitionError(
      `${place}: names of fields are of letters, digits and _, at most 63, and begin with a letter.`,
    )
  }
  // The field `id` is everybody's.
  if (RESERVED.has(name) || name === 'id' || name in Model.prototype) {
    throw new ModelDefinitionError(`${place}: recordsets have a member of that name already.`)
  }
  checkOptions(place, declaration)
}
