import { UnknownFieldError } from '../errors/model-errors.ts'
import type { Environment } from './environment.ts'
import type { FieldDefinition } from './field-definition.ts'
import type { ModelDefinition, RecordsConstructor } from './model-definition.ts'
import type { Model, ModelClass } from './model.ts'
import { assignField, readField } from './operations/attributes.ts'

interface Writable {
  env: Environment
  ids: readonly number[]
  prefetchIds: Iterable<number> | null
}

/**
 * What makes recordsets of a model: an ordinary function, since the classes' constructors have nothing to do and would cost
 * a lot. Its prototype has an accessor for each field.
 *
 * @param composite all classes of the model, combined
 * @param elsewhere fields that only addons declare which are not installed → the addon
 */
export function recordsConstructor(
  composite: ModelClass,
  name: string,
  fields: ModelDefinition['fields'],
  elsewhere: ReadonlyMap<string, string>,
): RecordsConstructor {
  function Records(
    this: Writable,
    env: Environment,
    ids: readonly number[],
    prefetchIds: Iterable<number> | null,
  ): void {
    this.env = env
    this.ids = ids
    this.prefetchIds = prefetchIds
    // What is assigned to a name that is no field would be lost: it is a TypeError, as it is an AttributeError in Odoo.
    Object.preventExtensions(this)
  }
  const prototype = Object.create(composite.prototype) as object
  for (const [field, addon] of elsewhere) define(prototype, field, absent(name, field, addon))
  for (const field of fields.values()) define(prototype, field.name, accessor(field))
  Object.defineProperty(Records, 'name', { value: composite.name })
  Records.prototype = prototype
  return Records as unknown as RecordsConstructor
}

function define(prototype: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, { configurable: true, enumerable: true, ...descriptor })
}

function accessor(field: FieldDefinition): PropertyDescriptor & ThisType<Model> {
  return {
    get() {
      return readField(this, field)
    },
    set(value: unknown) {
      assignField(this, field, value)
    },
  }
}

function absent(model: string, field: string, addon: string): PropertyDescriptor {
  const refuse = (): never => {
    throw new UnknownFieldError(
      `${model} has no field ${field} here: it is of the addon ${addon}, which is not installed.`,
    )
  }
  return { enumerable: false, get: refuse, set: refuse }
}
