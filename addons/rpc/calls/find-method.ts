import { AccessError, NotFound } from 'pergola'
import { definitions } from 'pergola/inheritance'
import { marksAlong, type AnyRecords, type ModelClass, type ModelDefinition } from 'pergola/models'
import { camelCase, snakeCase } from './camel-case.ts'
import { methodArguments } from './method-arguments.ts'
import { ownMethods, type OwnMethod } from './own-methods.ts'
import { bindArguments } from './parameters.ts'

/** A method that clients may call. */
export interface Callable {
  /** Whether it is called without records. */
  readonly model: boolean
  /** Whether it only reads. */
  readonly readonly: boolean
  call(records: AnyRecords, args: readonly unknown[], named: ReadonlyMap<string, unknown>): unknown
}

const NAME = /^[a-z][a-z0-9_]{0,127}$/i

/**
 * The method of a model that a client names, in Odoo's spelling or in ours: one of those that every model has for clients, or one that an
 * addon marked with `@api.rpc`. Nothing else is reachable.
 *
 * @throws {NotFound} where there is no such method
 * @throws {AccessError} where clients may not call it
 */
export function findMethod(definition: ModelDefinition, name: string): Callable {
  const label = `${definition.name}.${name.slice(0, 128)}`
  if (!NAME.test(name) || name in Object.prototype) throw isPrivate(label)
  const own = ownMethods.get(snakeCase(name))
  return own === undefined ? addonMethod(definition, name, label) : ownMethod(own, label)
}

function ownMethod(own: OwnMethod, label: string): Callable {
  return {
    ...own,
    call: (records, args, named) => own.run(records, bindArguments(label, own.parameters, args, named)),
  }
}

function addonMethod(definition: ModelDefinition, given: string, label: string): Callable {
  const modelClass = definition.records.prototype.constructor as ModelClass
  for (const name of new Set([given, camelCase(given)])) {
    if (definition.fields.has(name) || definitions(modelClass, name).length === 0) continue
    const marks = marksAlong(modelClass, name)
    if (marks.rpc !== true) throw isPrivate(label)
    return {
      model: marks.model === true,
      readonly: marks.readonly === true,
      call: (records, args, named) => {
        const method = records[name] as (this: AnyRecords, ...args: unknown[]) => unknown
        return method.apply(records, methodArguments(label, method, args, named))
      },
    }
  }
  throw new NotFound(`The method ${label} does not exist.`)
}

function isPrivate(label: string): AccessError {
  return new AccessError(
    `Private methods (such as ${JSON.stringify(label)}) cannot be called remotely: an addon opens a method of its own by @api.rpc.`,
  )
}
